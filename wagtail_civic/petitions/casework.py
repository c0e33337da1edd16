"""What colleagues do with cases: notes, tags, the department, who works on one, the same step with
many."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Site

from wagtail_civic.core import history
from wagtail_civic.core.models import Body

from . import locking, moderation
from .lifecycle import MoveRefused
from .models.desk import TAG_LENGTH, CaseNote, CaseTag
from .models.petition import Petition
from .transitions import NotPossible

#: The city hall itself, its departments and agencies: a council, its bureau, commissions and
#: factions decide about petitions, they do not carry them out.
DEPARTMENT_KINDS = ("mayor", "other")

#: What can be done with many petitions at once.
TAKE_UP, FLAG, TAG, UNTAG, ASSIGN = STEPS = ("take_up", "flag", "tag", "untag", "assign")


def keep_note(petition: Petition, text: str, *, user, now: datetime) -> CaseNote:
    """For colleagues only; it goes with the personal data of the petition."""
    return CaseNote.objects.create(petition=petition, text=text, user=user, at=now)


def tag_of(text: str) -> str:
    """As it is kept: no space too many, and no longer than a tag is."""
    return " ".join(text.split())[:TAG_LENGTH]


@transaction.atomic
def set_tags(petition: Petition, names: Iterable[str], *, user) -> None:
    """These tags and no others."""
    wanted = list(names)
    petition.tags.exclude(name__in=wanted).delete()
    CaseTag.objects.bulk_create(
        (CaseTag(petition=petition, name=name) for name in wanted), ignore_conflicts=True
    )
    history.log(petition, "civic_petitions.tags", user=user)


def departments(sites: Iterable[Site]) -> QuerySet:
    """The bodies of these municipalities that a petition can be assigned to, with their names."""
    bodies = Body.objects.filter(site__in=sites, kind__in=DEPARTMENT_KINDS)
    return bodies.prefetch_related("names")


@transaction.atomic
def assign(petition: Petition, department: Body | None, *, user) -> None:
    """Whose business it is, or nobody's any more; ``NotPossible`` for what is no department of the
    petition's municipality."""
    if department and not departments([petition.site]).filter(pk=department.pk).exists():
        raise NotPossible(_("Choose a department of the same municipality."))
    if petition.department == department:
        return
    Petition.objects.filter(pk=petition.pk).update(department=department)
    petition.department = department
    name = "assigned" if department else "unassigned"
    data = {"department": department.label()} if department else None
    history.log(petition, f"civic_petitions.{name}", user=user, data=data)


@transaction.atomic
def take_over(petition: Petition, *, user, now: datetime) -> None:
    """Work on a case that a colleague has open; it is noted."""
    locking.take_over(petition, user, now)
    history.log(petition, "civic_petitions.take_over", user=user)


def step(petition: Petition, name: str, given: str | Body | None, *, user, now: datetime) -> None:
    """One of ``STEPS`` with one petition; ``MoveRefused`` where a colleague works on it, or where
    it has moved on. ``given`` is the reason of a flag, the tag, or the department."""
    if locking.held_by_other(petition, user, now):
        raise MoveRefused(name, petition.state)
    if name == TAKE_UP:
        moderation.take_up(petition, now=now, user=user)
    elif name == FLAG:
        moderation.flag(petition, now=now, user=user, reason=str(given).strip())
    elif name == TAG:
        CaseTag.objects.get_or_create(petition=petition, name=tag_of(str(given)))
    elif name == UNTAG:
        petition.tags.filter(name=tag_of(str(given))).delete()
    elif name == ASSIGN:
        assign(petition, given if isinstance(given, Body) else None, user=user)
    else:
        raise ValueError(f"a step is one of {', '.join(STEPS)}")


def step_with_each(
    petitions: Iterable[Petition], name: str, given: str | Body | None, *, user, now: datetime
) -> tuple[int, int]:
    """The same step with many, each checked and logged by itself: how many were done, how many
    were left out."""
    done = left = 0
    for petition in petitions:
        try:
            step(petition, name, given, user=user, now=now)
        except (MoveRefused, NotPossible):
            left += 1
        else:
            done += 1
    return done, left
