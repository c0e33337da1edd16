"""What unfinished and finished verifications hold about a person."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Site

from .. import formats
from ..contacts import Contact
from ..models.verification import Verification
from ..personal_data import PersonalDataSource


class Verifications(PersonalDataSource):
    label = gettext_lazy("Confirmation messages")

    def _rows(self, contact: Contact, site: Site):
        return Verification.objects.about(contact).filter(site=site)

    def find(self, contact: Contact, site: Site) -> list[str]:
        return [
            _("Confirmation asked for on %(date)s") % {"date": formats.date(row.created_at)}
            for row in self._rows(contact, site)
        ]

    def export(self, contact: Contact, site: Site) -> list[dict]:
        return [
            {
                "address": row.contact_value,
                "purpose": row.purpose,
                "asked": row.created_at.isoformat(),
                "confirmed": row.confirmed_at.isoformat() if row.confirmed_at else None,
            }
            for row in self._rows(contact, site)
        ]

    def erase(self, contact: Contact, site: Site, now: datetime) -> int:
        return self._rows(contact, site).delete()[0]
