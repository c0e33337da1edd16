"""Petitions of the fictional municipality: some in every register, made by the real moves.

Pages are published before the moves, so that the past is not announced to subscribers.
"""

from datetime import UTC, date, datetime, timedelta

from wagtail_civic.core import clock, contacts, links
from wagtail_civic.core.demo import DemoContext
from wagtail_civic.core.records import record_for

from . import counting, deadlines, deciding, following, gathering, moderation, noting, paper
from .demo_attachments import attach_published, attach_waiting
from .demo_texts import (
    ANSWERS,
    FIRST_NAMES,
    LAST_NAMES,
    NOTE,
    REASONS,
    SETTINGS,
    TEXTS,
    VIDEOS,
)
from .models.pages import PetitionPage
from .models.petition import Petition
from .models.reasons import RejectionReason, RejectionReasonName
from .models.settings import PetitionSettings, PetitionSettingsText
from .models.signatures import Signature, SignatureContact
from .models.submission import Initiator
from .threshold import ELECTRONIC, LOWER, PAPER, required_signatures
from .transitions import make_move

DAY = timedelta(days=1)
VOTERS = 63000
AREAS = (
    "chaieti-town",
    "zeda-mtispiri",
    "kveda-mtispiri",
    "tskalgverdi",
    "didi-velebi",
    "kvishona",
)
ABASHA_LIKE = datetime(2022, 7, 4, 8, 0, tzinfo=UTC)


def build(ctx: DemoContext) -> None:
    if ctx.index("petitions") is None:
        return
    make_settings(ctx)
    reasons = make_reasons(ctx)
    for make in (make_on_paper, make_refused, make_fulfilled, make_failed):
        make(ctx)
    make_rejected(ctx, reasons["competence"])
    make_current(ctx)
    make_gathering(ctx)


def make_settings(ctx: DemoContext) -> None:
    settings = PetitionSettings.for_site(ctx.site)
    for language, words in SETTINGS.items():
        text, made = PetitionSettingsText.objects.get_or_create(
            settings=settings, language=language, defaults=words
        )
        if made:
            ctx.made(text)


def make_reasons(ctx: DemoContext) -> dict[str, RejectionReason]:
    found = {}
    for order, (code, hides, ka, en) in enumerate(REASONS):
        reason, made = RejectionReason.objects.get_or_create(
            site=ctx.site, code=code, defaults={"hides": hides, "sort_order": order}
        )
        if made:
            ctx.made(reason)
            for language, name in (("ka", ka), ("en", en)):
                RejectionReasonName.objects.create(row=reason, language=language, name=name)
        found[code] = reason
    return found


def make_on_paper(ctx: DemoContext) -> None:
    """Decided on paper: 201 required, 244 delivered, 49 checked, 25 void, 219 left."""
    water = submit(ctx, "water", ABASHA_LIKE - 6 * DAY, topic="water", area="tskalgverdi")
    open_(water, ABASHA_LIKE, paper_basis(ctx))
    moment = ABASHA_LIKE + 24 * DAY
    check = paper.deliver(water, sheets=13, submitted=244, now=moment, seed="2022-07-28")
    void = ("არ არის ამომრჩეველთა სიაში", "ხელმოწერა არ ემთხვევა", "მონაცემები არასრულია")
    paper.record_check(
        check,
        void_lines={line: void[line % 3] for line in check.lines[:25]},
        checked_by="საკრებულოს აპარატი",
        protocol="7",
        now=moment + 2 * DAY,
    )
    conclude(water, moment + 8 * DAY, moment + 40 * DAY, "answered")


def make_refused(ctx: DemoContext) -> None:
    opened = ctx.now - 320 * DAY
    fee = submit(ctx, "fee", opened - 3 * DAY, topic="environment")
    open_(fee, opened)
    collect(ctx, fee, 331, phones=90)
    conclude(fee, opened + 31 * DAY, opened + 60 * DAY, "refused")


def make_fulfilled(ctx: DemoContext) -> None:
    opened = ctx.now - 200 * DAY
    kindergarten = submit(
        ctx, "kindergarten", opened - 5 * DAY, topic="kindergartens", area="didi-velebi"
    )
    open_(kindergarten, opened)
    collect(ctx, kindergarten, 402, phones=120)
    closed = opened + 31 * DAY
    conclude(kindergarten, closed, opened + 55 * DAY, "fulfilled", act_about(ctx, "ბაღში"))


