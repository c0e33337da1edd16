"""The index of the site search: one row per page of a document, article, item, page of the site."""

from django.db import models
from wagtail.models import Site
from wagtail.search import index

from wagtail_civic.core.conf import settings


class IndexEntry(index.Indexed, models.Model):
    """What can be found. ``title_keys``, ``keys`` and ``words`` are what the engines search, and
    ``marks`` what they narrow a list by.

    ``group`` is one hit in a list of results: the pages of one document, the articles of one
    act, the translations of one page. Who may see a row is decided when it is about to be shown.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=64)
    part = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=20, blank=True)
    group = models.CharField(max_length=120)
    page_id = models.BigIntegerField(null=True, blank=True)
    document_id = models.CharField(max_length=64, blank=True)
    page_number = models.PositiveIntegerField(null=True, blank=True)
    title = models.TextField()
    text = models.TextField(blank=True)
    url = models.TextField(blank=True)
    date = models.DateField(null=True, blank=True)
    number = models.CharField(max_length=60, blank=True)
    facets = models.JSONField(default=dict)
    weight = models.FloatField(default=1)
    title_keys = models.TextField(blank=True)
    keys = models.TextField(blank=True)
    words = models.TextField(blank=True)
    marks = models.TextField(blank=True)
    indexed_at = models.DateTimeField(auto_now=True)

    #: Rows are made in bulk, and tell the backend themselves (``indexing``).
    search_auto_update = False
    search_fields = [
        index.SearchField("title_keys", boost=6),
        index.SearchField("keys"),
        index.SearchField("words", boost=0.5),
        index.FilterField("site"),
        index.FilterField("date"),
    ]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "kind", "object_id", "part", "language"], name="civic_index_entry"
            )
        ]
        indexes = [
            models.Index(fields=["kind", "object_id"], name="civic_index_object"),
            models.Index(fields=["number"], name="civic_index_number"),
            models.Index(fields=["site", "date"], name="civic_index_date"),
            models.Index(fields=["indexed_at"], name="civic_index_moment"),
        ]

    @classmethod
    def get_indexed_objects(cls):
        """Nothing where the database searches by itself: the same texts twice help nobody."""
        rows = super().get_indexed_objects()
        return rows if settings.SEARCH_BACKEND else rows.none()

    def __str__(self):
        return f"{self.kind} {self.object_id} {self.part}".strip()
