from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SmsConfig(AppConfig):
    name = "wagtail_civic.sms"
    label = "civic_sms"
    verbose_name = _("SMS")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import announcing, checks, conf, seams  # noqa: F401

        seams.register()
        announcing.connect()
