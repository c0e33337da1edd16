"""A campaign's way from draft to done. Each move checks, writes, logs; views only ask for one."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail_civic.core import history, jobs

from . import audience, composing
from .models.campaigns import Campaign, Purpose
from .models.messages import Delivery
from .models.settings import SmsSettings
from .models.states import CAMPAIGN_MOVES, CampaignState, MessageState, sources

PUMP = "wagtail_civic.sms.jobs.pump"


class Refused(Exception):
    """The move cannot be made; the text tells the editor why."""


def faults(campaign: Campaign) -> list[str]:
    """What stands between a draft and its approval."""
    texts = list(campaign.texts.all())
    found = [] if texts else [_("Write the text in at least one language.")]
    for text in texts:
        found += [f"{text.language}: {fault}" for fault in composing.faults(campaign, text)]
    if not found:
        found += _too_long(campaign, texts)
    if composing.leads_nowhere(campaign.site):
        found.append(
            _(
                "The site's address is “%(host)s”: links in the messages would lead nowhere. "
                "Correct it in Settings → Sites."
            )
            % {"host": campaign.site.hostname}
        )
    if not campaign.all_topics and not campaign.topics.exists():
        found.append(_("Choose topics, or “all topics”."))
    if not campaign.all_areas and not campaign.areas.exists():
        found.append(_("Choose areas, or “the whole municipality”."))
    return found


def _too_long(campaign: Campaign, texts) -> list[str]:
    most = composing.LONGEST_PARTS
    return [
        _("%(language)s: the message has more than %(count)s parts. Shorten it.")
        % {"language": text.language, "count": most}
        for text in texts
        if composing.cost_of(composing.final_text(campaign, text)).segments > most
    ]


@transaction.atomic
def submit(campaign: Campaign, user, now: datetime) -> None:
    """Draft → waiting for approval."""
    if found := faults(campaign):
        raise Refused(" ".join(found))
    _move(campaign, CampaignState.SUBMITTED, author=user, submitted_at=now)
    history.log(campaign, "civic_sms.submit", user=user)


def may_approve(campaign: Campaign, user) -> bool:
    """Whether `user` is the second person, or the office allows one person to do both."""
    alone = campaign.author_id is not None and campaign.author_id == user.pk
    return not alone or SmsSettings.for_site(campaign.site).self_approval


@transaction.atomic
def approve(campaign: Campaign, user, now: datetime) -> None:
    """Waiting → approved; text and cost are fixed from here."""
    if not may_approve(campaign, user):
        raise Refused(_("Somebody else has to approve a mailing that you wrote or submitted."))
    if found := faults(campaign):
        raise Refused(" ".join(found))
    _move(campaign, CampaignState.APPROVED, approver=user, approved_at=now)
    for text in campaign.texts.all():
        text.final = composing.final_text(campaign, text)
        text.segments = composing.cost_of(text.final).segments
        text.save(update_fields=["final", "segments"])
    alone = user is not None and campaign.author_id == user.pk
    history.log(campaign, "civic_sms.self_approve" if alone else "civic_sms.approve", user=user)


@transaction.atomic
def reopen(campaign: Campaign, user, reason: str = "") -> None:
    """Back to draft: sent back by the approver, or edited, which voids an approval."""
    if campaign.state == CampaignState.DRAFT:
        return
    _move(campaign, CampaignState.DRAFT, approver=None, approved_at=None, submitted_at=None)
    history.log(campaign, "civic_sms.reopen", user=user, reason=reason)


@transaction.atomic
def send(campaign: Campaign, user, now: datetime) -> None:
    """Approved → being sent. The worker finds the recipients and hands the messages over."""
    hours = SmsSettings.for_site(campaign.site).lifetime_hours
    expires = campaign.expires_at or now + timedelta(hours=hours)
    if expires <= now:
        raise Refused(_("The time “not later than” has passed."))
    _move(campaign, CampaignState.SENDING, started_at=now, expires_at=expires)
    urgent = campaign.is_urgent
    history.log(campaign, "civic_sms.send_urgent" if urgent else "civic_sms.send", user=user)
    jobs.enqueue(PUMP, campaign.pk)


@transaction.atomic
def expand(campaign: Campaign, now: datetime) -> int:
    """Write the rows of all recipients, once; a second call changes nothing."""
    row = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if row.purpose == Purpose.CONFIRM:
        # Two requests at once would each find that nobody was asked.
        SmsSettings.objects.select_for_update().get_or_create(site=row.site)
    if row.expanded_at or row.state != CampaignState.SENDING:
        return 0
    made = audience.expand(row, now)
    row.expanded_at = now
    row.save(update_fields=["expanded_at"])
    return made


@transaction.atomic
def pause(campaign: Campaign, user=None, reason: str = "") -> None:
    _move(campaign, CampaignState.PAUSED, reason=reason)
    history.log(campaign, "civic_sms.pause", user=user, reason=reason)


@transaction.atomic
def resume(campaign: Campaign, user) -> None:
    _move(campaign, CampaignState.SENDING, sources=[CampaignState.PAUSED], reason="")
    history.log(campaign, "civic_sms.resume", user=user)
    jobs.enqueue(PUMP, campaign.pk)


@transaction.atomic
def cancel(campaign: Campaign, now: datetime, user=None, reason: str = "") -> None:
    """Nothing more leaves; what has left cannot be called back."""
    _move(campaign, CampaignState.CANCELLED, finished_at=now, reason=reason)
    Delivery.objects.filter(campaign=campaign).close(MessageState.CANCELLED, "campaign")
    audience.unasked(campaign)
    history.log(campaign, "civic_sms.cancel", user=user, reason=reason)


def finish(campaign: Campaign, now: datetime) -> bool:
    """Being sent → done, once no row waits any more."""
    if campaign.expanded_at is None or campaign.deliveries.unfinished().exists():
        return False
    rows = Campaign.objects.filter(pk=campaign.pk, state=CampaignState.SENDING)
    return rows.update(state=CampaignState.DONE, finished_at=now) == 1


def _move(campaign: Campaign, target: CampaignState, sources=None, **fields) -> None:
    """Compare and set: of two clicks at once one wins, the other is told."""
    allowed = sources or _sources(target)
    rows = Campaign.objects.filter(pk=campaign.pk, state__in=allowed)
    if rows.update(state=target, **fields) != 1:
        campaign.refresh_from_db(fields=["state"])
        raise Refused(
            _("This cannot be done now: the mailing is “%(state)s”.")
            % {"state": campaign.get_state_display()}
        )
    campaign.state = target
    for name, value in fields.items():
        setattr(campaign, name, value)


def _sources(target: CampaignState) -> list:
    return sources(CAMPAIGN_MOVES, target)
