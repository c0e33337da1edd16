from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BudgetConfig(AppConfig):
    name = "wagtail_civic.budget"
    label = "civic_budget"
    verbose_name = _("Budget")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import registration

        registration.register()
