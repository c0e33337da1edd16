"""From something published to a draft mailing, once."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext, override
from wagtail.models import Page

from wagtail_civic.core import alerts
from wagtail_civic.core.languages import content_languages

from . import lifecycle
from .models.campaigns import Campaign, CampaignText
from .models.states import CampaignState
from .placeholders import LINK
from .segments import normalise

LONGEST = 200


def draft(kind: str, key, site, obj) -> Campaign | None:
    """The draft that announces `obj`; none where there is one already, sent or not.

    A draft that nobody has touched follows what is published; one in hand gets only the
    languages that have come since.
    """
    adapter = alerts.adapter_for(type(obj))
    if adapter is None:
        return None
    found = _alerts(adapter, obj)
    if not found:
        return None
    existing = Campaign.objects.filter(site=site, kind=kind, key=key).first()
    if existing:
        if existing.state == CampaignState.DRAFT:
            _write(existing, found)
        return None
    try:
        with transaction.atomic():
            return _make(kind, key, site, found)
    except IntegrityError:
        return None


def withdraw(kind: str, key, site) -> None:
    """What is no longer public is not announced: drafts and what has not left are cancelled."""
    now = timezone.now()
    for campaign in Campaign.objects.filter(site=site, kind=kind, key=key):
        try:
            with override(site.root_page.locale.language_code):
                reason = gettext("The page was unpublished.")
            lifecycle.cancel(campaign, now, reason=reason)
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


def _make(kind: str, key, site, found: dict[str, alerts.Alert]) -> Campaign:
    first = found.get(site.root_page.locale.language_code) or next(iter(found.values()))
    campaign = Campaign(
        site=site,
        kind=kind,
        key=key,
        title=first.title[:200],
        all_topics=not first.topics,
        all_areas=not first.areas,
        scheduled_for=first.due,
    )
    campaign.topics.set(_rows(campaign, "topics", first.topics))
    campaign.areas.set(_rows(campaign, "areas", first.areas))
    campaign.save()
    _write(campaign, found)
    return campaign


def _rows(campaign: Campaign, name: str, ids):
    model = Campaign._meta.get_field(name).related_model
    return list(model.objects.filter(site=campaign.site, pk__in=ids))


def _write(campaign: Campaign, found: dict[str, alerts.Alert]) -> None:
    texts = CampaignText.objects.filter(campaign=campaign)
    for language, alert in found.items():
        row = texts.filter(language=language).first() or CampaignText(
            campaign=campaign, language=language
        )
        if row.pk is None or campaign.author_id is None:
            row.text = _text(alert)
            row.save()


def _text(alert: alerts.Alert) -> str:
    """Title, what it is about, and the link; braces would be read as placeholders.

    The no-break space of a date is not in the GSM alphabet: it would make a Latin message two or
    three times as dear, and no telephone heeds it.
    """
    lines = [alert.text] if alert.title in alert.text else [alert.title, alert.text]
    words = normalise("\n".join(line.strip() for line in lines if line.strip()))
    words = words.replace("{", "(").replace("}", ")").replace("\N{NO-BREAK SPACE}", " ")
    if len(words) > LONGEST:
        words = words[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
    return f"{words}\n{LINK}"


def on_raised(sender, kind, key, site, obj, **kwargs):
    draft(kind, key, site, obj)


def on_withdrawn(sender, kind, key, site, **kwargs):
    withdraw(kind, key, site)


def connect() -> None:
    alerts.alert_raised.connect(on_raised, dispatch_uid="civic_sms_raised")
    alerts.alert_withdrawn.connect(on_withdrawn, dispatch_uid="civic_sms_withdrawn")
