"""From an address to a confirmed one: begin, send, confirm.

The secret is made only when its message is sent and kept only as a digest. What can be
counted or won by two at once (attempts, the one confirmation, the one sender) is decided by
conditional updates.
"""

import hashlib
import hmac
import logging
import secrets
from datetime import datetime, timedelta
from enum import Enum
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.models import Site

from .. import formats, jobs, limits, mailing
from ..contacts import Contact
from ..encryption import keyed_digest
from ..models.municipality import MunicipalitySettings
from ..models.verification import Verification
from .seam import Channel, Delivery, DeliveryFailed, channels, purposes

logger = logging.getLogger(__name__)

TOKEN_BYTES = 16
CODE_DIGITS = 6
CODE_LIFETIME = timedelta(minutes=10)
CODE_TRIES = 5
SEND_TRIES = 4
BATCH = 25
"""Messages in one task: some seconds of a worker's time."""
LEASE = timedelta(minutes=2)

#: However many services ask, one address gets no more messages than this, and is asked no more.
MESSAGES = (limits.Rule(6, timedelta(hours=1)), limits.Rule(15, timedelta(days=1)))
TRIES = (limits.Rule(25, timedelta(days=1)),)

SEND_JOB = "wagtail_civic.core.verification.send"


class Outcome(Enum):
    CONFIRMED = "confirmed"
    WRONG = "wrong"
    OVER = "over"


def message_limit(contact: Contact) -> limits.Limit:
    return limits.Limit("verification.message", contact.lookup(), MESSAGES)


def may_send(contact: Contact, site: Site, now: datetime) -> bool:
    """Whether this address gets one more message; counts it."""
    [held] = limits.hit_in_turn(site, [[message_limit(contact)]], now)
    return held


def begin(
    channel: str,
    contact: Contact,
    purpose: str,
    subject: UUID | None,
    site: Site,
    language: str,
    now: datetime | None = None,
    notify: bool = True,
    counted: bool = False,
) -> Verification:
    """Start an attempt; the message goes out after the commit.

    ``notify=False`` starts one that looks the same and sends nothing: for an address that must
    not be told from any other (blocked, opted out). So does an address that has had its share
    of messages, unless ``counted`` says that the caller has asked ``message_limit`` itself. The
    caller answers with a redirect to ``entry_url`` in every case.
    """
    now = now or timezone.now()
    notify = (counted or may_send(contact, site, now)) and notify
    lifetime = CODE_LIFETIME if _channel(channel).uses_code else _channel(channel).lifetime
    if _channel(channel).uses_code and notify:
        # Only a code that leaves replaces another: else strangers could void codes in people's
        # hands by asking more often than messages are sent.
        _siblings(contact, purpose, subject, site).open(now).update(superseded_at=now)
    verification = Verification.objects.create(
        site=site,
        channel=channel,
        purpose=purpose,
        subject=subject,
        language=language,
        contact_lookup=contact.lookup(),
        contact_value=contact.value,
        contact_canonical=contact.canonical,
        notify=notify,
        created_at=now,
        expires_at=now + lifetime,
    )
    jobs.wake(SEND_JOB)
    return verification


def entry_url(verification: Verification) -> str:
    """Where the citizen goes after asking: "check your inbox", or the page to type the code."""
    name = "code" if _channel(verification.channel).uses_code else "sent"
    return _url(verification, name, verification.handle)


# Sending ------------------------------------------------------------------------------------


def send_waiting(now: datetime | None = None) -> int:
    """Send messages that wait, at most ``BATCH`` through each channel; how many went out.

    A channel is left alone after some in a row that could not be sent. The others go on: a mail
    server that does not answer, or is flooded, keeps no code by SMS waiting.
    """
    now = now or timezone.now()
    return sum(_send_through(name, now) for name, _channel in channels.items())


def _send_through(channel: str, now: datetime) -> int:
    sent = faults = 0
    waiting = Verification.objects.unsent(now).filter(channel=channel, deliveries__lt=SEND_TRIES)
    # More than a batch, because a colleague may be sending the first of them.
    for verification in waiting.select_related("site").order_by("pk")[: 8 * BATCH]:
        try:
            if _send(verification, now):
                sent, faults = sent + 1, 0
        except DeliveryFailed:
            faults += 1
        if sent >= BATCH or faults >= mailing.FAULTS:
            break
    return sent


def _send(verification: Verification, now: datetime) -> bool:
    """Whether it went out; not if a colleague has it, or if it only looks like one that does.
    ``DeliveryFailed`` where it waits on."""
    channel = channels.get(verification.channel)
    purpose = purposes.get(verification.purpose)
    if channel is None or purpose is None or not _claim(verification, channel, now):
        return False
    if not verification.notify:
        _pretend(verification, now)
        return False
    secret = _new_secret(verification, channel, now)
    with translation.override(verification.language):
        delivery = _delivery(verification, channel, secret)
    rows = Verification.objects.filter(pk=verification.pk)
    try:
        channel.send(delivery)
    except DeliveryFailed as error:
        logger.warning("Verification %s was not sent: %s", verification.pk, error)
        _put_off(verification, Verification.REFUSED if error.is_refusal else Verification.AWAY, now)
        raise
    rows.update(sent_at=now, fault="")
    return True


def _put_off(verification: Verification, fault: str, now: datetime) -> None:
    Verification.objects.filter(pk=verification.pk).update(
        claimed_until=now + LEASE * verification.deliveries, fault=fault, fault_at=now
    )


