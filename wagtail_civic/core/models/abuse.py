"""How often something was done within a window of time: the memory of the limits."""

from datetime import datetime

from django.db import models


class RateWindowQuerySet(models.QuerySet):
    def purge(self, now: datetime) -> int:
        """Delete the windows that are over; how many."""
        return self.filter(ends__lte=now).delete()[0]


class RateWindow(models.Model):
    """One count. ``key`` is a keyed digest, never an address; rows go when the window is over."""

    scope = models.CharField(max_length=60)
    key = models.CharField(max_length=64)
    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    seconds = models.PositiveIntegerField()
    start = models.DateTimeField()
    ends = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    objects = RateWindowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "scope", "key", "seconds", "start"], name="civic_rate_window"
            )
        ]

    def __str__(self):
        return f"{self.scope}: {self.count}"
