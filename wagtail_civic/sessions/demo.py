"""The demonstration's sessions: one live, some to come, some past with recording and minutes."""

import io
import zipfile
from datetime import datetime, time, timedelta
from xml.sax.saxutils import escape

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from wagtail_civic.core import clock, links, video
from wagtail_civic.core.demo import DemoContext
from wagtail_civic.core.models import Convocation
from wagtail_civic.core.records import record_for

from . import status
from .demo_content import HALL, LIVE, MINUTES_TITLE, PAST, UPCOMING, Asked, Demo
from .models.pages import SessionPage
from .models.questions import Question, digest
from .models.session import AgendaItem, Session, Stream

LENGTH = timedelta(hours=2, minutes=25)


def build(ctx: DemoContext) -> None:
    index = ctx.index("sessions")
    if index is None:
        return
    poster = ctx.made(_poster(ctx))
    for demo in (*PAST, *UPCOMING, LIVE):
        start = _start(ctx, demo)
        page = _page(ctx, index, demo, poster, start)
        session = _facts(ctx, record_for(page), demo, start)
        items = _agenda(ctx, session, demo)
        _video(session, demo)
        for position, asked in enumerate(demo.questions):
            _question(ctx, session, items, asked, f"{demo.code}-{position}", start)
        if demo.status == status.LIVE:
            session.current_item = items[2]
        session.save()


def _start(ctx: DemoContext, demo: Demo) -> datetime:
    if demo.status == status.LIVE:
        return (ctx.now - timedelta(minutes=40)).replace(second=0, microsecond=0)
    day = clock.day_of(ctx.now) + timedelta(days=demo.day)
    return datetime.combine(day, time(demo.hour), tzinfo=clock.zone())


def _page(ctx: DemoContext, index, demo: Demo, poster, start: datetime) -> SessionPage:
    language = index.locale.language_code
    page = SessionPage(
        title=demo.title.get(language, demo.title["en"]),
        intro=demo.intro.get(language, demo.intro["en"]),
        slug=demo.code,
        poster=poster,
    )
    # A draft first: what is announced is announced with its day, not before it has one.
    index.add_child(instance=page)
    minutes = ctx.made(_minutes(demo)) if demo.minutes else None
    session = record_for(page)
    session.planned_start = start
    session.status = demo.status
    session.actual_start = start if demo.status in (status.LIVE, status.FINISHED) else None
    session.save()
    if minutes:
        page.body = [("document", {"document": minutes, "note": ""})]
    page.save_revision().publish()
    ctx.made(page)
    for other in ctx.languages():
        if other != language and other in demo.title:
            ctx.translate(page, other, title=demo.title[other], intro=demo.intro[other])
    return page


def _facts(ctx: DemoContext, session: Session, demo: Demo, start: datetime) -> Session:
    session.refresh_from_db()
    session.body = ctx.bodies[demo.body]
    session.kind, session.number, session.place = demo.kind, demo.number, HALL
    session.convocation = Convocation.objects.for_site(ctx.site).first()
    session.status = demo.status
    session.status_reason = demo.reason.get(ctx.languages()[0], "")
    if demo.status == status.POSTPONED:
        session.planned_start, session.previous_start = None, start
    if demo.status == status.FINISHED:
        session.actual_end = session.questions_until = start + LENGTH
        session.channel = status.ARCHIVED
    session.save()
    session.joint_bodies.set(ctx.bodies[code] for code in demo.joint)
    session.topics.set(ctx.topics[code] for code in demo.topics)
    session.areas.set(ctx.areas[code] for code in demo.areas)
    return session


def _agenda(ctx: DemoContext, session: Session, demo: Demo) -> list[AgendaItem]:
    items = []
    for position, item in enumerate(demo.agenda, start=1):
        act = _act(ctx, item.act)
        items.append(
            AgendaItem.objects.create(
                session=session,
                sort_order=position,
                number=str(position),
                titles=item.title,
                presenter=ctx.people.get(item.presenter),
                is_public=item.is_public,
                results=item.result,
                link_kind="act" if act else "",
                link_key=act,
            )
        )
    return items


