"""What may stand in braces in a message, and why a text cannot be sent.

A name is looked up in a table and replaced once: nothing is formatted, so that no text reaches an
attribute, and braces inside a value stay what they are.
"""

import re
from collections.abc import Mapping

from django.utils.translation import gettext

from .segments import normalise

LINK = "{link}"
STOP = "stop"
OF_WHAT_IS_ANNOUNCED = ("title", "date", "time", "place", "link")
NAMES = ("municipality", *OF_WHAT_IS_ANNOUNCED, STOP)
OWN_SLOT = "\N{OBJECT REPLACEMENT CHARACTER}"
_BRACES = re.compile(r"\{([^{}]*)\}")


def names(text: str) -> list[str]:
    """What stands in braces, in order, each once."""
    return list(dict.fromkeys(_BRACES.findall(text)))


def render(text: str, values: Mapping[str, str]) -> str:
    """`text` with each name that `values` knows replaced by its value."""
    return _BRACES.sub(lambda found: values.get(found[1], found[0]), text)


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
    rest = _BRACES.sub("", text)
    return "{" in rest or "}" in rest
