"""What saved searches hold about one person."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail_civic.core import letters
from wagtail_civic.core.contacts import Contact
from wagtail_civic.core.personal_data import PersonalDataSource

from .models.saved import SavedSearch


class SavedSearchData(PersonalDataSource):
    label = gettext_lazy("Saved searches")

    def _rows(self, contact: Contact, site):
        return SavedSearch.objects.filter(site=site).of(contact)

    def find(self, contact, site):
        return [
            _("Saved search “%(query)s”") % {"query": row.text} for row in self._rows(contact, site)
        ]

    def export(self, contact, site):
        return [
            {
                "query": row.text,
                "facets": row.facets,
                "address": row.address,
                "asked": row.asked_at.isoformat(),
                "confirmed": row.confirmed_at.isoformat() if row.confirmed_at else None,
            }
            for row in self._rows(contact, site)
        ]

    def erase(self, contact, site, now):
        return self._rows(contact, site).delete()[0]

    def retain(self, site, now):
        return letters.forget_unconfirmed(SavedSearch, site, now)
