"""The lasting address of an act, shaped like a European Legislation Identifier (ELI)."""

from typing import NamedTuple

from .numbers import normalise


class Identity(NamedTuple):
    """What makes an act this act within one municipality."""

    body: str
    type: str
    year: int
    number: str


def path(identity: Identity) -> str:
    """Below the registry page: ``council/resolution/2026/17-51/``."""
    return f"{identity.body}/{identity.type}/{identity.year}/{segment(identity.number)}/"


def segment(number_key: str) -> str:
    """A number's key as a part of an address: Wagtail routes no dots, and no key holds ``_``."""
    return number_key.replace(".", "_")


def number_key(part: str) -> str:
    """The key that a part of an address stands for, however somebody spelled it."""
    return normalise(part.replace("_", "."))


def article_anchor(number: str) -> str:
    """The fragment that names one article: ``art_7``, ``art_7-1``."""
    return f"art_{segment(normalise(number))}"
