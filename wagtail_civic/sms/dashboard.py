"""What the office sees of one campaign: who would get it, what it costs, how far it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail_civic.core import clock, formats
from wagtail_civic.core.models.names import content_languages

from . import audience, caps, composing, gateways, pausing, quiet
from .models.campaigns import Campaign
from .models.settings import SmsSettings
from .models.states import UNFINISHED, CampaignState, MessageState

SAMPLE = 5


@dataclass(frozen=True)
class Estimate:
    """The whole mailing before it leaves. `written` are the languages that it has a text in, and
    `fallback` names the one that the readers of others get; `backup_price` is what it costs by the
    other gateway, None where that makes no difference."""

    people: int
    parts: int
    price: Decimal
    duration: timedelta
    sample: list
    readers: dict[str, int]
    written: frozenset[str] = frozenset()
    has_price: bool = True
    fallback: str = ""
    backup: str = ""
    backup_price: Decimal | None = None

    @property
    def readers_by_name(self) -> list[tuple[str, int]]:
        names = dict(content_languages())
        return [(names.get(code, code), count) for code, count in self.readers.items()]

    @property
    def borrowers(self) -> list[tuple[str, int]]:
        """Languages whose readers get a text in another, and how many they are."""
        names = dict(content_languages())
        without = {code: count for code, count in self.readers.items() if code not in self.written}
        return [(names.get(code, code), count) for code, count in without.items()]

    @property
    def duration_in_words(self) -> str:
        return in_words(self.duration)


def in_words(duration: timedelta) -> str:
    """Hours and minutes, rounded up: nobody plans by seconds."""
    minutes = -(-int(duration.total_seconds()) // 60)
    if minutes <= 1:
        return _("less than a minute")
    hours, rest = divmod(minutes, 60)
    words = [ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}] if hours else []
    words += [ngettext("%(n)s minute", "%(n)s minutes", rest) % {"n": rest}] if rest else []
    return " ".join(words)


def estimate(campaign: Campaign) -> Estimate:
    """Two statements on the subscribers, however many there are."""
    rows = audience.matching(campaign)
    readers = audience.counts(rows)
    fallback = campaign.text_for(campaign.site.root_page.locale.language_code)
    costs = _costs(campaign, readers, fallback)
    parts = sum(count * cost for count, cost in zip(readers.values(), costs, strict=True))
    settings = SmsSettings.for_site(campaign.site)
    rate, price = _rate(settings), settings.price_of()
    backup = settings.backup_gateway
    backup_price = settings.price_of(backup) if backup else price
    return Estimate(
        people=sum(readers.values()),
        parts=parts,
        price=price * parts,
        duration=timedelta(seconds=round(parts / rate)) if rate else timedelta(),
        sample=list(rows.order_by("lookup")[:SAMPLE]),
        readers=readers,
        written=frozenset(text.language for text in campaign.texts.all()),
        fallback=fallback.get_language_display() if fallback else "",
        has_price=price > 0,
        backup=backup,
        backup_price=backup_price * parts if backup_price != price else None,
    )


def _costs(campaign: Campaign, readers: dict[str, int], fallback) -> list[int]:
    """Parts of one message, for each language that is read."""
    texts = {text.language: text for text in campaign.texts.all()}
    chosen = [texts.get(language, fallback) for language in readers]
    return [
        composing.cost_of(composing.final_text(campaign, text)).segments if text else 0
        for text in chosen
    ]


def _rate(settings: SmsSettings) -> float:
    try:
        return gateways.get(settings.gateway).capabilities.rate
    except gateways.NoGateway:
        return 0


@dataclass(frozen=True)
class Progress:
    """A mailing under way or over, in numbers; `left` is how long the rest takes at the gateway's
    rate, None where nothing is on its way."""

    total: int
    over: int
    parts: int
    price: Decimal
    states: list[tuple[str, str, int]]
    reasons: list[tuple[str, int]]
    left: timedelta | None = None

    @property
    def left_in_words(self) -> str:
        return "" if self.left is None else in_words(self.left)

    @property
    def percent(self) -> int:
        return self.over * 100 // self.total if self.total else 0


def progress(campaign: Campaign) -> Progress:
    rows = campaign.deliveries.order_by()
    by_state = dict(rows.values_list("state").annotate(count=Count("pk")))
    handed = rows.filter(state__in=[MessageState.SENT, MessageState.DELIVERED])
    by_gateway = dict(handed.values_list("gateway").annotate(parts=Sum("segments")))
    waiting = UNFINISHED
    reasons = rows.exclude(reason="").exclude(state__in=waiting)
    settings = SmsSettings.for_site(campaign.site)
    return Progress(
        total=sum(by_state.values()),
        over=sum(count for state, count in by_state.items() if state not in waiting),
        parts=sum(by_gateway.values()),
        price=sum(
            (settings.price_of(key) * parts for key, parts in by_gateway.items()), Decimal(0)
        ),
        left=_left(campaign, settings),
        states=[
            (state.value, str(state.label), by_state[state])
            for state in MessageState
            if state in by_state
        ],
        reasons=[
            (describe(reason), count)
            for reason, count in reasons.values_list("reason").annotate(count=Count("pk"))
        ],
    )


def _left(campaign: Campaign, settings: SmsSettings) -> timedelta | None:
    rate = _rate(settings)
    if campaign.state != CampaignState.SENDING or not rate:
        return None
    rest = campaign.deliveries.unfinished().aggregate(parts=Sum("segments"))["parts"]
    return timedelta(seconds=round(rest / rate)) if rest else None


def describe(reason: str) -> str:
    """A reason stored on a message, in words; a gateway's own code is called so."""
    words = {
        "opted_out": _("unsubscribed before it was sent"),
        "suppressed": _("wants no mailings"),
        "erased": _("data erased"),
        "undecryptable": _("the number cannot be decrypted: a key is missing"),
        "late": _("too late to send"),
        "campaign": _("mailing cancelled"),
        "worker": _("the worker stopped while sending"),
        "silent": _("the gateway's answer told nothing"),
        "rejected": _("refused by the gateway"),
        "not_accepted": _("not accepted by the gateway"),
        "confirmed": _("number already confirmed"),
        "no_basis": _("older list, no legal basis for asking"),
        "quiet_days": _("the subscriber's days without messages"),
        "stop": _("on the provider's stop list"),
        "fictitious": _("number of the demonstration"),
        "connect": _("gateway not reached"),
    }
    if reason in words or not reason:
        return words.get(reason, "")
    return _("the gateway's code %(code)s") % {"code": reason}


