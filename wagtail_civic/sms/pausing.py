"""A gateway that accepts nothing is paused for everybody, and those who can mend it are told.

Key, balance or address are wrong; no citizen's message is at fault, so none is marked failed.
"""

import logging
from datetime import datetime

from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Site

from wagtail_civic.core import history, jobs
from wagtail_civic.core.permissions import sites_for

from . import lifecycle, routing
from .models.campaigns import Campaign
from .models.settings import SmsSettings
from .models.states import CampaignState
from .models.traffic import GatewayState

SEND = "civic_sms.send_campaign"

logger = logging.getLogger(__name__)


@transaction.atomic
def pause(gateway_key: str, reason: str, now: datetime) -> bool:
    """Nothing more leaves through it until somebody resumes it; False where it was paused."""
    state, _made = GatewayState.objects.get_or_create(pk=gateway_key, defaults={"filled_at": now})
    rows = GatewayState.objects.filter(pk=gateway_key, paused_at__isnull=True)
    if not rows.update(paused_at=now, told_at=None, reason=reason[:60]):
        return False
    history.log(state, "civic_sms.gateway_pause", reason=reason[:60])
    return True


@transaction.atomic
def resume(gateway_key: str, user) -> bool:
    """What waited goes on; False where it was not paused."""
    rows = GatewayState.objects.filter(pk=gateway_key, paused_at__isnull=False)
    if not rows.update(paused_at=None, told_at=None, reason="", failures=0, rest_until=None):
        return False
    state = GatewayState.objects.get(pk=gateway_key)
    history.log(state, "civic_sms.gateway_resume", user=user)
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
    used = {key for site in sites for key in routing.keys(SmsSettings.for_site(site))}
    return {key: reason for key, reason in found.items() if key in used}


def alarm(now: datetime) -> int:
    """Write to those who may send, once for each pause; how many letters left."""
    waiting = GatewayState.objects.filter(paused_at__isnull=False, told_at__isnull=True)
    count = 0
    for state in waiting:
        mine = GatewayState.objects.filter(pk=state.pk, told_at__isnull=True)
        if mine.update(told_at=now):
            count += sum(_write(user, state) for user in concerned(state.key))
    return count


def concerned(gateway_key: str) -> list:
    """Who may send for a municipality that uses this gateway, and has an e-mail address."""
    sites = [
        site.pk
        for site in Site.objects.all()
        if gateway_key in routing.keys(SmsSettings.for_site(site))
    ]
    app_label, codename = SEND.split(".")
    held = {"codename": codename, "content_type__app_label": app_label}
    ways = Q(is_superuser=True)
    for path in ("groups__permissions__", "user_permissions__"):
        ways |= Q(**{f"{path}{name}": value for name, value in held.items()})
    users = get_user_model()._default_manager.filter(ways, is_active=True).distinct()
    return [
        user
        for user in users
        if _address(user) and sites_for(user, SEND).filter(pk__in=sites).exists()
    ]


def _address(user) -> str:
    return getattr(user, user.get_email_field_name(), "") or ""


def _write(user, state: GatewayState) -> bool:
    profile = getattr(user, "wagtail_userprofile", None)
    language = profile.get_preferred_language() if profile else None
    with translation.override(language or translation.get_language()):
        message = EmailMessage(
            _("SMS: the gateway “%(gateway)s” is paused") % {"gateway": state.key},
            _(
                "The gateway “%(gateway)s” accepts nothing (%(code)s). Check its balance and key, "
                "then resume it in the admin. Nothing is lost: messages wait until then."
            )
            % {"gateway": state.key, "code": state.reason},
            to=[_address(user)],
            headers={"Auto-Submitted": "auto-generated"},
        )
    try:
        message.send()
    except OSError as error:
        logger.warning("Alarm about gateway %s: %s", state.key, type(error).__name__)
        return False
    return True
