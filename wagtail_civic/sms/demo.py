"""Subscribers and mailings of Chaieti: invented people whose numbers no network can route."""

from datetime import time, timedelta
from decimal import Decimal
from itertools import product

from django.db import transaction
from django.utils import translation

from wagtail_civic.core.demo import DemoContext

from . import lifecycle, phones, subscribing
from .models.campaigns import Campaign, CampaignText
from .models.consent import Consent, ConsentKind, ConsentSource
from .models.messages import Attempt, Delivery
from .models.people import Subscriber
from .models.settings import SmsSettings
from .models.states import CampaignState, MessageState
from .models.suppression import Suppression, SuppressionReason
from .subscribing import Choices

PEOPLE = 160
KEPT_DRAFTS = 2
INTERESTS = (
    ("roads", "water"),
    ("water", "lighting"),
    ("infrastructure",),
    ("culture",),
    ("education", "health"),
    ("budget",),
    ("environment", "transport"),
    (),
)
PLACES = (
    "zeda-mtispiri",
    "kveda-mtispiri",
    "tskalgverdi",
    "didi-velebi",
    "patara-velebi",
    "kvishona",
    "chaieti-town",
    "",
)
MAILINGS = {
    "water": {
        "ka": "ხვალ, 10:00-დან 16:00 საათამდე, მთისპირის ადმინისტრაციულ ერთეულში წყალმომარაგება "
        "შეიზღუდება. მიზეზი: ქსელის რეაბილიტაცია.",
        "en": "Tomorrow from 10:00 to 16:00 there will be no water in the Mtispiri unit: the "
        "network is being repaired.",
    },
    "road": {
        "ka": "დიდ ველებში გზის რეაბილიტაცია იწყება. ორი კვირის განმავლობაში ისარგებლეთ "
        "შემოვლითი გზით.",
        "en": "Road works begin in Didi Velebi. Please use the detour for two weeks.",
    },
    "budget": {
        "ka": "ბიუჯეტის პროექტის საჯარო განხილვა: 27 ნოემბერი, 15:00, საკრებულოს დარბაზი.",
        "en": "Public hearing on the draft budget: 27 November, 15:00, council hall.",
    },
    "culture": {
        "ka": "კვირას, 12:00 საათზე, ქალაქის მოედანზე ჩაის ფესტივალია. დასწრება თავისუფალია.",
        "en": "Tea festival on Sunday at 12:00, town square. Free admission.",
    },
    "waste": {
        "ka": "ხვალიდან ნარჩენების გატანის დრო იცვლება: დილის 7 საათი.",
        "en": "From tomorrow waste is collected at 7 in the morning.",
    },
}
OUTCOMES = (
    *[(MessageState.DELIVERED, "")] * 14,
    *[(MessageState.SENT, "")] * 3,
    (MessageState.FAILED, "76"),
    (MessageState.UNKNOWN, "worker"),
    (MessageState.SKIPPED, "opted_out"),
)


def remember(ctx: DemoContext) -> None:
    """Before the other builders publish: which mailings were there already."""
    # Publishing asks for the settings, and would make them without price and hours.
    _set_up(ctx)
    ctx.sms_before = set(Campaign.objects.filter(site=ctx.site).values_list("pk", flat=True))


@transaction.atomic
def build(ctx: DemoContext) -> None:
    """In one transaction: where jobs run at once, they find each mailing as it is left here."""
    with translation.override("ka"):
        _keep_few_drafts(ctx)
        _make_people(ctx)
        _make_sent(ctx, "water", ["water"], ["mtispiri"], days=9)
        _make_sent(ctx, "road", ["roads"], ["chaisopeli"], days=4)
        _make_paused(ctx)
        _make_waiting(ctx)
        _make_cancelled(ctx)


def _set_up(ctx: DemoContext) -> None:
    """A price, and no quiet hours: who tries the demonstration at night wakes nobody."""
    midnight = time(0)
    hours = ("quiet_from", "quiet_until", "weekend_from", "weekend_until")
    settings, made = SmsSettings.objects.get_or_create(
        site=ctx.site,
        defaults={"price": Decimal("0.05"), **dict.fromkeys(hours, midnight)},
    )
    if made:
        ctx.made(settings)


def _keep_few_drafts(ctx: DemoContext) -> None:
    """The other builders' pages drafted a mailing each: an office would have one or two at hand."""
    drafted = Campaign.objects.filter(site=ctx.site, state=CampaignState.DRAFT)
    new = drafted.exclude(pk__in=getattr(ctx, "sms_before", ())).order_by("-pk")
    for number, campaign in enumerate(new):
        if number < KEPT_DRAFTS:
            ctx.made(campaign)
        else:
            campaign.delete()


def _make_people(ctx: DemoContext) -> None:
    wordings = {code: subscribing.current_wording(ctx.site, code) for code in ("ka", "en")}
    pairs = list(product(INTERESTS, PLACES))
    people = []
    for serial in range(PEOPLE):
        topics, place = pairs[serial * 7 % len(pairs)]
        contact = phones.fictitious(serial + 1)
        since = ctx.now - timedelta(days=10 + serial * 3 % 300)
        person = Subscriber(
            site=ctx.site,
            number=contact.value,
            lookup=contact.lookup(),
            language="en" if serial % 9 == 4 else "ka",
            all_topics=not topics,
            all_areas=not place,
            created_at=since,
            confirmed_at=since,
            opted_out_at=ctx.now - timedelta(days=2) if serial % 31 == 30 else None,
        )
        person.chosen = topics, place
        people.append(person)
    Subscriber.objects.bulk_create(people)
    people = _with_keys(ctx, people)
    ctx.made_all(people)
    _choose(ctx, people)
    _prove(ctx, people, wordings)


