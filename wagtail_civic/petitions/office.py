"""What the public sees of the office's own terms: which runs, by which article, what is overdue."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Page, Site

from . import axes, terms
from .models.petition import Petition
from .models.settings import PetitionSettings
from .places import pages_of
from .waiting import Clocks


def office_of(petition: Petition, now: datetime) -> dict:
    """The running term of a petition and its two axes, for its page."""
    found = {
        "hearing_words": axes.HEARING_LABELS.get(petition.hearing_state, ""),
        "response_words": axes.RESPONSE_LABELS.get(petition.response_state, ""),
    }
    name = terms.name_of(petition)
    if not name:
        return found
    clocks = Clocks(now)
    return {
        **found,
        "term": terms.LABELS[name],
        "term_clock": clocks.clock(petition),
        "term_basis": terms.basis_of(name, clocks.settings(petition.site)),
    }


def overdue_context(page: Page, request) -> dict:
    """Every petition whose term is over. What is not public yet is named by its number alone."""
    site, now = Site.find_for_request(request), timezone.now()
    settings = PetitionSettings.for_site(site)
    petitions = Petition.objects.filter(terms.overdue(site, settings, now), serial__isnull=False)
    found = list(petitions.select_related("site").order_by("year", "serial")[:500])
    shown = Petition.objects.filter(pk__in=[row.pk for row in found]).public()
    public = set(shown.values_list("pk", flat=True))
    pages = pages_of([row for row in found if row.pk in public], get_language())
    clocks = Clocks(now)
    return {
        "rows": [
            {
                "number": row.number,
                "page": pages.get(row.key),
                "term": terms.LABELS[terms.name_of(row)],
                "clock": clocks.clock(row),
            }
            for row in found
        ]
    }
