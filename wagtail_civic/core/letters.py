"""Letters that somebody has asked for: confirmed first, each thing told once, ended by one click.

What is told is a row (``Tiding``) before anything is sent, so that a lost or doubled job loses and
doubles nothing.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from random import shuffle
from typing import TypeVar

from django.core.mail import EmailMessage
from wagtail.models import Site

from . import contacts, mailing, verification
from .contacts import Contact
from .models import MunicipalitySettings, Verification
from .models.letters import LetterRequest, Tiding

#: What was never confirmed is forgotten after this.
UNCONFIRMED = timedelta(days=3)
#: What could not be sent by then is no news any more.
GIVEN_UP = timedelta(days=7)
LETTERS = 500

Told = TypeVar("Told", bound=Tiding)


def begin(
    model: type[LetterRequest],
    contact: Contact,
    site: Site,
    language: str,
    now: datetime,
    *,
    purpose: str,
    most: int,
    about: dict,
    **facts,
) -> Verification:
    """Keep the request and send the message that asks whether this address wants the letters.

    ``about`` makes two requests of an address one. Everybody gets the same answer: an address that
    has its share (``most``) gets no message. Only confirmed ones are its share: anybody may ask for
    others in its name.
    """
    mine = model.objects.filter(site=site).of(contact)
    wanted = mine.filter(**about).first()
    full = wanted is None and mine.confirmed().count() >= most
    if wanted is None and not full:
        values = {"language": language, "address": contact.value, "asked_at": now, **facts}
        wanted, _made = model.objects.get_or_create(
            site=site, lookup=contact.lookup(), **about, defaults=values
        )
    return verification.begin(
        channel=contact.channel,
        contact=contact,
        purpose=purpose,
        subject=wanted.uuid if wanted else None,
        site=site,
        language=language,
        now=now,
        notify=not full,
    )


def confirm(wanted: LetterRequest, now: datetime) -> bool:
    """From now on what is new is told; asking again changes nothing. Whether this was the first
    time."""
    rows = type(wanted).objects.filter(pk=wanted.pk, confirmed_at=None)
    return bool(rows.update(confirmed_at=now))


def all_of(wanted: LetterRequest):
    """What the same address asked for on the same site, under whatever key that was kept."""
    lookups = contacts.parse("email", wanted.address).lookups()
    rows = type(wanted).objects.filter(site=wanted.site_id)
    return rows.filter(lookup__in=[wanted.lookup, *lookups])


def forget_unconfirmed(model: type[LetterRequest], site: Site, now: datetime) -> int:
    rows = model.objects.filter(site=site, confirmed_at=None, asked_at__lt=now - UNCONFIRMED)
    return rows.delete()[0]


# Sending ------------------------------------------------------------------------------------


def send_waiting(
    model: type[Told],
    compose: Callable[[list[Told]], EmailMessage | None],
    now: datetime,
    what: str,
    most: int = LETTERS,
) -> int:
    """One letter to each address that something waits for; how many went out.

    ``compose`` makes it, or None where nothing of it may be told any more.
    """
    name = model.request
    pairs = _waiting(model, now).values_list(f"{name}__site", f"{name}__lookup")
    addresses = list(pairs.distinct().order_by()[:most])
    if not addresses:
        return 0
    shuffle(addresses)  # of some that fail none is always the first
    return mailing.send_each(addresses, partial(_tell, model, compose, now), what)


def _waiting(model: type[Tiding], now: datetime):
    return model.objects.filter(told_at=None, found_at__gt=now - GIVEN_UP)


def _of(model: type[Told], now: datetime, site: int, lookup: str) -> list[Told]:
    """What waits for one address, under whatever key it was kept."""
    name = model.request
    wanted = model._meta.get_field(name).related_model
    one = wanted.objects.filter(site=site, lookup=lookup).first()
    if one is None:
        return []
    rows = _waiting(model, now).filter(**{f"{name}__in": all_of(one)})
    return list(rows.select_related(f"{name}__site").order_by(name, "pk"))


def _tell(model, compose, now: datetime, address: tuple[int, str], connection) -> bool:
    """Claim, send, and give back what could not be sent; whether a letter went out."""
    claimed = [each for each in _of(model, now, *address) if _claim(each, None, now)]
    letter = compose(claimed) if claimed else None
    if letter is None:
        return False
    try:
        mailing.send(letter, connection)
    except mailing.NotSent as fault:
        if fault.is_refusal:
            return False
        for each in claimed:
            _claim(each, now, None)
        raise
    return True


def _claim(tiding: Tiding, before: datetime | None, after: datetime | None) -> bool:
    rows = type(tiding).objects.filter(pk=tiding.pk, told_at=before)
    return bool(rows.update(told_at=after))


def message(
    site: Site, language: str, address: str, subject: str, text: str, stop: str
) -> EmailMessage:
    """A letter of the municipality, which one click at the address ``stop`` ends (RFC 8058)."""
    settings = MunicipalitySettings.for_site(site)
    return EmailMessage(
        subject=" ".join(subject.split()),
        body=f"{text}\n\n{settings.text(language).name}",
        to=[address],
        reply_to=[settings.email] if settings.email else None,
        headers={
            "Auto-Submitted": "auto-generated",
            "Content-Language": language,
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
