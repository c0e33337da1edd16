"""From what an author writes to what a phone shows: the link, the way out, the cost."""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext, override, pgettext

from wagtail_civic.core import text as core_text

from .models import Campaign, CampaignText, SmsSettings
from .segments import Measure, measure, normalise
from .tokens import LENGTH

LINK = "{link}"
OWN_SLOT = "\N{OBJECT REPLACEMENT CHARACTER}"
LONGEST_PARTS = 6
_BRACES = re.compile(r"\{[^{}]*\}")


def faults(text: str) -> list[str]:
    """Why `text` cannot be sent, for its author; empty where it can."""
    found = []
    if not normalise(text).strip():
        found.append(gettext("Write what the message says."))
    unknown = [name for name in _BRACES.findall(text) if name != LINK]
    if unknown:
        found.append(gettext("%(name)s is not known here.") % {"name": unknown[0]})
    if OWN_SLOT in text:
        found.append(gettext("The text holds a character that no phone can show."))
    return found


def final_text(campaign: Campaign, row: CampaignText) -> str:
    """The whole message, with `OWN_SLOT` where each recipient's own token goes."""
    body = normalise(row.text).strip().replace(LINK, page_link(campaign, row.language))
    with override(row.language):
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
    return Preview(row.language, shown, cost, price * cost.segments, cheaper)


def romanised(text: str) -> str:
    """The same in ASCII letters by the national system, for authors to compare the cost."""
    return OWN_SLOT.join(core_text.romanize(part) for part in text.split(OWN_SLOT))
