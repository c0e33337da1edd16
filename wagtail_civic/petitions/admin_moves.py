"""Which form and which rule stand behind each button of a petition's case."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import admin_forms as forms
from . import deciding, lifecycle, moderation
from .models.petition import Petition
from .wording import MOVE_HELP, MOVE_LABELS


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


def _decision(petition: Petition, *, now: datetime, user, outcome: str, link) -> None:
    deciding.decide(petition, now=now, user=user, outcome=outcome, kind=link[0], key=link[1])


_RULES = {
    "submit": (forms.MoveForm, moderation.submit),
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
HEARD_IN = (*lifecycle.COLLECTING, *lifecycle.AFTER_CLOSING)

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


def buttons_for(petition: Petition, permissions: set[str]) -> list[Button]:
    """What somebody with these permissions can do with the petition now."""
    names = [move.name for move in lifecycle.moves_from(petition.state)]
    if petition.state in HEARD_IN:
        names.append("hearing")
    known = [BUTTONS[name] for name in names if name in BUTTONS]
    granted = [button for button in known if button.permission in permissions]
    return sorted(granted, key=lambda button: (button.grave, not button.primary))
