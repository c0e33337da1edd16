"""The own index by which similar petitions are found: the roots of their words."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .petition import Petition


class PetitionWord(models.Model):
    """One root that stands in the words of a petition, in whatever language."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="words")
    root = models.CharField(max_length=40)
    in_title = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("word of a petition")
        verbose_name_plural = _("words of petitions")
        constraints = [
            models.UniqueConstraint(fields=["petition", "root"], name="civic_petition_word")
        ]
        indexes = [models.Index(fields=["root"], name="civic_petition_word_root")]

    def __str__(self):
        return self.root
