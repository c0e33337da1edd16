"""Sending again what nobody knows the fate of: a person's decision, never the machine's."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils.translation import gettext as _

from wagtail_civic.core import history, jobs
from wagtail_civic.core.permissions import may

from . import closing, lifecycle
from .models.campaigns import Campaign
from .models.messages import Delivery
from .models.states import CampaignState, MessageState

PERMISSION = "civic_sms.send_campaign"
FROM = (CampaignState.SENDING, CampaignState.PAUSED, CampaignState.DONE)


def unknown(campaign: Campaign):
    return Delivery.objects.filter(campaign=campaign, state=MessageState.UNKNOWN)


@transaction.atomic
def resend_unknown(campaign: Campaign, user, now: datetime) -> int:
    """Put exactly the unknown messages back in the queue, under their old references; how many.

    Somebody may get the message twice; who decided so is logged. A mailing that was done is being
    sent again until they are through; one that is cancelled or too old is refused.
    """
    if not may(user, PERMISSION, campaign.site):
        raise PermissionDenied
    if campaign.expires_at and campaign.expires_at <= now:
        raise lifecycle.Refused(_("The time “not later than” has passed."))
    going = Case(
        When(state=CampaignState.DONE, then=Value(CampaignState.SENDING)), default=F("state")
    )
    rows = Campaign.objects.filter(pk=campaign.pk, state__in=FROM)
    if rows.update(finished_at=None, state=going) != 1:
        raise lifecycle.Refused(_("This mailing is not being sent."))
    count = _requeue(campaign, now)
    campaign.refresh_from_db()
    history.log(campaign, "civic_sms.resend", user=user, data={"count": count})
    jobs.enqueue(lifecycle.PUMP, campaign.pk)
    return count


def _requeue(campaign: Campaign, now: datetime) -> int:
    """A gateway that recognises our reference gets them itself: it will not send them twice."""
    keys = unknown(campaign).order_by().values_list("gateway", flat=True).distinct()
    safe = [key for key in keys if closing.is_idempotent(key)]
    only = Case(When(gateway__in=safe, then=F("gateway")), default=Value(""))
    return unknown(campaign).update(
        only_gateway=only, due_at=now, reason="", tries=F("tries"), state=MessageState.RETRY
    )
