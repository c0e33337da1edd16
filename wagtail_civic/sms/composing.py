"""From what an author writes to what a phone shows: the link, the way out, the cost."""

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import override, pgettext

from wagtail_civic.core import text as core_text

from .models.campaigns import Campaign, CampaignText, Purpose
from .models.settings import SmsSettings
from .placeholders import LINK, OWN_SLOT
from .segments import Measure, measure, normalise
from .tokens import LENGTH

LONGEST_PARTS = 6


def final_text(campaign: Campaign, row: CampaignText) -> str:
    """The whole message, with `OWN_SLOT` where each recipient's own token goes."""
    body = normalise(row.text).strip().replace(LINK, page_link(campaign, row.language))
    with override(row.language):
        if campaign.purpose == Purpose.CONFIRM:
            label = pgettext("in an SMS, before the link", "Confirm or refuse")
        else:
            label = pgettext("in an SMS, before the link", "Stop")
    return f"{body.strip()}\n{label}: {own_link(campaign.site, OWN_SLOT)}"


def addressed(text: str, token: str) -> str:
    return text.replace(OWN_SLOT, token)


def page_link(campaign: Campaign, language: str) -> str:
    """The short address of what is announced; nothing for a mailing that stands alone."""
    if campaign.key is None or campaign.pk is None:
        return ""
    path = reverse("civic_sms:announced", kwargs={"lang": language, "pk": campaign.pk})
    return campaign.site.root_url + path


def own_link(site, token: str) -> str:
    return site.root_url + reverse("civic_sms:short", args=["token"]).replace("token", token)


def cost_of(text: str) -> Measure:
    """What a final text costs once its token is in place."""
    return measure(addressed(text, "x" * LENGTH))


@dataclass(frozen=True)
class Preview:
    """One language's message as it will arrive, and what each copy of it costs."""

    language: str
    language_name: str
    text: str
    measure: Measure
    price: Decimal
    romanised: Measure | None


def previews(campaign: Campaign) -> list[Preview]:
    price = SmsSettings.for_site(campaign.site).price
    return [_preview(campaign, row, price) for row in campaign.texts.all()]


def _preview(campaign: Campaign, row: CampaignText, price: Decimal) -> Preview:
    text = final_text(campaign, row)
    cost = cost_of(text)
    other = cost_of(romanised(text))
    shown = addressed(text, "…")
    cheaper = other if other.segments < cost.segments else None
    name = row.get_language_display()
    return Preview(row.language, name, shown, cost, price * cost.segments, cheaper)


def romanised(text: str) -> str:
    """The same in ASCII letters by the national system, for authors to compare the cost."""
    return OWN_SLOT.join(core_text.romanize(part) for part in text.split(OWN_SLOT))
