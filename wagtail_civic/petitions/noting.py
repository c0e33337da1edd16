"""The words of a petition are frozen when it opens; a later correction is a dated note."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from wagtail_civic.core import history
from wagtail_civic.core.records import record_key

from . import lifecycle
from .events import record_event
from .models.petition import Petition
from .transitions import NotPossible

FROZEN = ("title", "kind", "ask", "background")
KIND = "noted"
FROZEN_HELP = _(
    "People sign these words: they cannot change after opening. Add a dated note in the "
    "petitions queue instead."
)


@transaction.atomic
def add_note(petition: Petition, *, now: datetime, user, texts: Mapping[str, str]) -> None:
    """Add a note to the timeline, by language; it is never changed."""
    given = {language: text.strip() for language, text in texts.items() if text.strip()}
    if not petition.opened_at:
        raise NotPossible(_("Before opening the text itself can be corrected."))
    if not given:
        raise NotPossible(_("Write the note in at least one language."))
    record_event(petition, KIND, now, {"texts": given})
    history.log(petition, f"civic_petitions.{KIND}", user=user)


def signed_words(page: Page) -> dict[str, str]:
    """The words that people sign, by field; empty while they may still change: before the opening,
    on a page that was not public since, and while the petition is taken down."""
    if not page.pk or page.alias_of_id:
        return {}
    petitions = Petition.objects.filter(key=record_key(page), opened_at__isnull=False)
    petitions = petitions.exclude(state=lifecycle.TAKEN_DOWN)
    opened = petitions.values_list("opened_at", flat=True).first()
    if opened is None:
        return {}
    shown = Q(last_published_at__gte=opened) | Q(live=True, last_published_at=None)
    return type(page).objects.filter(shown, pk=page.pk).values(*FROZEN).first() or {}


def keep_words(page: Page) -> None:
    """Give the page the words back that people sign. Nothing is refused: what publishes an older
    draft, a schedule or a translation, brings out the rest of it."""
    for name, word in signed_words(page).items():
        setattr(page, name, word)
