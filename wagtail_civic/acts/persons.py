"""What is held about a person who follows acts."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail_civic.core import letters
from wagtail_civic.core.contacts import Contact
from wagtail_civic.core.personal_data import PersonalDataSource

from . import following
from .models.followers import ActFollower
from .presentation import dated


class FollowerData(PersonalDataSource):
    label = gettext_lazy("Acts that are followed")

    def _rows(self, contact: Contact, site):
        rows = ActFollower.objects.filter(site=site).of(contact)
        return rows.select_related("act__act_type")

    def find(self, contact, site):
        return [
            _("Follows the act: %(act)s") % {"act": dated(r.act)} for r in self._rows(contact, site)
        ]

    def export(self, contact, site):
        return [
            {
                "act": str(row.act.key),
                "name": dated(row.act),
                "address": row.address,
                "asked": row.asked_at.isoformat(),
                "confirmed": row.confirmed_at.isoformat() if row.confirmed_at else None,
            }
            for row in self._rows(contact, site)
        ]

    def erase(self, contact, site, now):
        return self._rows(contact, site).delete()[0]

    def retain(self, site, now):
        return letters.forget_unconfirmed(ActFollower, site, now) + following.forget_gone(site, now)
