"""What the initiator hears by e-mail, once for each step."""

import logging
from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db.models import F
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wagtail_civic.core import formats, mailing
from wagtail_civic.core.models import MunicipalitySettings
from wagtail_civic.core.text import put_in

from . import gathering, noting
from .letter_words import TOLD, default_subject, default_text
from .models.attachments import Attachment
from .models.desk import LetterText
from .models.petition import PetitionEvent
from .models.submission import Initiator
from .places import pages_of
from .wording import signatures

GIVEN_UP = timedelta(days=3)
"""How long a letter is tried again."""

logger = logging.getLogger(__name__)


def waiting_events():
    """Events of petitions whose initiator has not heard of them, the oldest first."""
    return (
        PetitionEvent.objects.filter(
            kind__in=TOLD,
            petition__initiator__isnull=False,
            petition__initiator__channel="email",
            pk__gt=F("petition__initiator__told_event"),
        )
        .select_related("petition__site", "petition__initiator", "petition__rejection_reason")
        .order_by("pk")
    )


def send_waiting(now: datetime, most: int = 100) -> int:
    """Send what waits. Each event is claimed before its letter goes out, so none goes twice.

    A letter that could not be sent waits for the next run, and those after it wait behind it;
    after some days it is given up.
    """
    told: dict[int, int] = {}
    held, sent = set(), 0
    for event in waiting_events()[:most]:
        petition = event.petition_id
        before = told.get(petition, event.petition.initiator.told_event)
        if petition in held or not _claim(petition, before, event.pk):
            held.add(petition)
        elif _send(event):
            told[petition] = event.pk
            sent += 1
        elif event.at > now - GIVEN_UP:
            held.add(petition)
            _claim(petition, event.pk, before)
        else:
            told[petition] = event.pk
    return sent


def _claim(petition: int, before: int, after: int) -> bool:
    """Move what the initiator has been told, unless another worker was faster."""
    rows = Initiator.objects.filter(petition=petition, told_event=before)
    return bool(rows.update(told_event=after))


def _send(event: PetitionEvent) -> bool:
    petition = event.petition
    settings = MunicipalitySettings.for_site(petition.site)
    with translation.override(petition.language or None):
        subject, text = letter(event)
        text = f"{text}\n\n{settings.text().name}"
    message = EmailMessage(
        subject=subject,
        body=text,
        to=[petition.initiator.address],
        reply_to=[settings.email] if settings.email else None,
        headers={"Auto-Submitted": "auto-generated", "Content-Language": petition.language},
    )
    try:
        mailing.send(message)
    except mailing.NotSent as fault:
        logger.warning("Letter about petition event %s: %s", event.pk, fault)
        return False
    return True


def letter(event: PetitionEvent) -> tuple[str, str]:
    """Subject and text, in the active language: the municipality's words, else ours."""
    petition, language = event.petition, get_language()
    own = LetterText.objects.filter(site=petition.site, kind=event.kind, language=language).first()
    words = words_for(petition) | _attachment(event)
    subject = (own.subject if own else "") or default_subject()
    text = own.text if own else default_text(event.kind)
    paragraphs = put_in(text.replace("\r\n", "\n"), words).split("\n\n")
    kept = "\n\n".join(paragraph for paragraph in paragraphs if paragraph.strip())
    return " ".join(put_in(subject, words).split()), kept


def words_for(petition) -> dict[str, str]:
    """What the placeholders of a letter stand for."""
    page = petition.page(petition.language or None)
    return {
        "number": petition.number,
        "title": page.title if page else "",
        "note": petition.officer_note,
        "reason": str(petition.rejection_reason or ""),
        "url": _public_url(petition),
        "signed": _signed(petition),
        **_gathering_words(petition),
        "count": signatures(petition.standing.counted),
        "required": formats.number(petition.standing.required),
        "hearing": formats.date(petition.hearing_on) if petition.hearing_on else "",
        "outcome": str(petition.get_outcome_display()),
    }


def _signed(petition) -> str:
    if petition.opened_at or not noting.is_supported(petition):
        return ""
    return _(
        "People have signed it already, so its words stay as they are: with other words it is a "
        "new petition, which people sign anew."
    )


def _gathering_words(petition) -> dict[str, str]:
    asked, language = getattr(petition, "gathering", None), petition.language or get_language()
    last = petition.deadline or (asked and asked.until)
    link = gathering.address(petition, language) if asked else ""
    return {
        "day": formats.date(last) if last else "",
        "supporters": signatures(asked.required) if asked else "",
        "link": petition.site.root_url + link if link else "",
    }


def _attachment(event: PetitionEvent) -> dict[str, str]:
    """The attachment that an event is about, and what the officer wrote of it."""
    if "attachment" not in event.data:
        return {"attachment": ""}
    file = Attachment.objects.filter(pk=event.data["attachment"]).first()
    return {"attachment": file.title, "note": file.reason} if file else {"attachment": ""}


def _public_url(petition) -> str:
    if not petition.register:
        return ""
    page = pages_of([petition], petition.language).get(petition.key)
    return page.get_full_url() if page else ""
