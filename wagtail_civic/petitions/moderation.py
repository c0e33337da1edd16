"""What an officer does with a petition, each step a function that checks, writes and logs."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.actions.unpublish_page import UnpublishPageAction

from wagtail_civic.core import clock
from wagtail_civic.core.models import VoterRoll

from . import deadlines, gathering, lifecycle
from .models.petition import Petition
from .models.reasons import RejectionReason
from .models.settings import PetitionSettings
from .threshold import ASSEMBLY, required_signatures
from .transitions import NotPossible, allot_number, make_move


@transaction.atomic
def submit(petition: Petition, *, now: datetime, user=None) -> None:
    """Put a petition into the queue; it gets its number and keeps it."""
    allot_number(petition, clock.local(now).year)
    first = petition.submitted_at or now
    make_move(petition, "submit", now=now, user=user, event="submitted", submitted_at=first)


@transaction.atomic
def submit_new(petition: Petition, *, now: datetime) -> None:
    """Take in what a citizen has just confirmed: into the queue, or first to supporters."""
    if not gathering.is_asked(petition):
        submit(petition, now=now)
        return
    allot_number(petition, clock.local(now).year)
    make_move(petition, "submit", now=now)
    gathering.begin(petition, now=now)


def take_up(petition: Petition, *, now: datetime, user) -> None:
    """Work on it; where it looked for supporters, the office's term begins here."""
    begins = {"submitted_at": now} if petition.state == lifecycle.GATHERING else {}
    make_move(petition, "take_up", now=now, user=user, **begins)


def flag(petition: Petition, *, now: datetime, user, reason: str) -> None:
    make_move(petition, "flag", now=now, user=user, reason=reason)


@transaction.atomic
def publish(petition: Petition, *, now: datetime, user=None, combining: str = "") -> None:
    """Open the petition for signatures: publish its page, freeze its threshold and deadline.

    A petition that was open before keeps the day, the basis and the deadline it had.
    """
    allot_number(petition, clock.local(now).year)
    first = petition.opened_at is None
    basis = opening_basis(petition, now, combining) if first else {}
    data = told_basis(basis) if first else {}
    kind = "opened" if first else "restored"
    make_move(petition, "publish", now=now, user=user, event=kind, data=data, **basis)
    show_page(petition, user)


def opening_basis(petition: Petition, now: datetime, combining: str = "") -> dict:
    """Everything that is frozen at opening, as field values.

    Raises ``NotPossible`` where the municipality has no electoral roll yet.
    """
    settings = PetitionSettings.for_site(petition.site)
    roll = VoterRoll.objects.current(petition.site, on=clock.day_of(now))
    if roll is None:
        raise NotPossible(
            _(
                "There is no electoral roll to compute the required number from. "
                "Add one under Civic, Town hall, Electoral rolls."
            )
        )
    combining = combining or settings.combining
    is_assembly = combining == ASSEMBLY
    areas = {} if is_assembly else settings.required_areas()
    return {
        "opened_at": now,
        "reached_at": now if is_assembly else None,
        "required_areas": areas,
        "areas_met": not areas,
        "deadline": deadlines.end_of_day(now, settings.collecting_days, clock.zone()),
        "counted_until": now,
        "combining": combining,
        "roll_voters": roll.voters,
        "roll_date": roll.date,
        "roll_source": roll.source,
        "rounding": settings.rounding,
        "share_electronic": settings.share_electronic,
        "share_paper": settings.share_paper,
        "required_electronic": required_signatures(
            roll.voters, settings.share_electronic, settings.rounding
        ),
        "required_paper": required_signatures(roll.voters, settings.share_paper, settings.rounding),
        "legal_basis": settings.legal_bases(),
    }


