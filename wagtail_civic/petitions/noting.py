"""The words of a petition are frozen once anybody has signed them, at the latest when it opens; a
later correction is a dated note."""

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
from .models.petition import Petition, PetitionEvent
from .models.signatures import WITHDRAWN
from .transitions import NotPossible

FROZEN = ("title", "kind", "ask", "background", "video")
KIND = "noted"
FROZEN_HELP = _(
    "People have signed these words, so they stay as they are. Add a dated note in the petitions "
    "queue instead."
)


def is_supported(petition: Petition) -> bool:
    """Whether anybody has signed, or begun to: who confirms later has read these words, too."""
    return petition.signatures.exclude(ended_as=WITHDRAWN).exists()


def takes_notes(petition: Petition) -> bool:
    """Whether readers see the note: in a register, or before the opening at the address that
    supporters have."""
    if petition.opened_at is not None:
        return petition.register is not None
    return petition.state in lifecycle.BEFORE_OPENING and is_supported(petition)


@transaction.atomic
def add_note(petition: Petition, *, now: datetime, user, texts: Mapping[str, str]) -> None:
    """Add a note to the timeline, by language; it is never changed."""
    given = {language: text.strip() for language, text in texts.items() if text.strip()}
    if not petition.opened_at and not takes_notes(petition):
        raise NotPossible(_("While nobody has signed, the text itself can be corrected."))
    if not given:
        raise NotPossible(_("Write the note in at least one language."))
    record_event(petition, KIND, now, {"texts": given})
    history.log(petition, f"civic_petitions.{KIND}", user=user)


def notes(petition: Petition) -> list[PetitionEvent]:
    """The notes so far, the newest first."""
    return list(petition.events.filter(kind=KIND).order_by("-at", "-pk"))


def original(petition: Petition) -> Page | None:
    """The page whose words supporters read and sign: the one in the language of submission."""
    return petition.page(petition.language or None)


def signed_words(page: Page) -> dict[str, str]:
    """The words that people sign, by field; empty while they may still change: before anybody has
    signed, on a page that no signer could read, and while the petition is taken down."""
    if not page.pk or page.alias_of_id:
        return {}
    petitions = Petition.objects.exclude(state=lifecycle.TAKEN_DOWN)
    petition = petitions.filter(key=record_key(page)).first()
    if petition is None:
        return {}
    rows = type(page).objects.filter(pk=page.pk)
    if not _was_read_by_supporters(petition, page):
        shown = Q(last_published_at__gte=petition.opened_at) | Q(live=True, last_published_at=None)
        rows = rows.filter(shown) if petition.opened_at else rows.none()
    return rows.values(*FROZEN).first() or {}


def _was_read_by_supporters(petition: Petition, page: Page) -> bool:
    first = original(petition)
    return first is not None and first.pk == page.pk and is_supported(petition)


def keep_words(page: Page) -> None:
    """Give the page the words back that people sign. Nothing is refused: what publishes an older
    draft, a schedule or a translation, brings out the rest of it."""
    for name, word in signed_words(page).items():
        setattr(page, name, word)
