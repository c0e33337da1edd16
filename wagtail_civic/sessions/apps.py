from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SessionsConfig(AppConfig):
    name = "wagtail_civic.sessions"
    label = "civic_sessions"
    verbose_name = _("Sessions")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from .conf import declare_settings

        declare_settings()

        from . import seams

        seams.register()
