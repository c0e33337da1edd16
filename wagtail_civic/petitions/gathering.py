"""Supporters before moderation: a petition comes to an officer when enough people stand behind it.

The rules are e-petitions': supporters sign like anybody else, their signatures are the petition's
first ones and stay with it, and the initiator is not a supporter of the own petition. Until an
officer opens it the petition stands nowhere; only who was given its address can read and sign it.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wagtail_civic.core import clock, contacts

from . import deadlines, lifecycle, suspicion
from .models.gathering import Gathering
from .models.petition import Petition
from .models.settings import PetitionSettings
from .models.signatures import SignatureContact
from .transitions import NotPossible, make_move


def is_asked(petition: Petition) -> bool:
    """Whether the municipality wants supporters first, and this petition has not looked for any."""
    settings = PetitionSettings.for_site(petition.site)
    return settings.supporters > 0 and not hasattr(petition, "gathering")


def begin(petition: Petition, *, now: datetime, user=None) -> None:
    """Let a submitted petition gather supporters: how many and how long is fixed now."""
    settings = PetitionSettings.for_site(petition.site)
    if not is_asked(petition):
        raise NotPossible(_("The settings ask for no supporters, or this petition has had its."))
    ask(petition, settings.supporters, settings.gathering_days, now=now, user=user)


@transaction.atomic
def ask(petition: Petition, required: int, days: int, *, now: datetime, user=None) -> None:
    """Ask for so many supporters within so many days, whatever the settings say."""
    until = deadlines.end_of_day(now, days, clock.zone())
    data = {"required": required, "until": until.isoformat()}
    make_move(petition, "gather", now=now, user=user, event="gathering", data=data)
    Gathering.objects.create(petition=petition, required=required, begun_at=now, until=until)


def takes(petition: Petition, now: datetime) -> bool:
    """Whether a supporter can begin to sign now."""
    return petition.state == lifecycle.GATHERING and now <= petition.gathering.until


def confirmation_counts(petition: Petition, begun: datetime, now: datetime) -> bool:
    """Whether somebody who began as a supporter may still confirm: also in the day after the term,
    and while an officer has the petition already."""
    if petition.state not in lifecycle.BEFORE_OPENING or not hasattr(petition, "gathering"):
        return False
    return deadlines.confirmation_counts(begun, now, petition.gathering.until)


def supporters(petition: Petition) -> int:
    """Confirmed and undoubted signatures; the initiator's own address is none."""
    found = petition.signatures.counting()
    initiator = getattr(petition, "initiator", None)
    if initiator is None:
        return found.count()
    lookups = contacts.parse(initiator.channel, initiator.address).lookups()
    own = SignatureContact.objects.filter(petition=petition, lookup__in=lookups)
    return found.exclude(pk__in=own.values("signature")).count()


def address(petition: Petition, language: str, name: str = "support") -> str:
    """What the initiator shares, without the host."""
    arguments = {"lang": language, "handle": petition.gathering.key}
    return reverse(f"civic_petitions:{name}", kwargs=arguments)


def advance_all(now: datetime) -> int:
    """Judge new supporters, then send on what has enough and end what ran out; how many moved."""
    unjudged = SignatureContact.objects.filter(petition=OuterRef("pk"), judged_at__isnull=True)
    found = Petition.objects.filter(gathering__isnull=False, opened_at__isnull=True).filter(
        Q(state=lifecycle.GATHERING) | Exists(unjudged)
    )
    moved = 0
    for petition in found.select_related("site", "gathering", "initiator"):
        suspicion.judge_new(petition, now)
        moved += petition.state == lifecycle.GATHERING and advance(petition, now)
    return moved


def advance(petition: Petition, now: datetime) -> bool:
    """Send one petition on to moderation or end it; whether it moved. Can run twice."""
    count, asked = supporters(petition), petition.gathering
    data = {"count": count, "required": asked.required}
    try:
        if count >= asked.required:
            # The office's term begins here, not with the search for supporters.
            make_move(petition, "take_up", now=now, event="supported", data=data, submitted_at=now)
            return True
        if now > asked.until + deadlines.GRACE:
            make_move(petition, "lapse", now=now, event="lapsed", data=data, closed_at=asked.until)
            return True
    except lifecycle.MoveRefused:
        pass
    return False