def _pretend(verification: Verification, now: datetime) -> None:
    """Let a message that is never sent fare as others do now: else the page that tells what became
    of it would tell of the address."""
    others = Verification.objects.open(now).filter(
        channel=verification.channel,
        notify=True,
        sent_at__isnull=True,
        fault=Verification.AWAY,
        claimed_until__gt=now,
    )
    if others.exists():
        _put_off(verification, Verification.AWAY, now)
    else:
        Verification.objects.filter(pk=verification.pk).update(sent_at=now, fault="")


def _claim(verification: Verification, channel: Channel, now: datetime) -> bool:
    """Take the message before calling out, so that no other worker sends it too.

    A worker that dies while sending leaves the fate unknown: only a channel that may repeat gets
    another turn.
    """
    free = Verification.objects.unsent(now).filter(
        pk=verification.pk, deliveries=verification.deliveries
    )
    until = now + LEASE if channel.may_repeat else verification.expires_at
    verification.deliveries += 1
    return free.update(claimed_until=until, deliveries=verification.deliveries) == 1


def _new_secret(verification: Verification, channel: Channel, now: datetime) -> str:
    rows = Verification.objects.filter(pk=verification.pk)
    if channel.uses_code:
        code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
        verification.expires_at = now + CODE_LIFETIME
        rows.update(
            code_digest=_code_digest(verification, code), expires_at=verification.expires_at
        )
        return code
    token = secrets.token_urlsafe(TOKEN_BYTES)
    rows.update(token_digest=_token_digest(token))
    return token


def _delivery(verification: Verification, channel: Channel, secret: str) -> Delivery:
    subject, text = purposes.get(verification.purpose).message(verification)
    if channel.uses_code:
        text = " ".join([text, _("Code: %(code)s") % {"code": secret}])
    else:
        text = _letter(verification, text, secret)
    return Delivery(verification.site, verification.language, verification.contact, subject, text)


def _letter(verification: Verification, text: str, token: str) -> str:
    site, language = verification.site, verification.language
    settings = MunicipalitySettings.for_site(site)
    until = formats.datetime(verification.expires_at, language)
    parts = [
        text,
        site.root_url + _url(verification, "confirm", token),
        _("The link works once, until %(moment)s.") % {"moment": until},
        purposes.get(verification.purpose).below(verification),
        _("If you did not ask for this, ignore this message: nothing will happen."),
        settings.text(language).name,
    ]
    return "\n\n".join(part for part in parts if part)


def send(now: datetime | None = None) -> None:
    """The job: a batch of messages. While more wait another task sends them, so that whatever
    stands in the queue between, counting above all, has its turn."""
    jobs.awake(SEND_JOB)
    if send_waiting(now) >= BATCH:
        jobs.wake(SEND_JOB)


# Confirming ---------------------------------------------------------------------------------


def find_by_token(token: str, site: Site) -> Verification | None:
    """The verification of a link; a link of another municipality is unknown here."""
    return (
        Verification.objects.filter(token_digest=_token_digest(token[:200]), site=site)
        .select_related("site")
        .first()
    )


def confirm(verification: Verification, now: datetime | None = None) -> str | None:
    """Confirm it and do what it is for; the address to go to.

    None where it is over: used, expired, replaced, or won by a request that came first.
    """
    now = now or timezone.now()
    purpose = purposes.get(verification.purpose)
    if purpose is None:
        return None
    with transaction.atomic():
        row = Verification.objects.open(now).filter(pk=verification.pk, notify=True)
        if row.update(confirmed_at=now) != 1:
            return None
        siblings = _siblings(
            verification.contact, verification.purpose, verification.subject, verification.site
        )
        siblings.open(now).exclude(pk=verification.pk).update(superseded_at=now)
        verification.confirmed_at = now
        return purpose.confirmed(verification, now)


def confirm_code(
    verification: Verification, code: str, now: datetime | None = None
) -> tuple[Outcome, str]:
    """Try a code: the outcome, and where to go when it is confirmed.

    Each try is counted before the code is looked at, so that tries at once cannot exceed five.
    """
    now = now or timezone.now()
    row = Verification.objects.open(now).filter(pk=verification.pk, attempts__lt=CODE_TRIES)
    if row.update(attempts=F("attempts") + 1) != 1:
        return Outcome.OVER, ""
    within = limits.hit(
        "verification.tries", verification.contact_lookup, verification.site, TRIES, now
    )
    verification.refresh_from_db()
    right = hmac.compare_digest(verification.code_digest, _code_digest(verification, code))
    if not (right and within):
        over = not within or verification.attempts >= CODE_TRIES
        return (Outcome.OVER if over else Outcome.WRONG), ""
    url = confirm(verification, now)
    return (Outcome.CONFIRMED, url) if url else (Outcome.OVER, "")


def _siblings(contact: Contact, purpose: str, subject: UUID | None, site: Site):
    return Verification.objects.about(contact).filter(site=site, purpose=purpose, subject=subject)


def _channel(name: str) -> Channel:
    channel = channels.get(name)
    if channel is None:
        raise LookupError(f"No verification channel {name!r} is installed.")
    return channel


def _token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _code_digest(verification: Verification, code: str) -> str:
    """Keyed, because a code alone could be guessed from its digest."""
    return keyed_digest(f"code {verification.handle}", code)


def _url(verification: Verification, name: str, value: object) -> str:
    return reverse(f"civic_core:{name}", args=[verification.language, value])
