"""One officer at a time works on a case; who leaves it alone for ten minutes loses the lock."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from .models.desk import CaseLock
from .models.petition import Petition

HELD = timedelta(minutes=10)


def take(petition: Petition, user, now: datetime) -> CaseLock:
    """Take the lock if it is free, one's own or lapsed; the lock as it is then."""
    free = Q(user=user) | Q(at__lte=now - HELD)
    if not CaseLock.objects.filter(free, petition=petition).update(user=user, at=now):
        try:
            with transaction.atomic():
                CaseLock.objects.create(petition=petition, user=user, at=now)
        except IntegrityError:
            pass
    return CaseLock.objects.select_related("user").get(petition=petition)


def held_by_other(petition: Petition, user, now: datetime) -> CaseLock | None:
    rows = CaseLock.objects.filter(petition=petition, at__gt=now - HELD).exclude(user=user)
    return rows.select_related("user").first()


def take_over(petition: Petition, user, now: datetime) -> None:
    CaseLock.objects.update_or_create(petition=petition, defaults={"user": user, "at": now})


def release(petition: Petition, user) -> None:
    CaseLock.objects.filter(petition=petition, user=user).delete()
