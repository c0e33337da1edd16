"""The letter that a move would send, shown before the move is made; nothing is written."""

from copy import copy
from datetime import datetime

from django.utils import translation

from .. import letters, moderation
from ..models.petition import Petition, PetitionEvent
from ..transitions import NotPossible

LETTERS = {
    "submit": "submitted",
    "return": "returned",
    "publish": "opened",
    "reject": "rejected",
    "close": "closed",
    "hearing": "hearing",
    "decide": "decided",
    "answer": "responded",
}


def letter_of(petition: Petition, move: str, cleaned: dict, now: datetime) -> tuple[str, str]:
    """Subject and text in the initiator's language, as they would be after the move."""
    kind = LETTERS[move]
    future = copy(petition)
    for field, value in _changes(petition, move, cleaned, now).items():
        setattr(future, field, value)
    if kind == "rejected" and cleaned["reason"].hides:
        kind = "hidden"
    with translation.override(petition.language or None):
        return letters.letter(PetitionEvent(petition=future, kind=kind, at=now))


def _changes(petition: Petition, move: str, cleaned: dict, now: datetime) -> dict:
    if move == "return":
        return {"officer_note": cleaned["note"]}
    if move == "reject":
        return {"officer_note": cleaned["note"], "rejection_reason": cleaned["reason"]}
    if move == "hearing":
        return {"hearing_on": cleaned["on"]}
    if move == "decide":
        return {"outcome": cleaned["outcome"]}
    if move == "publish" and petition.opened_at is None:
        try:
            return moderation.opening_basis(petition, now, cleaned.get("combining", ""))
        except NotPossible:
            return {}
    return {}
