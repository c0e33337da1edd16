"""The words of a petition are frozen when it opens; a later correction is a dated note."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from wagtail_civic.core import history
from wagtail_civic.core.records import record_key

from .models.petition import Petition
from .transitions import NotPossible, record_event

FROZEN = ("title", "kind", "ask", "background")
KIND = "noted"


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


def refuse_changes(page: Page) -> None:
    """``ValidationError`` if a public page's words change though people have signed them."""
    if not page.pk or page.alias_of_id:
        return
    published = type(page).objects.filter(pk=page.pk, live=True).first()
    if published is None:
        return
    changed = [name for name in FROZEN if getattr(published, name) != getattr(page, name)]
    opened = Petition.objects.filter(key=record_key(page), opened_at__isnull=False)
    if changed and opened.exists():
        words = _(
            "People sign these words: they cannot change after opening. Add a dated note in the "
            "petitions queue instead."
        )
        raise ValidationError(dict.fromkeys(changed, words), code="frozen")