def why(campaign: Campaign) -> str:
    """Why it was paused, cancelled or sent back, or why it waits though it is being sent."""
    if campaign.state != CampaignState.SENDING:
        return campaign.reason
    return "\n".join(
        _("The gateway “%(gateway)s” accepts nothing (%(code)s). Mend it, then resume it.")
        % {"gateway": key, "code": code}
        for key, code in pausing.paused_for([campaign.site]).items()
    )


def rests(campaign: Campaign, now: datetime) -> str:
    """Why nothing leaves at this moment although it is approved, and when it goes on."""
    if campaign.state not in (CampaignState.APPROVED, CampaignState.SENDING):
        return ""
    settings = SmsSettings.for_site(campaign.site)
    longest = max((text.segments for text in campaign.texts.all()), default=1)
    limit = caps.wall(campaign, settings, longest, clock.day_of(now))
    if limit is caps.left_this_month:
        return _("This month's budget for SMS is used up. What is left goes next month.")
    if limit is not None:
        return _("Today's parts are used up. What is left goes tomorrow.")
    allowed = quiet.next_allowed(settings, clock.zone(), now)
    if campaign.is_urgent or allowed == now:
        return ""
    return _("No SMS leaves in quiet hours. Sending begins or goes on at %(moment)s.") % {
        "moment": formats.datetime(allowed)
    }


STARTED = (CampaignState.SENDING, CampaignState.PAUSED, CampaignState.DONE)


def has_started(campaign: Campaign) -> bool:
    return campaign.started_at is not None or campaign.state in STARTED
