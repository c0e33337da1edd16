"""What a confirmed address is good for here: hearing what happens to an act."""

from django.urls import reverse
from django.utils.translation import gettext as _

from wagtail_civic.core.places import index_url
from wagtail_civic.core.verification import Purpose

from . import following
from .models.followers import ActFollower
from .presentation import dated


class FollowActPurpose(Purpose):
    def _follower(self, verification) -> ActFollower | None:
        rows = ActFollower.objects.select_related("site", "act__act_type")
        return rows.filter(uuid=verification.subject).first()

    def title(self, verification):
        return _("Follow the act")

    def summary(self, verification):
        follower = self._follower(verification)
        return _("You will hear by e-mail what happens to this act: %(act)s.") % {
            "act": dated(follower.act) if follower else ""
        }

    def button(self, verification):
        return _("Follow the act")

    def message(self, verification):
        return (
            _("Confirm that you follow an act"),
            _(
                "Somebody, probably you, asked us to write to this address when something happens "
                "to a legal act on our website. Open the link below to see which act it is. To be "
                "told, press the button there."
            ),
        )

    def confirmed(self, verification, now):
        follower = self._follower(verification)
        done = follower is not None and following.confirm(follower, now)
        if not done:
            return reverse("civic_acts:followed", args=[verification.language, "gone"])
        return reverse("civic_acts:followed_act", args=[verification.language, follower.act.key])

    def lost(self, verification):
        """The same for every address, also for one that has its share and follows nothing more."""
        site, language = verification.site, verification.language
        return index_url(site, "acts", language) or "/"
