"""Which form and which rule stand behind each button of a petition's case."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .. import axes, deciding, gathering, lifecycle, moderation, noting, retention
from ..models.petition import Petition
from ..wording import MOVE_HELP, MOVE_LABELS
from . import move_forms as forms


@dataclass(frozen=True)
class Button:
    """``rule(petition, now=…, user=…, **cleaned)`` is called with what the form holds."""

    name: str
    form: type[forms.MoveForm]
    rule: Callable
    label: str | Promise
    permission: str
    help: str | Promise = ""
    grave: bool = False
    primary: bool = False


def _hearing(petition: Petition, *, now: datetime, user, on, link) -> None:
    deciding.record_hearing(petition, now=now, user=user, on=on, kind=link[0], key=link[1])


def _decision(petition: Petition, *, now, user, outcome: str, link, answered: bool) -> None:
    deciding.decide(
        petition,
        now=now,
        user=user,
        outcome=outcome,
        kind=link[0],
        key=link[1],
        answered=answered,
    )


_RULES = {
    "submit": (forms.MoveForm, moderation.submit),
    "gather": (forms.MoveForm, gathering.begin),
    "take_up": (forms.MoveForm, moderation.take_up),
    "publish": (forms.PublishForm, moderation.publish),
    "return": (forms.ReturnForm, moderation.return_for_correction),
    "flag": (forms.ReasonForm, moderation.flag),
    "reject": (forms.RejectForm, moderation.reject),
    "pause": (forms.ReasonForm, moderation.pause),
    "resume": (forms.MoveForm, moderation.resume),
    "close": (forms.ReasonForm, deciding.close),
    "review": (forms.MoveForm, deciding.begin_review),
    "decide": (forms.DecisionForm, _decision),
    "withdraw": (forms.ReasonForm, moderation.withdraw),
    "stop": (forms.ReasonForm, moderation.stop),
    "take_down": (forms.ReasonForm, moderation.take_down),
    "restore": (forms.ReasonForm, moderation.restore),
}
GRAVE = ("reject", "withdraw", "stop", "take_down")
PRIMARY = ("submit", "publish", "resume", "decide")

BUTTONS = {
    name: Button(
        name,
        form,
        rule,
        MOVE_LABELS[name],
        lifecycle.MOVES[name].permission,
        MOVE_HELP.get(name, ""),
        grave=name in GRAVE,
        primary=name in PRIMARY,
    )
    for name, (form, rule) in _RULES.items()
}
BUTTONS["hearing"] = Button(
    "hearing", forms.HearingForm, _hearing, _("Record the hearing"), lifecycle.DECIDE
)


BUTTONS["heard"] = Button(
    "heard",
    forms.HeardForm,
    deciding.record_heard,
    _("Record that it was heard, or not"),
    lifecycle.DECIDE,
)
BUTTONS["answer"] = Button(
    "answer",
    forms.MoveForm,
    deciding.record_answer,
    _("Record the answer"),
    lifecycle.DECIDE,
    _("The words of the answer go on the petition's page; publish it first."),
    primary=True,
)
BUTTONS["note"] = Button(
    "note",
    forms.NoteForm,
    noting.add_note,
    _("Add a dated note"),
    lifecycle.MODERATE,
    _(
        "Words that people have signed stay as they are. The note stands beside them, with its "
        "date."
    ),
)
BUTTONS["hold"] = Button(
    "hold",
    forms.ReasonForm,
    retention.hold,
    _("Keep personal data longer"),
    lifecycle.RESTORE,
    _("For a court or a complaint. Nothing of this petition is erased until you release it."),
)
BUTTONS["release"] = Button(
    "release",
    forms.MoveForm,
    retention.release,
    _("Release personal data"),
    lifecycle.RESTORE,
    _("What is due is erased with the next nightly run."),
)
#: Steps beside the table of moves, and when each can be taken.
BESIDE: dict[str, Callable[[Petition], bool]] = {
    "hearing": lambda petition: petition.state in deciding.HEARD_IN,
    "heard": lambda petition: petition.hearing_state == axes.SCHEDULED,
    "answer": lambda petition: (
        petition.response_state == axes.AWAITING and petition.state in deciding.ANSWERED_IN
    ),
    "note": noting.takes_notes,
    "hold": lambda petition: petition.held_at is None and petition.anonymised_at is None,
    "release": lambda petition: petition.held_at is not None,
}


#: Moves of the table that are offered only where this holds as well.
OFFERED: dict[str, Callable[[Petition], bool]] = {"gather": gathering.is_asked}


def buttons_for(petition: Petition, permissions: set[str]) -> list[Button]:
    """What somebody with these permissions can do with the petition now."""
    names = [
        move.name
        for move in lifecycle.moves_from(petition.state)
        if move.name not in OFFERED or OFFERED[move.name](petition)
    ]
    names += [name for name, possible in BESIDE.items() if possible(petition)]
    known = [BUTTONS[name] for name in names if name in BUTTONS]
    granted = [button for button in known if button.permission in permissions]
    return sorted(granted, key=lambda button: (button.grave, not button.primary))
