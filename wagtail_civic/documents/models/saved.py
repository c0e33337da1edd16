"""Searches that somebody asked to be told about, and what is new for them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from wagtail_civic.core.models import LetterRequest, Tiding


class SavedSearch(LetterRequest):
    """A search of one address. ``query_key`` tells one question from another."""

    text = models.CharField(max_length=300)
    facets = models.JSONField(default=dict)
    query_key = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        constraints = [
            models.UniqueConstraint(
                fields=["site", "lookup", "query_key"], name="civic_saved_search"
            )
        ]


class SeenObject(models.Model):
    """What has been public on a site at least once, so that it is news only once."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    group = models.CharField(max_length=120)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "group"], name="civic_seen_object")]

    def __str__(self):
        return self.group


class Finding(Tiding):
    """Something new that a saved search finds."""

    request = "search"

    search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="findings")
    group = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["search", "group"], name="civic_saved_finding")
        ]

    def __str__(self):
        return self.group
