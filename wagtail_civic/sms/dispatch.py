"""One worker's turn at one mailing: hold some parts, then claim, hand over, record, batch by batch.

The truth is in the rows. A claim is committed before anything leaves; a worker that dies leaves
rows in `sending`, and when their lease is over they become `unknown` and are never sent again by
themselves, because nobody can tell whether the gateway took them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import partial

from django.db.models import Max

from wagtail_civic.core import clock

from . import caps, claiming, closing, handing, pausing, quiet, rate, recording, routing
from .claiming import Candidate
from .composing import addressed
from .gateways import BaseGateway, Message, Result, Status
from .models.campaigns import Campaign
from .models.settings import SmsSettings
from .reconnecting import persistently
from .tokens import tokens_of

FRESH = timedelta(seconds=2)
"""How long held parts, and the settings read with them, may be used."""
BATCHES = 20
"""Batches for which parts are held at once; only fast gateways get that far within `FRESH`."""


class Stop(Enum):
    """Why a campaign rests."""

    STATE = "state"
    QUIET = "quiet"
    BUDGET = "budget"
    EMPTY = "empty"
    GATEWAY = "gateway"


@dataclass(frozen=True)
class Batch:
    """What one round did: messages and parts handed over, seconds to wait, or why to rest."""

    count: int = 0
    parts: int = 0
    wait: float = 0.0
    stop: Stop | None = None


@dataclass
class Allowance:
    """Parts held for this turn, and what was true when they were."""

    campaign: Campaign
    settings: SmsSettings
    gateway: BaseGateway
    troubled: bool
    longest: int
    parts: int
    day: date
    until: datetime

    @property
    def sender(self) -> str:
        return self.campaign.sender or self.settings.sender

    @property
    def size(self) -> int:
        return min(self.gateway.capabilities.batch, self.parts // self.longest)

    def holds(self, now: datetime) -> bool:
        return self.size > 0 and now < self.until


class Turn:
    """A worker's turn at a campaign. Close it: what was held and not used is given back."""

    def __init__(self, campaign_id: int) -> None:
        self.campaign_id = campaign_id
        self.allowance: Allowance | None = None
        self.bound = False

    def batch(self, now: datetime) -> Batch:
        """Claim and hand over one small batch; every condition is asked anew."""
        if self.allowance is None or not self.allowance.holds(now):
            self.close()
            held = persistently(partial(self._hold, now))
            if isinstance(held, Batch):
                return held
            self.allowance = held
        return self._send(self.allowance, now)

    def close(self) -> None:
        held, self.allowance = self.allowance, None
        if held and held.parts > 0:
            rate.give_back(held.gateway.key, held.parts)
            caps.give_back(held.campaign.site, held.day, held.parts)

    def _hold(self, now: datetime) -> Allowance | Batch:
        campaign = Campaign.objects.sending().select_related("site")
        campaign = campaign.filter(pk=self.campaign_id).first()
        if campaign is None:
            return Batch(stop=Stop.STATE)
        Campaign.objects.filter(pk=campaign.pk).update(pumped_at=now)
        closing.expire(campaign, now)
        settings = SmsSettings.for_site(campaign.site)
        if not campaign.is_urgent and quiet.is_quiet(settings, clock.zone(), now):
            return Batch(stop=Stop.QUIET)
        gateway = self._gateway(campaign, settings, now)
        for key in routing.missing(settings):
            pausing.pause(key, "missing", now)
        if gateway is None:
            return Batch(stop=Stop.GATEWAY)
        longest = campaign.texts.aggregate(most=Max("segments"))["most"] or 1
        batch = gateway.capabilities.batch * longest
        least = max(longest, min(batch, int(gateway.capabilities.rate * rate.BURST)))
        parts, wait = rate.take(gateway, least, BATCHES * batch, now)
        if not parts:
            return Batch(wait=wait)
        day = clock.day_of(now)
        held = caps.hold(campaign, settings, longest, parts, day, now)
        rate.give_back(gateway.key, parts - held)
        if not held:
            return Batch(stop=Stop.BUDGET)
        troubled = routing.is_troubled(gateway.key)
        return Allowance(campaign, settings, gateway, troubled, longest, held, day, now + FRESH)

    def _gateway(self, campaign, settings, now: datetime) -> BaseGateway | None:
        """The site's open gateway, or one that alone may take some of the rows."""
        gateway = None if self.bound else routing.route(settings, now)
        if gateway is None:
            gateway = routing.bound(campaign, now)
            self.bound = gateway is not None
        return gateway

    def _send(self, held: Allowance, now: datetime) -> Batch:
        gateway = held.gateway
        claim = partial(claiming.claim, held.campaign, gateway, held.size, now, self.bound)
        claimed = persistently(claim)
        if not claimed.found:
            return self._nothing(held, now)
        results = handing.hand_over(gateway, _messages(claimed.rows, held.sender))
        save = partial(recording.record, claimed.rows, results, gateway, now)
        if claimed.rows:
            persistently(save)
        self._note(results, now)
        gone = [
            row.segments
            for row, result in zip(claimed.rows, results, strict=False)
            if result.status in (Status.SENT, Status.UNKNOWN)
        ]
        held.parts -= sum(gone)
        return Batch(len(results), sum(gone))

    def _nothing(self, held: Allowance, now: datetime) -> Batch:
        """Nothing waits for this gateway; something may wait for one that alone may take it."""
        if self.bound or routing.bound(held.campaign, now) is None:
            return Batch(stop=Stop.EMPTY)
        self.close()
        self.bound = True
        return Batch()

    def _note(self, results: Sequence[Result], now: datetime) -> None:
        """What the answers say about the gateway itself."""
        key = self.allowance.gateway.key
        halted = [result.code for result in results if result.status is Status.HALTED]
        if halted:
            pausing.pause(key, halted[0], now)
            pausing.alarm(now)
        if count := handing.streak(results):
            routing.failed(key, count, now)
        elif self.allowance.troubled and results and not halted:
            routing.worked(key)
        if halted or count:
            self.close()


def _messages(rows: Sequence[Candidate], sender: str) -> list[Message]:
    tokens = tokens_of((row.subscriber_id, row.fingerprint) for row in rows)
    return [
        Message(str(row.ref), row.number, addressed(row.text, token), sender)
        for row, token in zip(rows, tokens, strict=True)
    ]
