"""Which acts the text of an act names."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ActCitation(models.Model):
    """What the text of a published act says of another one; ``target`` is the only act that can be
    meant. Read from the text whenever the act or what it names changes, see ``citing``."""

    act = models.ForeignKey("civic_acts.Act", on_delete=models.CASCADE, related_name="citations")
    number = models.CharField(max_length=100, blank=True, db_index=True)
    code = models.CharField(max_length=60, blank=True, db_index=True)
    type_word = models.CharField(max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    day = models.DateField(null=True)
    target = models.ForeignKey(
        "civic_acts.Act", on_delete=models.SET_NULL, null=True, related_name="cited_in"
    )

    class Meta:
        verbose_name = _("citation in an act")
        verbose_name_plural = _("citations in acts")

    def __str__(self):
        return self.code or f"{self.type_word} №{self.number}"
