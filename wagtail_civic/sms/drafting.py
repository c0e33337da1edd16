"""The words and the audience of a draft, from what is to be told."""

from django.db import IntegrityError, transaction
from wagtail.models import Site

from wagtail_civic.core.alerts import Alert

from .models.campaigns import Campaign, CampaignText
from .placeholders import LINK
from .segments import normalise

LONGEST = 200


def first_of(site: Site, found: dict[str, Alert]) -> Alert:
    """The alert in the municipality's own language, where there is one."""
    return found.get(site.root_page.locale.language_code) or next(iter(found.values()))


def make(found: dict[str, Alert], *, site: Site, **fields) -> Campaign | None:
    """A draft to those whom the alerts concern; None where another process has just made it."""
    try:
        with transaction.atomic():
            return _make(found, site, fields)
    except IntegrityError:
        return None


def _make(found: dict[str, Alert], site: Site, fields: dict) -> Campaign:
    first = first_of(site, found)
    fields.setdefault("title", first.title[:200])
    campaign = Campaign(site=site, all_topics=not first.topics, all_areas=not first.areas, **fields)
    campaign.topics.set(_rows(campaign, "topics", first.topics))
    campaign.areas.set(_rows(campaign, "areas", first.areas))
    campaign.save()
    write(campaign, found)
    return campaign


def _rows(campaign: Campaign, name: str, ids):
    model = Campaign._meta.get_field(name).related_model
    return list(model.objects.filter(site=campaign.site, pk__in=ids))


def write(campaign: Campaign, found: dict[str, Alert]) -> None:
    """The texts anew, but not those that somebody works on."""
    texts = CampaignText.objects.filter(campaign=campaign)
    for language, alert in found.items():
        row = texts.filter(language=language).first() or CampaignText(
            campaign=campaign, language=language
        )
        if row.pk is None or campaign.author_id is None:
            row.text = _text(alert)
            row.save()


def _text(alert: Alert) -> str:
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