def make_failed(ctx: DemoContext) -> None:
    """156 of 315 after 30 days, by the same roll of 63,000 voters as today's petitions."""
    opened = ctx.now - 40 * DAY
    park = submit(ctx, "park", opened - 4 * DAY, topic="environment", area="chaieti-town")
    open_(park, opened, failed_basis(park, opened))
    collect(ctx, park, 156, phones=44)
    deciding.close(park, now=park.deadline + timedelta(minutes=3))


def make_rejected(ctx: DemoContext, reason: RejectionReason) -> None:
    visa = submit(ctx, "visa", ctx.now - 33 * DAY, topic="transport")
    note = "საზღვრის კვეთის წესს საქართველოს მთავრობა განსაზღვრავს."
    moderation.reject(visa, now=ctx.now - 30 * DAY, user=None, reason=reason, note=note)


def make_current(ctx: DemoContext) -> None:
    """Two that collect, two that wait for an officer, one of them too long."""
    bridge = submit(ctx, "bridge", ctx.now - 20 * DAY, topic="roads", area="zeda-mtispiri")
    open_(bridge, ctx.now - 18 * DAY)
    collect(ctx, bridge, 214, phones=58)
    attach_published(ctx, bridge, "bridge")
    noting.add_note(bridge, now=ctx.now - 6 * DAY, user=None, texts=NOTE)
    for number in range(3):
        reader = contacts.parse("email", f"follower-{number}@example.org")
        following.follow(bridge, reader, ctx.languages()[0], ctx.now - 2 * DAY)
    submit(ctx, "stadium", ctx.now - 13 * DAY, topic="culture", area="chaieti-town", public=False)
    buses = submit(ctx, "buses", ctx.now - 5 * DAY, topic="transport", area="kvishona")
    opened = ctx.now - 3 * DAY
    open_(buses, opened, moderation.opening_basis(buses, opened, LOWER))
    collect(ctx, buses, 41, phones=9)
    lights = submit(
        ctx, "lights", ctx.now - 2 * DAY, topic="lighting", area="nakaduli", public=False
    )
    attach_waiting(ctx, lights, "lights")


def make_gathering(ctx: DemoContext) -> None:
    """One that looks for supporters: three of five. The settings ask for none, so that whoever
    tries the demonstration comes to the queue at once."""
    begun = ctx.now - 4 * DAY
    spring = submit(ctx, "spring", begun, topic="water", area="didi-velebi", public=False)
    gathering.ask(spring, required=5, days=30, now=begun)
    rows = [signed(spring, None, begun + number * DAY, "email") for number in (1, 2, 3)]
    keep(spring, rows)


def submit(
    ctx: DemoContext, name: str, at: datetime, *, topic: str, area: str = "", public: bool = True
) -> Petition:
    """A petition in the queue, with its page in both languages."""
    texts = TEXTS[name]
    language = ctx.languages()[0]
    title, ask, background = texts.get(language, texts["en"])
    page = PetitionPage(
        title=title,
        ask=ask,
        background=background,
        kind="request",
        video=VIDEOS.get(name, ""),
        answer=answer(name, language),
    )
    index = ctx.index("petitions", language)
    if public:
        ctx.publish(index, page, at)
        _translate(ctx, page, name)
    else:
        page.locale, page.live = index.locale, False
        index.add_child(instance=page)
        page.save_revision()
        ctx.made(page)
    petition = record_for(page)
    Petition.objects.filter(pk=petition.pk).update(
        language=language, area=ctx.areas.get(area), initiator_name=person(len(name))
    )
    petition.refresh_from_db()
    petition.topics.set([ctx.topics[topic]] if topic in ctx.topics else [])
    contact = contacts.parse("email", f"initiator-{name}@example.org")
    Initiator.objects.create(
        petition=petition,
        name=person(len(name)),
        channel="email",
        address=contact.value,
        lookup=contact.lookup(),
        told_event=2**62,
    )
    moderation.submit(petition, now=at)
    return petition


def _translate(ctx: DemoContext, page: PetitionPage, name: str) -> None:
    for language in ctx.languages()[1:]:
        if language in TEXTS[name]:
            title, ask, background = TEXTS[name][language]
            ctx.translate(
                page,
                language,
                title=title,
                ask=ask,
                background=background,
                answer=answer(name, language),
            )


def answer(name: str, language: str) -> list:
    words = ANSWERS.get(name, {}).get(language)
    return [("paragraph", f"<p>{words}</p>")] if words else []


def open_(petition: Petition, at: datetime, basis: dict | None = None) -> None:
    """Open as the move does, with a basis of that day; the page is public already."""
    basis = basis or moderation.opening_basis(petition, at, ELECTRONIC)
    data = moderation.told_basis(basis)
    make_move(petition, "publish", now=at, event="opened", data=data, **basis)