def _act(ctx: DemoContext, word: str):
    """The key of the newest act with this word in its title, where the registry is installed."""
    resolver = links.resolvers.get("act")
    found = resolver.choices(ctx.site, word, "ka") if resolver and word else []
    return found[0][0] if found else None


def _video(session: Session, demo: Demo) -> None:
    found = video.parse(demo.video) if demo.video else None
    if found:
        role = "live" if demo.status == status.LIVE else "recording"
        Stream.objects.create(
            session=session, role=role, provider=found.provider, ref=found.ref, sort_order=1
        )


def _question(ctx: DemoContext, session, items, asked: Asked, code: str, start: datetime) -> None:
    answered = asked.state == "answered"
    sent = start + timedelta(minutes=12)
    question = Question.objects.create(
        session=session,
        kind=asked.kind,
        text=asked.text,
        language=asked.language,
        author_name=asked.name,
        token_digest=digest(f"demo-{session.key}-{code}"),
        item=items[asked.item - 1] if asked.item else None,
        state=asked.state,
        reason=asked.reason,
        answer_text=asked.answer,
        answer_kind=("written" if asked.answer else "oral") if answered else "",
        answered_by=ctx.people.get(asked.answered_by),
        answered_at=sent + timedelta(minutes=20) if answered else None,
        created_at=sent,
    )
    ctx.made(question)
    question.events.create(at=sent, move="ask", to_state="pending")
    if asked.state != "pending":
        question.events.create(
            at=sent + timedelta(minutes=5),
            move="approve",
            from_state="pending",
            to_state=asked.state,
            reason=asked.reason,
        )


def _poster(ctx: DemoContext):
    """The council hall, drawn: no request to anybody before the visitor's click."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (1280, 720), "#dfe8e2")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 470, 1280, 720), fill="#8a6a4a")
    for x in range(140, 1280, 250):
        draw.rectangle((x, 90, x + 120, 400), fill="#f4efe2", outline="#0e5a47", width=8)
        draw.line((x + 60, 90, x + 60, 400), fill="#0e5a47", width=6)
    draw.ellipse((240, 380, 1040, 760), fill="#6d5138")
    draw.ellipse((340, 450, 940, 740), fill="#8a6a4a")
    for x in range(300, 1000, 85):
        draw.ellipse((x, 330, x + 44, 374), fill="#3c4a44")
        draw.rounded_rectangle((x - 14, 378, x + 58, 450), 18, fill="#0e5a47")
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    file = ImageFile(io.BytesIO(stream.getvalue()), name="chaieti-hall.png")
    return get_image_model().objects.create(title="საკრებულოს დარბაზი", file=file)


def _minutes(demo: Demo):
    """A Word file with the decisions, as a clerk would upload it."""
    lines = [f"{demo.title['ka']}. სხდომის ოქმი", "დამტკიცებულია", ""]
    for number, item in enumerate(demo.agenda, start=1):
        lines.append(f"{number}. {item.title['ka']}")
        if item.result:
            lines.append(f"გადაწყვეტილება: {item.result['ka']}")
    title = f"{MINUTES_TITLE['ka']} №{demo.number} / {MINUTES_TITLE['en']}"
    content = _word_file(lines)
    document = get_document_model()(title=title, file_size=len(content))
    document.file.save(f"{demo.code}.docx", ContentFile(content), save=False)
    document.save()
    return document


def _word_file(lines: list[str]) -> bytes:
    paragraphs = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in lines
    )
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    parts = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
            'relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
        ),
        "_rels/.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
        ),
        "word/document.xml": (
            '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            f"<w:body>{paragraphs}</w:body></w:document>"
        ),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
            archive.writestr(name, declaration + text)
    return stream.getvalue()
