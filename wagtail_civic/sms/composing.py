"""From what an author writes to what a phone shows: names in braces, the way out, the cost."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext, override, pgettext

from wagtail_civic.core import alerts, formats
from wagtail_civic.core import text as core_text
from wagtail_civic.core.models import MunicipalitySettings
from wagtail_civic.core.text import put_in

from . import placeholders, routing
from .models.campaigns import Campaign, CampaignText, Purpose
from .models.settings import SmsSettings
from .placeholders import OWN_SLOT, STOP
from .segments import Measure, dear, measure, normalise
from .tokens import LENGTH

LONGEST_PARTS = 6
FEW = 5
"""Characters: a text in Georgian has more that are not GSM-7."""
NOWHERE = frozenset({"localhost", "127.0.0.1", "example.com"})


def final_text(campaign: Campaign, row: CampaignText) -> str:
    """The whole message, with `OWN_SLOT` where each recipient's own token goes."""
    text = _in_its_letters(campaign, row)
    return romanised(text) if row.latin else text


def _in_its_letters(campaign: Campaign, row: CampaignText) -> str:
    names = placeholders.names(row.text)
    body = put_in(normalise(row.text), values(campaign, row.language, names)).strip()
    if STOP in names:
        return body
    with override(row.language):
        if campaign.purpose == Purpose.CONFIRM:
            label = pgettext("in an SMS, before the link", "Confirm or refuse")
        else:
            label = pgettext("in an SMS, before the link", "Stop")
    return f"{body}\n{label}: {own_link(campaign.site, OWN_SLOT)}"


def values(campaign: Campaign, language: str, names: Iterable[str]) -> dict[str, str]:
    """What each of these names stands for in that language; empty where there is nothing."""
    found = dict.fromkeys((name for name in names if name in placeholders.NAMES), "")
    if "municipality" in found:
        town = MunicipalitySettings.for_site(campaign.site).text(language)
        found["municipality"] = plain(town.name)
    if "link" in found:
        found["link"] = page_link(campaign, language)
    if STOP in found:
        found[STOP] = own_link(campaign.site, OWN_SLOT)
    if {"title", "date", "time", "place"} & found.keys():
        told = _announced(campaign, language)
        found |= {name: told.get(name, "") for name in found if name in told}
    return found


def _announced(campaign: Campaign, language: str) -> dict[str, str]:
    """Title, beginning and place of what the mailing announces, as it is now."""
    adapter = alerts.adapter_of_kind(campaign.kind) if campaign.key else None
    obj = adapter.find(campaign.key) if adapter else None
    if adapter is None or obj is None:
        return {}
    with override(language):
        alert = adapter.alert(obj, language)
    if alert is None:
        return {}
    begins = alert.begins
    return {
        "title": plain(alert.title),
        "date": plain(formats.date(begins, language)) if begins else "",
        "time": formats.time(begins, language) if begins else "",
        "place": plain(alert.place),
    }


def plain(text: str) -> str:
    """`text` on one line, without what would change the message around it: the slot of the own
    link, and the no-break spaces that make a Latin message two or three times as dear."""
    return " ".join(normalise(text).replace(OWN_SLOT, "").split())


def faults(campaign: Campaign, row: CampaignText) -> list[str]:
    """Why this text cannot be sent, for its author."""
    found = placeholders.faults(row.text, announces=campaign.key is not None)
    if found:
        return found
    given = values(campaign, row.language, placeholders.names(row.text))
    words = gettext("%(name)s says nothing here: what is announced has none.")
    return [words % {"name": f"{{{name}}}"} for name, value in given.items() if not value]


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


def leads_nowhere(site) -> bool:
    """Whether messages reach telephones and their links do not reach the site."""
    gateways = [routing.usable(key) for key in routing.keys(SmsSettings.for_site(site))]
    reaches = any(gateway and gateway.capabilities.reaches_phones for gateway in gateways)
    return reaches and site.hostname in NOWHERE


def cost_of(text: str) -> Measure:
    """What a final text costs once its token is in place."""
    return measure(addressed(text, "x" * LENGTH))


@dataclass(frozen=True)
class Preview:
    """One language's message as it will arrive, and what each copy of it costs.

    `other` is the same in the other letters, where that is worth a look: in Latin ones if they
    cost less, in its own if it is to be sent in Latin ones. `dear` are the few characters for which
    a text in Latin letters costs more than it looks.
    """

    language: str
    language_name: str
    text: str
    measure: Measure
    price: Decimal
    is_latin: bool
    other: Measure | None
    other_text: str
    other_price: Decimal
    dear: str


def previews(campaign: Campaign) -> list[Preview]:
    price = SmsSettings.for_site(campaign.site).price_of()
    return [_preview(campaign, row, price) for row in campaign.texts.all()]


def _preview(campaign: Campaign, row: CampaignText, price: Decimal) -> Preview:
    own = _in_its_letters(campaign, row)
    latin = romanised(own)
    text, other_text = (latin, own) if row.latin else (own, latin)
    cost, other = cost_of(text), cost_of(other_text)
    worth = own != latin and (row.latin or other.segments < cost.segments)
    return Preview(
        language=row.language,
        language_name=row.get_language_display(),
        text=addressed(text, "…"),
        measure=cost,
        price=price * cost.segments,
        is_latin=row.latin,
        other=other if worth else None,
        other_text=addressed(other_text, "…"),
        other_price=price * other.segments,
        dear=_dear(own) if worth and not row.latin else "",
    )


def _dear(text: str) -> str:
    found = dear(text.replace(OWN_SLOT, ""))
    return " ".join(found) if len(found) <= FEW else ""


def romanised(text: str) -> str:
    """The same in ASCII letters by the national system, for authors to compare the cost."""
    return OWN_SLOT.join(core_text.romanize(part) for part in text.split(OWN_SLOT))
