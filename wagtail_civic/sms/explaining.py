"""“Why did I get this?”: the mailing, the rule it was sent by, and the consent behind it."""

from dataclasses import dataclass

from django.db.models import QuerySet

from wagtail_civic.core.models import Area, Topic

from . import composing
from .models.campaigns import Campaign, Purpose
from .models.consent import Consent, ConsentKind
from .models.messages import Delivery
from .subscribing import Choices


@dataclass(frozen=True)
class Match:
    """One side of the rule. `meeting` are the rows by which mailing and person met; none of them
    where one side is `everything`."""

    wanted: list
    chosen: list
    meeting: list
    mailing_everything: bool
    person_everything: bool


@dataclass(frozen=True)
class Explanation:
    """`consent` is the line that was in force when the message was made; None where there is none
    any more. `choices` are those of that moment, not today's."""

    delivery: Delivery
    campaign: Campaign
    consent: Consent | None
    confirmed: Consent | None
    topics: Match
    areas: Match

    @property
    def text(self) -> str:
        """As it arrived, but for the recipient's own link."""
        return composing.addressed(self.delivery.text, "…")

    @property
    def is_request(self) -> bool:
        return self.campaign.purpose == Purpose.CONFIRM


def explain(delivery: Delivery) -> Explanation:
    """Everything is read from rows of that moment: nothing is guessed from today's choices."""
    campaign = delivery.campaign
    log = _log_until(delivery)
    given = log.filter(kind__in=[ConsentKind.GIVEN, ConsentKind.CHANGED]).first()
    choices = _choices(delivery, given)
    return Explanation(
        delivery=delivery,
        campaign=campaign,
        consent=log.filter(kind=ConsentKind.GIVEN).first(),
        confirmed=log.filter(kind=ConsentKind.CONFIRMED).first(),
        topics=_match(
            Topic, campaign.topics.all(), campaign.all_topics, choices.topics, choices.all_topics
        ),
        areas=_match(
            Area, campaign.areas.all(), campaign.all_areas, choices.areas, choices.all_areas
        ),
    )


def _log_until(delivery: Delivery) -> QuerySet[Consent]:
    """The person's consents up to the moment when the message was made, newest first."""
    rows = Consent.objects.filter(subscriber=delivery.subscriber_id)
    rows = rows.filter(given_at__lte=delivery.created_at)
    return rows.select_related("wording", "collector").order_by("-given_at", "-pk")


def _choices(delivery: Delivery, given: Consent | None) -> Choices:
    if given is not None and given.choices:
        return Choices.from_json(given.choices)
    return Choices.of(delivery.subscriber) if delivery.subscriber else Choices()


def _match(model, wanted, mailing_everything, chosen_ids, person_everything) -> Match:
    wanted = list(wanted.prefetch_related("names"))
    chosen = list(model.objects.filter(pk__in=chosen_ids).prefetch_related("names"))
    meeting = [row for row in chosen if any(_meet(row, other) for other in wanted)]
    return Match(wanted, chosen, meeting, mailing_everything, person_everything)


def _meet(one, other) -> bool:
    """Whether one is the other, lies in it, or holds it: as in `audience.matching`."""
    return one.lineage.startswith(other.lineage) or other.lineage.startswith(one.lineage)