def paper_basis(ctx: DemoContext) -> dict:
    """The basis of the petition decided on paper: 1 % of the 20,013 voters of its time."""
    settings = PetitionSettings.for_site(ctx.site)
    roll, shares = 20013, (settings.share_electronic, settings.share_paper)
    return {
        "opened_at": ABASHA_LIKE,
        "deadline": deadlines.end_of_day(ABASHA_LIKE, settings.collecting_days, clock.zone()),
        "counted_until": ABASHA_LIKE,
        "combining": PAPER,
        "roll_voters": roll,
        "roll_date": date(2022, 6, 21),
        "roll_source": "ცენტრალური საარჩევნო კომისია; მუნიციპალიტეტის გაფართოებამდე",
        "rounding": "up",
        "share_electronic": shares[0],
        "share_paper": shares[1],
        "required_electronic": required_signatures(roll, shares[0]),
        "required_paper": required_signatures(roll, shares[1]),
        "legal_basis": {code: words["legal_basis"] for code, words in SETTINGS.items()},
    }


def failed_basis(petition: Petition, opened: datetime) -> dict:
    basis = moderation.opening_basis(petition, opened, ELECTRONIC)
    required = required_signatures(VOTERS, basis["share_electronic"])
    return {**basis, "roll_voters": VOTERS, "required_electronic": required}


def act_about(ctx: DemoContext, words: str) -> dict:
    """The act that answers, as a link by kind and key; empty where the registry is not there."""
    resolver = links.resolvers.get("act")
    found = resolver.choices(ctx.site, words, "ka") if resolver else []
    return {"kind": "act", "key": found[0][0]} if found else {}


def conclude(
    petition: Petition,
    closed: datetime,
    decided: datetime,
    outcome: str,
    answer: dict | None = None,
) -> None:
    deciding.close(petition, now=closed)
    deciding.begin_review(petition, now=closed + 2 * DAY, user=None)
    heard, link = decided - 3 * DAY, answer or {}
    deciding.record_hearing(petition, now=closed + 4 * DAY, user=None, on=heard.date())
    make_move(
        petition,
        "decide",
        now=decided,
        event="decided",
        data={"outcome": outcome, **{name: str(value) for name, value in link.items()}},
        outcome=outcome,
        decided_at=decided,
        answered_at=decided,
        hearing_result="heard",
        answer_kind=link.get("kind", ""),
        answer_key=link.get("key"),
    )


def person(number: int) -> str:
    first = FIRST_NAMES[number % len(FIRST_NAMES)]
    return f"{first} {LAST_NAMES[number * 7 % len(LAST_NAMES)]}"


def collect(ctx: DemoContext, petition: Petition, count: int, *, phones: int) -> None:
    """Signatures of invented people: many in the first days, fewer later, some with names."""
    span = min(petition.deadline, ctx.now) - petition.opened_at - timedelta(hours=2)
    areas = [ctx.areas[code] for code in AREAS if code in ctx.areas] or [None]
    rows = []
    for number in range(count):
        share = ((number + 0.5) / count) ** 1.7
        moment = petition.opened_at + timedelta(hours=1) + share * span
        by_phone = number * phones // count != (number + 1) * phones // count
        area = areas[number * number % 11 % len(areas)]
        row = signed(petition, area, moment, "phone" if by_phone else "email")
        if number % 5 == 0:
            row.public_name, row.shown_at = person(number), moment
        rows.append(row)
    keep(petition, rows)
    Petition.objects.filter(pk=petition.pk).update(signatures_electronic=count)
    petition.refresh_from_db()
    counting.recount(petition, rows[-1].confirmed_at + timedelta(hours=1))


def signed(petition: Petition, area, moment: datetime, assurance: str) -> Signature:
    return Signature(
        petition=petition,
        assurance=assurance,
        area=area,
        language="ka",
        begun_at=moment - timedelta(minutes=4),
        confirmed_at=moment,
        confirmed_on=clock.day_of(moment),
    )


def keep(petition: Petition, rows: list[Signature]) -> None:
    SignatureContact.objects.bulk_create(
        _contact(petition, row, number)
        for number, row in enumerate(Signature.objects.bulk_create(rows))
    )


def _contact(petition: Petition, signature: Signature, number: int) -> SignatureContact:
    contact = contacts.parse("email", f"signer-{number}@example.org")
    return SignatureContact(
        signature=signature,
        petition=petition,
        channel=contact.channel,
        address=contact.value,
        lookup=contact.lookup(),
        name=person(number),
    )
