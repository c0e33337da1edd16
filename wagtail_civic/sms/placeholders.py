"""What may stand in braces in a message, and why a text cannot be sent."""

import re

from django.utils.translation import gettext

from .segments import normalise

LINK = "{link}"
OWN_SLOT = "\N{OBJECT REPLACEMENT CHARACTER}"
_BRACES = re.compile(r"\{[^{}]*\}")


def faults(text: str) -> list[str]:
    """Why `text` cannot be sent, for its author; empty where it can."""
    found = []
    if not normalise(text).strip():
        found.append(gettext("Write what the message says."))
    unknown = [name for name in _BRACES.findall(text) if name != LINK]
    if unknown:
        found.append(gettext("%(name)s is not known here.") % {"name": unknown[0]})
    if OWN_SLOT in text:
        found.append(gettext("The text holds a character that no phone can show."))
    return found
