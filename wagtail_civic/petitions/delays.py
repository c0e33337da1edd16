"""Moderation that takes longer than its term: noted once, so that the initiator hears of it."""

from datetime import datetime

from django.db import transaction
from wagtail.models import Site

from . import terms
from .events import record_event
from .models.petition import Petition
from .models.settings import PetitionSettings


def note(now: datetime) -> int:
    """Note every petition whose moderation is overdue and was not noted; how many there were."""
    found = 0
    for site in Site.objects.filter(pk__in=Petition.objects.waiting().values("site")):
        late = terms.late_in(terms.MODERATION, PetitionSettings.for_site(site), now)
        rows = Petition.objects.for_site(site).filter(late, delayed_at__isnull=True)
        for petition in rows:
            found += _note_one(petition, now)
    return found


@transaction.atomic
def _note_one(petition: Petition, now: datetime) -> bool:
    still = Petition.objects.waiting().filter(pk=petition.pk, delayed_at__isnull=True)
    if not still.update(delayed_at=now):
        return False
    record_event(petition, "delayed", now)
    return True
