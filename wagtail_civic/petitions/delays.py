"""Moderation that takes longer than its term: noted once, so that the initiator hears of it, and
told to whoever is about to submit a petition."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import ngettext
from wagtail.models import Site

from wagtail_civic.core import formats

from . import terms
from .events import record_event
from .models.petition import Petition
from .models.settings import PetitionSettings


def warning(site: Site, settings: PetitionSettings, now: datetime) -> str:
    """What a citizen should know before writing; empty while the office keeps its term."""
    late = terms.late_in(terms.MODERATION, settings, now)
    count = Petition.objects.for_site(site).filter(late).count()
    if not count:
        return ""
    words = ngettext(
        "Checking takes longer than usual at present: %(n)s petition has waited for more than "
        "%(days)s days. You can submit yours all the same; we write to you.",
        "Checking takes longer than usual at present: %(n)s petitions have waited for more than "
        "%(days)s days. You can submit yours all the same; we write to you.",
        count,
    )
    return words % {"n": formats.number(count), "days": settings.moderation_days}


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
