"""What the search knows of words: those that public texts have, and those nothing has."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site


class VocabularyWord(models.Model):
    """A word of the public texts of a site; suggestions are taken from here, never from texts."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    word = models.CharField(max_length=60)
    length = models.PositiveSmallIntegerField()
    times = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "word"], name="civic_vocabulary")]
        indexes = [models.Index(fields=["site", "length"], name="civic_vocabulary_length")]

    def __str__(self):
        return self.word


#: So often, and on so many days, are words asked before they are shown.
REPORTED_TIMES, REPORTED_DAYS = 3, 2


class FruitlessSearchQuerySet(models.QuerySet):
    def reportable(self):
        """What was asked often enough, on different days, to be nobody's own question."""
        return self.filter(times__gte=REPORTED_TIMES, days__gte=REPORTED_DAYS)


class FruitlessSearch(models.Model):
    """Words that found nothing, counted; never who asked, nor numbers that name a person."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    words = models.CharField(_("searched for"), max_length=120)
    times = models.PositiveIntegerField(_("times"), default=0)
    days = models.PositiveIntegerField(_("days"), default=0)
    first_day = models.DateField(_("first"))
    last_day = models.DateField(_("last"))

    objects = FruitlessSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("search that found nothing")
        verbose_name_plural = _("searches that found nothing")
        constraints = [
            models.UniqueConstraint(fields=["site", "words"], name="civic_fruitless_search")
        ]

    def __str__(self):
        return self.words
