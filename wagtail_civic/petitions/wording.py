"""What states, moves and events are called, and the sentence of each event."""

from datetime import datetime

from django.utils.dateparse import parse_date
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from wagtail_civic.core import formats
from wagtail_civic.core.languages import language_order

from . import lifecycle, sampling, threshold
from .doubt_words import VOID_LABELS

TITLE_LENGTH = 150
ASK_LENGTH = 1500
BACKGROUND_LENGTH = 6000


STATE_LABELS = {
    lifecycle.DRAFT: _("draft"),
    lifecycle.SUBMITTED: _("submitted"),
    lifecycle.GATHERING: _("gathering supporters"),
    lifecycle.MODERATION: _("in moderation"),
    lifecycle.RETURNED: _("returned for correction"),
    lifecycle.FLAGGED: _("flagged"),
    lifecycle.OPEN: _("collecting signatures"),
    lifecycle.PAUSED: _("paused"),
    lifecycle.CLOSED: _("collecting is over"),
    lifecycle.REVIEW: _("under review by the council"),
    lifecycle.DECIDED: _("decided"),
    lifecycle.REJECTED: _("rejected in moderation"),
    lifecycle.HIDDEN: _("hidden"),
    lifecycle.WITHDRAWN: _("withdrawn by the initiator"),
    lifecycle.STOPPED: _("stopped"),
    lifecycle.TAKEN_DOWN: _("taken down"),
}
OUTCOME_LABELS = {
    lifecycle.FULFILLED: _("fulfilled"),
    lifecycle.PARTLY: _("partly fulfilled"),
    lifecycle.REFUSED: _("rejected by the council"),
    lifecycle.ANSWERED: _("answered"),
}
REGISTER_LABELS = {
    lifecycle.CURRENT_REGISTER: pgettext_lazy("register", "Current"),
    lifecycle.FINISHED_REGISTER: pgettext_lazy("register", "Finished"),
    lifecycle.FULFILLED_REGISTER: pgettext_lazy("register", "Fulfilled"),
    lifecycle.REJECTED_REGISTER: pgettext_lazy("register", "Rejected"),
}
MOVE_LABELS = {
    "submit": _("Put into the queue"),
    "gather": _("Let it gather supporters"),
    "take_up": _("Take up for moderation"),
    "lapse": _("End the search for supporters"),
    "publish": _("Publish and open for signatures"),
    "return": _("Return for correction"),
    "flag": _("Flag for a colleague"),
    "reject": _("Reject"),
    "hide": _("Reject and hide"),
    "pause": _("Pause collecting"),
    "resume": _("Resume collecting"),
    "close": _("Close collecting"),
    "review": _("Hand over to the council"),
    "decide": _("Record the decision"),
    "withdraw": _("Withdraw at the initiator's request"),
    "stop": _("Stop"),
    "take_down": _("Take down"),
    "restore": _("Restore"),
}
MOVE_HELP = {
    "take_up": _("Colleagues see that somebody works on it; the public sees nothing yet."),
    "gather": _(
        "The initiator gets an address to share. With enough supporters the petition comes back "
        "to the queue by itself; with too few it ends."
    ),
    "publish": _(
        "The page becomes public and signatures are collected. The required number and the "
        "deadline are computed now; the initiator hears of it by e-mail."
    ),
    "return": _("The initiator gets your note by e-mail and can submit the petition again."),
    "flag": _("It stays in the queue, marked for a colleague; the public sees nothing."),
    "reject": _(
        "No signatures are collected. The initiator gets the reason; the text is shown in the "
        "register of rejected petitions unless the reason hides it."
    ),
    "pause": _("Nobody can sign until collecting is resumed; the page stays public."),
    "resume": _("People can sign again; the days of the pause are added to the deadline."),
    "close": _("Collecting ends now, before the deadline. It cannot be taken up again."),
    "review": _("The timeline shows that the council has the petition."),
    "decide": _("What the council decided is public at once and puts it into its register."),
    "withdraw": _("Only when the initiator asks for it. The petition ends here."),
    "stop": _("The petition ends here for another reason; give it below."),
    "take_down": _("The page disappears from the site; it can be restored later."),
    "restore": _("It comes back to where it was, or to moderation if it had been refused."),
}
KIND_LABELS = {
    "act": _("draft of a legal act"),
    "principles": _("principles or concrete proposals"),
    "request": _("request to consider an issue"),
}
ASSURANCE_LABELS = {
    "email": _("by e-mail"),
    "phone": _("by phone"),
    "eid": _("by electronic identity"),
    "paper": _("on paper"),
}
COMBINING_LABELS = {
    threshold.ELECTRONIC: _("electronic signatures alone"),
    threshold.PAPER: _("paper signatures alone"),
    threshold.HIGHER: _("both together, against the higher number"),
    threshold.LOWER: _("both together, against the lower number"),
    threshold.ASSEMBLY: _("none: the assembly of a settlement submits it"),
}
CHECK_RULE_LABELS = {
    sampling.DEDUCT: _("deduct the void signatures that were found"),
    sampling.EXTRAPOLATE: _("deduct the same proportion of all signatures"),
}
ROUNDING_LABELS = {
    "up": _("up to the next whole signature"),
    "down": _("down to the whole signature"),
    "half_up": _("to the nearest whole signature"),
}

PERSONAL_NUMBER_LABELS = {
    "no": _("not asked for"),
    "optional": _("asked for, optional"),
    "required": _("required"),
}


def personal_number_choices():
    return list(PERSONAL_NUMBER_LABELS.items())


def state_choices():
    return list(STATE_LABELS.items())


