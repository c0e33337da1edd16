"""Searches that somebody asked to be told about, and what is new for them."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from wagtail_civic.core.encryption import EncryptedTextField


class SavedSearchQuerySet(models.QuerySet):
    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)


class SavedSearch(models.Model):
    """A search of one address. ``query_key`` tells one question from another."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=20)
    text = models.CharField(max_length=300)
    facets = models.JSONField(default=dict)
    query_key = models.CharField(max_length=64)
    address = EncryptedTextField()
    lookup = models.CharField(max_length=64, db_index=True)
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        constraints = [
            models.UniqueConstraint(
                fields=["site", "lookup", "query_key"], name="civic_saved_search"
            )
        ]

    def __str__(self):
        return str(self.uuid)


class SeenObject(models.Model):
    """What has been public on a site at least once, so that it is news only once."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    group = models.CharField(max_length=120)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "group"], name="civic_seen_object")]

    def __str__(self):
        return self.group


class Finding(models.Model):
    """Something new that a saved search finds, until and after it was told."""

    search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="findings")
    group = models.CharField(max_length=120)
    found_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["search", "group"], name="civic_saved_finding")
        ]

    def __str__(self):
        return self.group
