from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "wagtail_civic.documents"
    label = "civic_documents"
    verbose_name = _("Documents and search")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import checks, conf, seams, watching  # noqa: F401

        seams.register()
        watching.connect()