def other_roll(petition: Petition, now: datetime) -> VoterRoll | None:
    """The roll in force today, where a petition that goes on was opened with another one.

    The petition keeps its basis; who works on it is told.
    """
    if petition.state not in lifecycle.GOING_ON or not petition.has_basis:
        return None
    roll = VoterRoll.objects.current(petition.site, on=clock.day_of(now))
    if roll is None or (roll.date, roll.voters) == (petition.roll_date, petition.roll_voters):
        return None
    return roll


def told_basis(basis: dict) -> dict:
    """What the timeline tells of a basis."""
    would_be = Petition(**{key: value for key, value in basis.items() if key != "legal_basis"})
    return {
        "required": would_be.standing.required,
        "voters": would_be.roll_voters,
        "share": str(would_be.share),
        "roll_date": would_be.roll_date.isoformat(),
    }


def return_for_correction(petition: Petition, *, now: datetime, user, note: str) -> None:
    """Send it back to the initiator with what has to change."""
    make_move(
        petition, "return", now=now, user=user, reason=note, event="returned", officer_note=note
    )


@transaction.atomic
def reject(
    petition: Petition, *, now: datetime, user, reason: RejectionReason, note: str = ""
) -> None:
    """Reject with a reason; a hiding reason keeps the text from the public, others show it."""
    if reason.site_id != petition.site_id:
        raise NotPossible(_("Choose a reason of the same municipality."))
    allot_number(petition, clock.local(now).year)
    name = "hide" if reason.hides else "reject"
    make_move(
        petition,
        name,
        now=now,
        user=user,
        reason=reason.code,
        event="hidden" if reason.hides else "rejected",
        rejection_reason=reason,
        officer_note=note,
        closed_at=now,
    )
    if not reason.hides:
        show_page(petition, user)


def withdraw(petition: Petition, *, now: datetime, user=None, reason: str = "") -> None:
    """The initiator no longer wants it."""
    make_move(
        petition, "withdraw", now=now, user=user, reason=reason, event="withdrawn", closed_at=now
    )


def pause(petition: Petition, *, now: datetime, user, reason: str) -> None:
    make_move(petition, "pause", now=now, user=user, reason=reason, event="paused", paused_at=now)


def resume(petition: Petition, *, now: datetime, user) -> None:
    """Go on collecting; every day begun in the pause is added to the deadline."""
    deadline = deadlines.prolonged(petition.deadline, petition.paused_at, now, clock.zone())
    make_move(
        petition,
        "resume",
        now=now,
        user=user,
        event="resumed",
        deadline=deadline,
        paused_at=None,
    )


def stop(petition: Petition, *, now: datetime, user, reason: str) -> None:
    make_move(petition, "stop", now=now, user=user, reason=reason, event="stopped", closed_at=now)


@transaction.atomic
def take_down(petition: Petition, *, now: datetime, user, reason: str) -> None:
    """Remove a petition from public view, in every language."""
    earlier = petition.state
    make_move(petition, "take_down", now=now, user=user, reason=reason, earlier_state=earlier)
    hide_pages(petition, user)


@transaction.atomic
def restore(petition: Petition, *, now: datetime, user, reason: str) -> None:
    """Bring back what was taken down; look again at what was rejected, hidden or stopped."""
    make_move(
        petition,
        "restore",
        now=now,
        user=user,
        reason=reason,
        earlier_state="",
        rejection_reason=None,
        closed_at=petition.closed_at if petition.state == lifecycle.TAKEN_DOWN else None,
    )
    if petition.register:
        show_page(petition, user)
    else:
        hide_pages(petition, user)


def show_page(petition: Petition, user=None) -> None:
    """Publish the page in the petition's own language; editors publish its translations."""
    page = petition.page(petition.language or None)
    if page is None:
        raise NotPossible(_("The petition has no page any more: nothing can be published."))
    revision = page.get_latest_revision() or page.save_revision(user=user)
    revision.publish(user=user, skip_permission_checks=True)


def hide_pages(petition: Petition, user=None) -> None:
    for page in petition.pages().live():
        UnpublishPageAction(page.specific, user=user).execute(skip_permission_checks=True)