def outcome_choices():
    return list(OUTCOME_LABELS.items())


def kind_choices():
    return list(KIND_LABELS.items())


def assurance_choices():
    return list(ASSURANCE_LABELS.items())


def combining_choices():
    return list(COMBINING_LABELS.items())


def check_rule_choices():
    return list(CHECK_RULE_LABELS.items())


def rounding_choices():
    return list(ROUNDING_LABELS.items())


def signatures(count: int) -> str:
    """``156 signatures``, in the active language."""
    return ngettext("%(number)s signature", "%(number)s signatures", count) % {
        "number": formats.number(count)
    }


def days_left(days: int) -> str:
    if days == 0:
        return gettext("the last day")
    return ngettext("%(number)s day left", "%(number)s days left", days) % {"number": days}


def basis(voters: int, share, roll_date) -> str:
    """``0.5% of 63,000 registered voters, roll of 1 October 2026``."""
    return gettext("%(share)s of %(voters)s registered voters, roll of %(date)s") % {
        "share": formats.percent(share),
        "voters": formats.number(voters),
        "date": formats.date(roll_date),
    }


EVENT_TITLES = {
    "submitted": _("The initiator submitted the petition"),
    "gathering": _("The initiator submitted the petition and looks for supporters"),
    "supported": _("Enough supporters signed"),
    "lapsed": _("Too few supporters signed in time"),
    "delayed": _("Moderation takes longer than its term"),
    "opened": _("The petition was published and opened for signatures"),
    "reached": _("The required number of signatures was reached"),
    "unreached": _("The count fell below the required number again"),
    "paused": _("Collecting was paused"),
    "resumed": _("Collecting was resumed"),
    "paper_delivered": _("Signatures on paper were delivered"),
    "paper_checked": _("Signatures on paper were checked"),
    "closed": _("Collecting ended"),
    "reviewed": _("The petition was handed over to the council"),
    "hearing": _("The council hears the petition"),
    "heard": _("The council heard the petition"),
    "not_heard": _("The council did not hear the petition"),
    "responded": _("The petition was answered"),
    "decided": _("The council's decision"),
    "rejected": _("The petition was rejected in moderation"),
    "online_checked": _("Online signatures were checked"),
    "voided": _("Signatures were voided"),
    "unvoided": _("Voided signatures count again"),
    "attached": _("Attachments were published"),
    "detached": _("An attachment was taken back"),
    "noted": _("A note on the petition"),
    "withdrawn": _("The initiator withdrew the petition"),
    "stopped": _("The petition was stopped"),
    "restored": _("The petition was restored"),
}


def event_text(kind: str, data: dict) -> str:
    """What the timeline says below the event's title, in the active language."""
    sentence = _EVENT_TEXTS.get(kind)
    return sentence(data) if sentence else ""


def _opened(data: dict) -> str:
    if not data["required"]:
        return gettext("No signatures are required: the assembly of a settlement submitted it.")
    return gettext("%(required)s are required: %(basis)s.") % {
        "required": signatures(data["required"]),
        "basis": basis(data["voters"], data["share"], parse_date(data["roll_date"])),
    }


def _gathering(data: dict) -> str:
    return gettext("Wanted before moderation: %(count)s, until %(day)s.") % {
        "count": signatures(data["required"]),
        "day": formats.date(datetime.fromisoformat(data["until"])),
    }


def _closed(data: dict) -> str:
    return gettext("%(count)s of %(required)s.") % {
        "count": signatures(data["count"]),
        "required": formats.number(data["required"]),
    }


def _delivered(data: dict) -> str:
    return gettext("%(count)s on %(sheets)s sheets.") % {
        "count": signatures(data["submitted"]),
        "sheets": formats.number(data["sheets"]),
    }


def _checked(data: dict) -> str:
    return gettext(
        "%(checked)s lines drawn at random were checked, %(void)s were void, %(left)s remain."
    ) % {
        "checked": formats.number(data["checked"]),
        "void": formats.number(data["void"]),
        "left": signatures(data["left"]),
    }


def _online(data: dict) -> str:
    return gettext(
        "Of %(population)s %(checked)s drawn at random were checked, %(void)s were void."
    ) % {name: formats.number(data[name]) for name in ("population", "checked", "void")}


def _voided(data: dict) -> str:
    return gettext("%(count)s: %(reason)s.") % {
        "count": signatures(data["count"]),
        "reason": VOID_LABELS.get(data["reason"], data["reason"]),
    }


def _hearing(data: dict) -> str:
    return formats.date(parse_date(data["on"])) if data.get("on") else ""


def _noted(data: dict) -> str:
    texts = data.get("texts", {})
    return next((texts[code] for code in [*language_order(), *texts] if code in texts), "")


def _attached(data: dict) -> str:
    return ngettext("%(n)s file.", "%(n)s files.", data["count"]) % {
        "n": formats.number(data["count"])
    }


def _decided(data: dict) -> str:
    return gettext("Outcome: %(outcome)s.") % {"outcome": OUTCOME_LABELS[data["outcome"]]}


_EVENT_TEXTS = {
    "gathering": _gathering,
    "supported": _closed,
    "lapsed": _closed,
    "opened": _opened,
    "reached": lambda data: signatures(data["count"]) + ".",
    "unreached": lambda data: signatures(data["count"]) + ".",
    "closed": _closed,
    "paper_delivered": _delivered,
    "paper_checked": _checked,
    "online_checked": _online,
    "voided": _voided,
    "unvoided": lambda data: signatures(data["count"]) + ".",
    "hearing": _hearing,
    "decided": _decided,
    "noted": _noted,
    "attached": _attached,
}