def _with_keys(ctx: DemoContext, people: list[Subscriber]) -> list[Subscriber]:
    """The same people with their primary keys, which not every database gives back."""
    found = dict(Subscriber.objects.filter(site=ctx.site).values_list("lookup", "pk"))
    for person in people:
        person.pk = found[person.lookup]
    return people


def _choose(ctx: DemoContext, people: list[Subscriber]) -> None:
    topics, areas = Subscriber.topics.through, Subscriber.areas.through
    topics.objects.bulk_create(
        topics(subscriber_id=person.pk, topic_id=ctx.topics[code].pk)
        for person in people
        for code in person.chosen[0]
    )
    areas.objects.bulk_create(
        areas(subscriber_id=person.pk, area_id=ctx.areas[person.chosen[1]].pk)
        for person in people
        if person.chosen[1]
    )


def _prove(ctx: DemoContext, people: list[Subscriber], wordings: dict) -> None:
    for person in people:
        given = Consent(
            site=ctx.site,
            subscriber=person,
            kind=ConsentKind.GIVEN,
            source=ConsentSource.DEMO,
            wording=wordings[person.language],
            choices=Choices.of(person).as_json(),
            given_at=person.confirmed_at,
        )
        given.save()
        if person.opted_out_at:
            row = Suppression.objects.create(
                site=ctx.site,
                lookup=person.lookup,
                reason=SuppressionReason.OWNER,
                created_at=person.opted_out_at,
            )
            ctx.made(row)


def _compose(ctx: DemoContext, name: str, topics=(), areas=(), **fields) -> Campaign:
    text = MAILINGS[name]
    campaign = Campaign(
        site=ctx.site,
        title=text["ka"].split(".")[0][:120],
        all_topics=not topics,
        all_areas=not areas,
        author=ctx.accounts.get("sms_author"),
        **fields,
    )
    campaign.topics.set([ctx.topics[code] for code in topics])
    campaign.areas.set([ctx.areas[code] for code in areas])
    campaign.save()
    for language, words in text.items():
        CampaignText.objects.create(campaign=campaign, language=language, text=words)
    return ctx.made(Campaign.objects.get(pk=campaign.pk))


def _approve(ctx: DemoContext, campaign: Campaign, at) -> None:
    lifecycle.submit(campaign, ctx.accounts.get("sms_author"), at)
    lifecycle.approve(campaign, ctx.accounts.get("sms_approver"), at)


def _make_sent(ctx: DemoContext, name: str, topics, areas, days: int) -> None:
    at = (ctx.now - timedelta(days=days)).replace(hour=11, minute=0, second=0, microsecond=0)
    campaign = _compose(ctx, name, topics, areas, created_at=at - timedelta(hours=3))
    _approve(ctx, campaign, at - timedelta(hours=1))
    lifecycle.send(campaign, ctx.accounts.get("sms_author"), at)
    lifecycle.expand(campaign, at)
    rows = list(campaign.deliveries.order_by("pk"))
    for number, row in enumerate(rows):
        row.state, row.reason = OUTCOMES[number * 3 % len(OUTCOMES)]
        row.tries = 0 if row.state == MessageState.SKIPPED else 1
        row.gateway = "demo" if row.tries else ""
        row.sent_at = at + timedelta(seconds=number) if row.state in _ACCEPTED else None
    Delivery.objects.bulk_update(rows, ["state", "reason", "tries", "gateway", "sent_at"])
    Attempt.objects.bulk_create(
        Attempt(
            delivery=row,
            number=1,
            outcome="sent" if row.state in _ACCEPTED else row.state,
            code=row.reason,
            finished_at=row.sent_at or at,
        )
        for row in rows
        if row.tries
    )
    campaign.refresh_from_db()
    lifecycle.finish(campaign, at + timedelta(minutes=2))


_ACCEPTED = (MessageState.SENT, MessageState.DELIVERED)


def _make_paused(ctx: DemoContext) -> None:
    campaign = _compose(
        ctx, "waste", ["environment"], created_at=ctx.now - timedelta(hours=4), is_urgent=False
    )
    _approve(ctx, campaign, ctx.now - timedelta(hours=3))
    lifecycle.send(campaign, ctx.accounts.get("sms_author"), ctx.now - timedelta(hours=2))
    lifecycle.expand(campaign, ctx.now - timedelta(hours=2))
    user = ctx.accounts.get("sms_author")
    lifecycle.pause(campaign, user, "ახალი დრო ჯერ ზუსტდება.")


def _make_waiting(ctx: DemoContext) -> None:
    campaign = _compose(
        ctx, "budget", ["budget"], scheduled_for=ctx.now + timedelta(days=1), created_at=ctx.now
    )
    lifecycle.submit(campaign, ctx.accounts.get("sms_author"), ctx.now)


def _make_cancelled(ctx: DemoContext) -> None:
    at = ctx.now - timedelta(days=20)
    campaign = _compose(ctx, "culture", ["culture"], created_at=at)
    user = ctx.accounts.get("sms_author")
    lifecycle.cancel(campaign, at, user, "ფესტივალი ამინდის გამო გადაიდო.")
