"""A gateway that accepts nothing is paused for everybody, and those who can mend it are told.

Key, balance or address are wrong; no citizen's message is at fault, so none is marked failed.
"""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail_civic.core import history, jobs

from . import lifecycle, routing, telling
from .models.campaigns import Campaign
from .models.settings import SmsSettings
from .models.states import CampaignState
from .models.traffic import GatewayState


@transaction.atomic
def pause(gateway_key: str, reason: str, now: datetime) -> bool:
    """Nothing more leaves through it until somebody resumes it; False where it was paused."""
    GatewayState.objects.get_or_create(pk=gateway_key, defaults={"filled_at": now})
    rows = GatewayState.objects.filter(pk=gateway_key, paused_at__isnull=True)
    if not rows.update(paused_at=now, told_at=None, reason=reason[:60]):
        return False
    _log(gateway_key, "pause", reason=reason[:60])
    return True


@transaction.atomic
def resume(gateway_key: str, user) -> bool:
    """What waited goes on; False where it was not paused."""
    rows = GatewayState.objects.filter(pk=gateway_key, paused_at__isnull=False)
    if not rows.update(paused_at=None, told_at=None, reason="", failures=0, rest_until=None):
        return False
    _log(gateway_key, "resume", user)
    for campaign in Campaign.objects.sending():
        jobs.enqueue(lifecycle.PUMP, campaign.pk)
    return True


def resume_for(campaign: Campaign, user) -> None:
    """Resume what holds this mailing up; refused where nothing does."""
    keys = paused_for([campaign.site])
    if not keys or campaign.state != CampaignState.SENDING:
        raise lifecycle.Refused(_("No gateway of this mailing is paused."))
    for key in keys:
        resume(key, user)


def paused() -> dict[str, str]:
    """Paused gateways to what they said."""
    rows = GatewayState.objects.filter(paused_at__isnull=False)
    return dict(rows.values_list("key", "reason"))


def paused_for(sites) -> dict[str, str]:
    """Those of them that one of these sites uses."""
    found = paused()
    if not found:
        return {}
    used = routing.keys_of(sites)
    return {key: reason for key, reason in found.items() if key in used}


def alarm(now: datetime) -> int:
    """Write to those who may send, once for each pause; how many letters left."""
    waiting = GatewayState.objects.filter(paused_at__isnull=False, told_at__isnull=True)
    count = 0
    for state in waiting:
        mine = GatewayState.objects.filter(pk=state.pk, told_at__isnull=True)
        if mine.update(told_at=now):
            count += telling.tell(state.key, partial(_letter, state))
    return count


def _letter(state: GatewayState) -> tuple[str, str]:
    told = {"gateway": state.key, "code": state.reason}
    return _("SMS: the gateway “%(gateway)s” is paused") % told, _(
        "The gateway “%(gateway)s” accepts nothing (%(code)s). Check its balance and key, "
        "then resume it in the admin. Nothing is lost: messages wait until then."
    ) % told


def _log(gateway_key: str, verb: str, user=None, reason: str = "") -> None:
    """In the log of each municipality that sends by it."""
    said = f"{gateway_key}: {reason}" if reason else gateway_key
    for site in routing.sites_of(gateway_key):
        settings = SmsSettings.for_site(site)
        history.log(settings, f"civic_sms.gateway_{verb}", user=user, reason=said)
