"""Who may sign: one person once, and a second person of the same household.

The rule is e-petitions': nobody signed with this mailbox, accept; one person did, accept another
with a different name from the same place; two did, refuse.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from wagtail_civic.core.text import fold

SEATS = (1, 2)
SHARED = "email"
"""The channel that a household may share; a telephone or a log-in is one person's."""

NEW = "new"
AGAIN = "again"
REPLACE = "replace"
DUPLICATE = "duplicate"


@dataclass(frozen=True)
class Prior:
    """A signature made earlier on the same petition with the same canonical address."""

    seat: int
    name: str
    area: int | None
    confirmed: bool


@dataclass(frozen=True)
class Verdict:
    """``new`` takes a free seat; the others name the seat of the signature they are about."""

    decision: str
    seat: int


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same, whatever their case, spacing or punctuation."""
    return _letters(one) == _letters(other)


def verdict(priors: Sequence[Prior], name: str, area: int | None, shared: bool = True) -> Verdict:
    """What to do with somebody who signs as ``name`` from ``area``; ``shared`` is an address that
    a household may share.

    An unconfirmed signature proves nothing about the mailbox: it never keeps its owner out, but
    is sent again to the same name and gives way to another.
    """
    for prior in priors:
        if same_name(prior.name, name):
            return Verdict(DUPLICATE if prior.confirmed else AGAIN, prior.seat)
    if not priors:
        return Verdict(NEW, SEATS[0])
    if not shared:
        return Verdict(DUPLICATE if priors[0].confirmed else REPLACE, priors[0].seat)
    free = sorted(set(SEATS) - {prior.seat for prior in priors})
    confirmed = [prior for prior in priors if prior.confirmed]
    household = all(prior.area == area for prior in confirmed)
    if free and household:
        return Verdict(NEW, free[0])
    waiting = [prior for prior in priors if not prior.confirmed]
    if waiting and household:
        return Verdict(REPLACE, waiting[0].seat)
    return Verdict(DUPLICATE, priors[0].seat)


def _letters(name: str) -> str:
    return "".join(character for character in fold(name) if character.isalnum())
