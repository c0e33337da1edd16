"""What a confirmed address is good for here: hearing what is new for a search."""

from django.urls import reverse
from django.utils.translation import gettext as _

from wagtail_civic.core.verification import Purpose

from . import facets, saving
from .models.saved import SavedSearch


class SavedSearchPurpose(Purpose):
    def title(self, verification):
        return _("Save the search")

    def summary(self, verification):
        search = (
            SavedSearch.objects.filter(uuid=verification.subject).select_related("site").first()
        )
        words = _("You will hear by e-mail what is new for “%(query)s”.") % {
            "query": search.text if search else ""
        }
        narrowed = facets.described(search.site, search.facets) if search else ""
        more = _("The list is narrowed: %(narrowed)s.") % {"narrowed": narrowed}
        return f"{words} {more}" if narrowed else words

    def button(self, verification):
        return _("Save the search")

    def message(self, verification):
        return (
            _("Confirm your saved search"),
            _(
                "Somebody, probably you, asked us to write to this address when the search of our "
                "website finds something new. Open the link below to see what is searched for. To "
                "be told, press the button there."
            ),
        )

    def confirmed(self, verification, now):
        search = SavedSearch.objects.filter(uuid=verification.subject).first()
        if search is not None:
            saving.confirm(search, now)
        return reverse("civic_documents:saved", args=[verification.language, "confirmed"])

    def lost(self, verification):
        return reverse("civic_documents:search_in_language", args=[verification.language])
