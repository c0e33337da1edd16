"""What may stand in braces in a message, and why a text cannot be sent; ``core.text.put_in``
replaces it."""

from django.utils.translation import gettext

from wagtail_civic.core.text import BRACES

from .segments import normalise

LINK = "{link}"
STOP = "stop"
OF_WHAT_IS_ANNOUNCED = ("title", "date", "time", "place", "link")
NAMES = ("municipality", *OF_WHAT_IS_ANNOUNCED, STOP)
OWN_SLOT = "\N{OBJECT REPLACEMENT CHARACTER}"


def names(text: str) -> list[str]:
    """What stands in braces, in order, each once."""
    return list(dict.fromkeys(BRACES.findall(text)))


def faults(text: str, announces: bool = True) -> list[str]:
    """Why `text` cannot be sent, for its author; empty where it can. `announces` says whether the
    mailing is about a page."""
    found = []
    if not normalise(text).strip():
        found.append(gettext("Write what the message says."))
    usable = [name for name in NAMES if announces or name not in OF_WHAT_IS_ANNOUNCED]
    for name in names(text):
        if name not in NAMES:
            known = ", ".join(f"{{{each}}}" for each in usable)
            told = {"name": f"{{{name}}}", "known": known}
            found.append(gettext("%(name)s is not known here. Known are %(known)s.") % told)
        elif name in OF_WHAT_IS_ANNOUNCED and not announces:
            words = gettext("%(name)s says nothing here: the mailing announces no page.")
            found.append(words % {"name": f"{{{name}}}"})
    if _stray(text):
        found.append(gettext("A brace stands alone. Write names as in {title}, or use ( and )."))
    if OWN_SLOT in text:
        found.append(gettext("The text holds a character that no phone can show."))
    return found


def _stray(text: str) -> bool:
    rest = BRACES.sub("", text)
    return "{" in rest or "}" in rest
