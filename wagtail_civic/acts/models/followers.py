"""Who wants to hear what happens to an act, and what is to be told of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail_civic.core.models import LetterRequest, Tiding


class ActFollower(LetterRequest):
    """An address that follows one act."""

    act = models.ForeignKey("civic_acts.Act", on_delete=models.CASCADE, related_name="followers")

    class Meta:
        verbose_name = _("follower of an act")
        verbose_name_plural = _("followers of acts")
        constraints = [models.UniqueConstraint(fields=["act", "lookup"], name="civic_act_follower")]


class ActTiding(Tiding):
    """An event of the act, by its ``name`` in the timeline: to be told, or told, or known before
    its follower confirmed.

    ``day`` is that of the event; ``former`` the one that was told or known before a correction.
    """

    request = "follower"

    follower = models.ForeignKey(ActFollower, on_delete=models.CASCADE, related_name="tidings")
    name = models.CharField(max_length=80)
    day = models.DateField()
    former = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["follower", "name"], name="civic_act_tiding")
        ]

    def __str__(self):
        return self.name
