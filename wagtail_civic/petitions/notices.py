"""What followers of a petition hear by e-mail: each event once, in batches that can be resumed.

A follower is claimed before the notice goes out, so none goes twice; a worker that is killed at
that moment costs one person one notice at most. What could not be sent is given back and tried
again with the next run, for some days.
"""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from random import shuffle

from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from wagtail_civic.core import formats, letters, mailing

from . import following
from .models.followers import Follower
from .models.petition import Petition, PetitionEvent
from .places import pages_of
from .wording import signatures

NOTICED = ("reached", "hearing", "responded", "decided")
GIVEN_UP = timedelta(days=5)
"""How long an event is news: what could not be sent by then is not sent."""
BATCH = 100
"""So many in one task: a worker's time is for others, too."""


def send_waiting(now: datetime, most: int = BATCH) -> int:
    """Send at most ``most`` notices, the oldest events first; how many went out."""
    if not is_waiting(now):
        return 0
    held: set[int] = set()

    def tell(row: tuple[PetitionEvent, Follower], connection) -> bool:
        try:
            return _tell(*row, connection)
        except mailing.NotSent:
            held.add(row[1].pk)
            raise

    return mailing.send_each(_waiting(now, most, held), tell, "Notices of petitions")


def is_waiting(now: datetime) -> bool:
    return next(_waiting(now, 1), None) is not None


def _waiting(
    now: datetime, most: int, held: Collection[int] = ()
) -> Iterator[tuple[PetitionEvent, Follower]]:
    """Events in their order, the next followers in any: of some that fail none is always first.

    Who is ``held`` by then hears of no later event before the one that could not be sent.
    """
    events = PetitionEvent.objects.filter(kind__in=NOTICED, at__gt=now - GIVEN_UP)
    for event in events.select_related("petition__site").order_by("pk"):
        if most <= 0 or event.petition.register is None:
            continue
        rows = Follower.objects.filter(petition=event.petition_id, told_event__lt=event.pk)
        found = list(rows.exclude(pk__in=held).order_by("pk")[:most])
        shuffle(found)
        most -= len(found)
        yield from ((event, follower) for follower in found)


def _tell(event: PetitionEvent, follower: Follower, connection) -> bool:
    """Claim, send, and give back what could not be sent; whether it went out.

    ``NotSent`` where it waits, and the others need not.
    """
    before = follower.told_event
    if not _claim(follower, before, event.pk):
        return False
    try:
        mailing.send(message(event, follower), connection)
    except mailing.NotSent as fault:
        if fault.is_refusal:
            return False
        _claim(follower, event.pk, before)
        raise
    return True


def _claim(follower: Follower, before: int, after: int) -> bool:
    rows = Follower.objects.filter(pk=follower.pk, told_event=before)
    return bool(rows.update(told_event=after))


def message(event: PetitionEvent, follower: Follower) -> EmailMessage:
    """The notice, with the link and the headers by which one click ends them all."""
    site, language = event.petition.site, follower.language
    stop = site.root_url + following.stop_url(follower)
    with translation.override(language):
        subject, text = words(event)
        end = _("To get no more notices about this petition:\n%(stop)s") % {"stop": stop}
    text = f"{text}\n\n{end}"
    return letters.message(site, language, follower.address, subject, text, stop)


def words(event: PetitionEvent) -> tuple[str, str]:
    """Subject and text, in the active language."""
    petition = event.petition
    page = pages_of([petition], translation.get_language()).get(petition.key)
    title = page.title if page else petition.number
    sentence = _sentence(event.kind, petition)
    parts = [f"{title}.", sentence, (page.get_full_url() or "") if page else ""]
    return f"№{petition.number}: {sentence}", "\n\n".join(part for part in parts if part)


def _sentence(kind: str, petition: Petition) -> str:
    if kind == "reached":
        return _("The petition has reached the required number: %(count)s.") % {
            "count": signatures(petition.standing.counted)
        }
    if kind == "hearing":
        day = formats.date(petition.hearing_on) if petition.hearing_on else ""
        return _("The council hears the petition on %(day)s.") % {"day": day}
    if kind == "responded":
        return _("The petition has been answered.")
    return _("There is a decision about the petition: %(outcome)s.") % {
        "outcome": petition.get_outcome_display()
    }
