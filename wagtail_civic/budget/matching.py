"""Whether two rows of different years are the same programme.

Codes change their meaning: of the codes that two yearly acts share, 9 to 17 in a hundred stand
for something else. So years are compared by code and name together.
"""

from difflib import SequenceMatcher

from . import codes
from .headings import squash

SIMILAR = 0.6


def is_same(code: str, name: str, other_code: str, other_name: str) -> bool:
    """The whole budget is always itself; else the code is the same and the name alike."""
    if code != other_code:
        return False
    if code == codes.TOTAL:
        return True
    return alike(name, other_name)


def alike(name: str, other: str) -> bool:
    """Whether two names differ by no more than a rewording (a ratio of 0.6 or more)."""
    one, two = squash(name), squash(other)
    if one == two:
        return True
    if not one or not two:
        return False
    return SequenceMatcher(None, one, two, autojunk=False).ratio() >= SIMILAR
