"""What a confirmed address is good for here: hearing what is new for a search."""

from django.urls import reverse
from django.utils.translation import gettext as _

from wagtail_civic.core.verification import Purpose

from . import saving
from .models.saved import SavedSearch


class SavedSearchPurpose(Purpose):
    def _text(self, verification) -> str:
        found = SavedSearch.objects.filter(uuid=verification.subject).first()
        return found.text if found else ""

    def title(self, verification):
        return _("Save the search")

    def summary(self, verification):
        return _("You will hear by e-mail what is new for “%(query)s”.") % {
            "query": self._text(verification)
        }

    def button(self, verification):
        return _("Save the search")

    def message(self, verification):
        text = self._text(verification)
        return (
            _("Save the search: %(query)s") % {"query": text},
            _(
                "Somebody, probably you, asked to be told at this address what is new for the "
                "search “%(query)s”. To be told, open the link below and press the button there."
            )
            % {"query": text},
        )

    def confirmed(self, verification, now):
        search = SavedSearch.objects.filter(uuid=verification.subject).first()
        if search is not None:
            saving.confirm(search, now)
        return reverse("civic_documents:saved", args=[verification.language, "confirmed"])

    def lost(self, verification):
        return reverse("civic_documents:search_in_language", args=[verification.language])
