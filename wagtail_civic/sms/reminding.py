"""The second mailing about what has a beginning: some hours before it.

| what happened to the event | a draft reminder | submitted or approved | one under way or over |
|---|---|---|---|
| announced anew, same time | its words follow | stays | stays |
| moved | follows, with its words | back to draft, with new words and time | stays |
| called off, unpublished | cancelled | cancelled | what has not left is cancelled |
| to be held after all | made anew | | |

One that a person cancelled stays cancelled. `begins_at` tells: it is gone where the event was
called off.
"""

from contextlib import suppress
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext, override
from wagtail.models import Site

from wagtail_civic.core.alerts import Alert

from . import drafting, lifecycle
from .models.campaigns import Campaign
from .models.settings import SmsSettings
from .models.states import CampaignState

OCCASION = "reminder"


def leaves_at(begins: datetime | None, hours: int, now: datetime) -> datetime | None:
    """When the reminder leaves; None where there is none, or its moment has passed."""
    if begins is None or not hours:
        return None
    moment = begins - timedelta(hours=hours)
    return moment if moment > now else None


def remind(kind: str, key, site: Site, found: dict[str, Alert]) -> Campaign | None:
    """The reminder, drafted beside the announcement; None where there is none to draft now."""
    begins = drafting.first_of(site, found).begins
    now = timezone.now()
    moment = leaves_at(begins, SmsSettings.for_site(site).reminder_hours, now)
    rows = Campaign.objects.filter(site=site, kind=kind, key=key, occasion=OCCASION)
    called_off = rows.filter(state=CampaignState.CANCELLED, begins_at__isnull=True)
    called_off.filter(started_at__isnull=True).delete()
    existing = rows.first()
    if existing:
        # Refused where a worker has begun to send it meanwhile: then it is left alone.
        with suppress(lifecycle.Refused):
            _follow(existing, found, begins, moment, now)
        return None
    if moment is None:
        return None
    with override(site.root_page.locale.language_code):
        title = gettext("Reminder: %(title)s") % {"title": drafting.first_of(site, found).title}
    return drafting.make(
        found,
        site=site,
        kind=kind,
        key=key,
        occasion=OCCASION,
        title=title[:200],
        scheduled_for=moment,
        expires_at=begins,
        begins_at=begins,
    )


def call_off(campaign: Campaign, now: datetime, reason: str) -> None:
    """Cancelled because what it tells of is off, not because somebody did not want it."""
    lifecycle.cancel(campaign, now, reason=reason)
    Campaign.objects.filter(pk=campaign.pk).update(begins_at=None)


def _follow(reminder: Campaign, found, begins, moment, now) -> None:
    """Keep one that has not left in step with the event it reminds of."""
    if not reminder.is_editable:
        return
    if moment is None:
        if reminder.begins_at != begins:
            call_off(reminder, now, _moved(reminder.site))
        return
    if reminder.begins_at != begins:
        lifecycle.reopen(reminder, None, reason=_moved(reminder.site))
        reminder.scheduled_for, reminder.author = moment, None
        reminder.expires_at = reminder.begins_at = begins
        reminder.save(update_fields=["scheduled_for", "author", "expires_at", "begins_at"])
    if reminder.state == CampaignState.DRAFT:
        drafting.write(reminder, found)


def _moved(site: Site) -> str:
    with override(site.root_page.locale.language_code):
        return gettext("What it reminds of has another time now.")
