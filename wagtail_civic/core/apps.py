from django.apps import AppConfig
from django.db.models.signals import pre_migrate
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "wagtail_civic.core"
    label = "civic_core"
    verbose_name = _("Civic services")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import (  # noqa: F401
            abuse,
            alerts,
            checks,
            demo,
            demo_town,
            fitting,
            once,
            players,
            records,
            removal,
            roles,
            verification,
        )

        pre_migrate.connect(
            removal.before_migration, sender=self, dispatch_uid="civic_before_migration"
        )
        fitting.connect()
        once.connect()
        records.connect()
        alerts.connect()
        verification.connect()
        roles.register()
        demo.register("core", demo_town.build, order=0)
