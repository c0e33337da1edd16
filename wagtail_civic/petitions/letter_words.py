"""The letters to the initiator: their names, what can be put into them, and our own words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LETTER_LABELS = {
    "submitted": gettext_lazy("received"),
    "gathering": gettext_lazy("received, looks for supporters"),
    "supported": gettext_lazy("enough supporters signed"),
    "lapsed": gettext_lazy("too few supporters signed"),
    "delayed": gettext_lazy("moderation takes longer"),
    "returned": gettext_lazy("returned for correction"),
    "opened": gettext_lazy("published and opened"),
    "reached": gettext_lazy("the required number is reached"),
    "rejected": gettext_lazy("rejected, with the text shown"),
    "hidden": gettext_lazy("rejected, with the text hidden"),
    "closed": gettext_lazy("collecting has ended"),
    "hearing": gettext_lazy("the date of the hearing"),
    "decided": gettext_lazy("the decision"),
    "responded": gettext_lazy("the answer"),
    "attachment_refused": gettext_lazy("an attachment is not published"),
}
PLACEHOLDERS = {
    "number": gettext_lazy("number of the petition"),
    "title": gettext_lazy("its title"),
    "note": gettext_lazy("what the officer wrote to the initiator"),
    "reason": gettext_lazy("reason for the rejection"),
    "signed": gettext_lazy("that the words stay, where people have signed them"),
    "url": gettext_lazy("address of the page, once it is public"),
    "count": gettext_lazy("signatures that count"),
    "required": gettext_lazy("required number"),
    "day": gettext_lazy("last day of collecting, or of the search for supporters"),
    "supporters": gettext_lazy("supporters wanted"),
    "link": gettext_lazy("address for supporters"),
    "hearing": gettext_lazy("day of the hearing"),
    "outcome": gettext_lazy("what the council decided"),
    "attachment": gettext_lazy("title of the attachment"),
}
TOLD = tuple(LETTER_LABELS)


def letter_choices():
    return list(LETTER_LABELS.items())


def default_subject() -> str:
    return _("Petition №{number}: {title}")


def default_text(kind: str) -> str:
    """Our own words of a letter, in the active language."""
    return "\n\n".join([*_paragraphs(kind), "{url}"])


def _paragraphs(kind: str) -> list[str]:
    return (_before_opening() | _afterwards())[kind]


def _before_opening() -> dict[str, list[str]]:
    return {
        "submitted": [
            _("We have received your petition. Its number is {number}."),
            _("An officer looks at it next. We will write to you as soon as that is done."),
        ],
        "gathering": [
            _("We have received your petition. Its number is {number}."),
            _(
                "Before an officer looks at it, people have to stand behind it: {supporters}, "
                "until the end of {day}. Send them this address:"
            ),
            "{link}",
            _(
                "Nobody finds the petition without it. Those who sign there are its first "
                "signatures. Your own does not count as one of a supporter."
            ),
        ],
        "supported": [
            _("Enough people have signed your petition, so it is with the municipality now."),
            _("An officer looks at it next. We will write to you as soon as that is done."),
        ],
        "lapsed": [
            _(
                "Until the end of {day} too few people had signed your petition, so it ends "
                "here. You can submit it again."
            )
        ],
        "delayed": [
            _(
                "Your petition is still being checked. This takes longer than it should, and we "
                "ask for your patience. We will write to you as soon as it is done."
            )
        ],
        "returned": [
            _("Your petition needs a correction before it can be published:"),
            "{note}",
            _("Please answer this message or submit the petition again."),
            "{signed}",
        ],
        "attachment_refused": [
            _("The attachment “{attachment}” of your petition is not published:"),
            "{note}",
        ],
    }


def _afterwards() -> dict[str, list[str]]:
    return {
        "opened": [
            _("Your petition is published and collects signatures until the end of {day}."),
            _("Required: {required} signatures."),
        ],
        "reached": [_("Your petition has reached the required number of signatures: {count}.")],
        "rejected": [
            _("Your petition cannot be published. The reason: {reason}."),
            "{note}",
        ],
        "hidden": [
            _("Your petition cannot be published. The reason: {reason}."),
            "{note}",
        ],
        "closed": [_("Collecting has ended: {count} of {required}.")],
        "hearing": [_("The council hears your petition on {hearing}.")],
        "decided": [_("There is a decision about your petition: {outcome}.")],
        "responded": [_("Your petition has been answered.")],
    }
