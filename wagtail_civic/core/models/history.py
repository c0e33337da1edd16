"""The log of civic records: Wagtail's own kind of log, with the municipality of every line."""

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import BaseLogEntry, BaseLogEntryManager, Site

from ..permissions import site_id_of, sites_for


class CivicLogEntryManager(BaseLogEntryManager):
    def log_action(self, instance, action, **kwargs):
        kwargs |= {"object_id": str(instance.pk), "site_id": site_id_of(instance) or _only_site()}
        return super().log_action(instance, action, **kwargs)

    def for_instance(self, instance):
        kind = ContentType.objects.get_for_model(instance, for_concrete_model=False)
        return self.filter(content_type=kind, object_id=str(instance.pk))

    def viewable_by_user(self, user):
        """The lines about rows of kinds and municipalities that this user works with.

        Wagtail's report “site history” asks this; by kind alone it would tell every editor what
        was done in the other municipalities of the install.
        """
        if user.is_superuser:
            return self.all()
        wanted = models.Q(pk__in=[])
        kinds = self.order_by().values_list("content_type", flat=True).distinct()
        for permission in Permission.objects.filter(content_type__in=kinds):
            kind = ContentType.objects.get_for_id(permission.content_type_id)
            sites = sites_for(user, f"{kind.app_label}.{permission.codename}")
            wanted |= models.Q(content_type=kind, site__in=sites)
        return self.filter(wanted)


class CivicLogEntry(BaseLogEntry):
    """One line. ``uuid`` and the index are declared anew: no version of Wagtail moves them."""

    object_id = models.CharField(max_length=255, db_index=True)
    site = models.ForeignKey(
        Site, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    uuid = models.UUIDField(null=True, blank=True, editable=False)

    objects = CivicLogEntryManager()

    class Meta:
        verbose_name = _("line of the log")
        verbose_name_plural = _("lines of the log")
        ordering = ["-timestamp", "-id"]
        indexes = [models.Index(fields=["uuid", "action"], name="civic_log_uuid")]


def _only_site() -> int | None:
    """Where there is one municipality, everything is its own."""
    found = list(Site.objects.values_list("pk", flat=True)[:2])
    return found[0] if len(found) == 1 else None
