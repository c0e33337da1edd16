"""From something published to draft mailings, once."""

from django.utils import timezone
from django.utils.translation import gettext, override
from wagtail.models import Page

from wagtail_civic.core import alerts
from wagtail_civic.core.languages import content_languages

from . import drafting, lifecycle, reminding
from .models.campaigns import Campaign
from .models.states import CampaignState


def announce(kind: str, key, site, obj) -> list[Campaign]:
    """The drafts about `obj` that are new: the announcement, and the reminder of what begins."""
    adapter = alerts.adapter_for(type(obj))
    found = _alerts(adapter, obj) if adapter else {}
    if not found:
        return []
    drafts = [_draft(kind, key, site, found), reminding.remind(kind, key, site, found)]
    return [campaign for campaign in drafts if campaign]


def _draft(kind: str, key, site, found: dict[str, alerts.Alert]) -> Campaign | None:
    """The draft that announces it; none where there is one already, sent or not.

    A draft that nobody has touched follows what is published; one in hand gets only the
    languages that have come since.
    """
    existing = Campaign.objects.filter(site=site, kind=kind, key=key, occasion="").first()
    if existing:
        if existing.state == CampaignState.DRAFT:
            drafting.write(existing, found)
        return None
    due = drafting.first_of(site, found).due
    return drafting.make(found, site=site, kind=kind, key=key, scheduled_for=due)


def withdraw(kind: str, key, site) -> None:
    """What is no longer public is not announced: drafts and what has not left are cancelled."""
    now = timezone.now()
    for campaign in Campaign.objects.filter(site=site, kind=kind, key=key):
        try:
            with override(site.root_page.locale.language_code):
                reason = gettext("The page was unpublished.")
            reminding.call_off(campaign, now, reason)
        except lifecycle.Refused:
            continue


def _alerts(adapter, obj) -> dict[str, alerts.Alert]:
    """An alert per language; one that only repeats another's title is not translated yet."""
    found: dict[str, alerts.Alert] = {}
    seen = set()
    for language, _name in content_languages():
        with override(language):
            alert = adapter.alert(obj, language)
        if alert and alert.title not in seen:
            found[language] = alert
            seen.add(alert.title)
    if len(found) == 1 and isinstance(obj, Page):
        return {obj.locale.language_code: next(iter(found.values()))}
    return found


def on_raised(sender, kind, key, site, obj, **kwargs):
    announce(kind, key, site, obj)


def on_withdrawn(sender, kind, key, site, **kwargs):
    withdraw(kind, key, site)


def connect() -> None:
    alerts.alert_raised.connect(on_raised, dispatch_uid="civic_sms_raised")
    alerts.alert_withdrawn.connect(on_withdrawn, dispatch_uid="civic_sms_withdrawn")
