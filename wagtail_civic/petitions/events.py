"""The timeline of a petition: rows are only ever added."""

from datetime import datetime

from .models.petition import Petition, PetitionEvent


def record_event(petition: Petition, kind: str, now: datetime, data: dict | None = None) -> None:
    PetitionEvent.objects.create(petition=petition, kind=kind, at=now, data=data or {})
