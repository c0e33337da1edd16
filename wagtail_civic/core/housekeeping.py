"""The core's own jobs."""

from django.utils import timezone

from . import personal_data
from .models.abuse import RateWindow
from .models.verification import Verification


def retain(now=None) -> int:
    """Erase personal data whose retention time is over, on every site."""
    return personal_data.retain(now or timezone.now())


def purge(now=None) -> int:
    """Forget expired verifications and rate windows; how many."""
    now = now or timezone.now()
    return RateWindow.objects.purge(now) + Verification.objects.purge(now)
