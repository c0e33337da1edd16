"""What the public pages show, gathered in a fixed number of queries."""

from datetime import datetime

from django.db.models import BigAutoField, FilteredRelation, Q, QuerySet, UUIDField
from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wagtail_civic.core import clock, formats, links, players
from wagtail_civic.core.catalogue import NameCatalogue, names_of
from wagtail_civic.core.models import Body, Person
from wagtail_civic.core.places import requested_site
from wagtail_civic.core.prepared import prepared
from wagtail_civic.core.records import record_for, record_key
from wagtail_civic.core.visibility import private_paths

from . import broadcast, lifecycle, listing, status, structured
from .models.questions import Question
from .models.session import AgendaItem, Session, Stream
from .texts import picked_language

QUESTIONS_SHOWN = 50

#: Seconds between two looks at the state, by phase; 0: nothing will change, stop looking.
POLL_AFTER = {
    status.OPEN: 60,
    status.LIVE_PHASE: 5,
    status.GRACE: 30,
    status.CLOSED: 60,
    status.ARCHIVED: 0,
}


def index_context(page, request, *, year: int | None, now: datetime) -> dict:
    """Live, coming and the newest past sessions; or those of one year."""
    site, query, language = requested_site(request), request.GET, get_language()
    today = clock.midnight(now)  # what is planned for today is still to come
    bodies = listing.body_choices(site, language)
    body = next((b["body"] for b in bodies if b["code"] == query.get("body")), None)
    years = listing.years(site, today, body)
    if year is not None and year not in years:
        raise Http404
    shown = year or (years[0] if years else None)
    first, end = listing.year_bounds(shown) if shown else (None, None)
    sessions = listing.overview(
        site=site.pk,
        now=now,
        today=today,
        body=body and body.pk,
        first=first,
        end=end,
        of_one=body is not None,
        dated=shown is not None,
        ahead=year is None,
        private=private_paths(),
    )
    ahead = sorted((s for s in sessions if year is None and s.is_ahead), key=_soonest)
    past = [s for s in sessions if year is not None or not s.is_ahead]
    cards = listing.cards([*ahead, *past], site, language)
    live = [card for card in cards if card.session.is_live]
    ahead = {session.pk for session in ahead}
    suffix = f"?body={body.code}" if body else ""
    return {
        "body": body,
        "bodies": bodies,
        "live": live,
        "upcoming": [c for c in cards if c.session.pk in ahead and not c.session.is_live],
        "past": [c for c in cards if c.session.pk not in ahead],
        "year": year,
        "year_tabs": _year_tabs(page, years, shown, suffix),
        "calendar_query": f"?lang={language}" + (f"&body={body.code}" if body else ""),
    }


def _soonest(session: Session) -> tuple:
    """By the day that is planned; those without one come last."""
    start = session.planned_start
    return start is None, start.timestamp() if start else 0, session.pk


def _year_tabs(page, years: list[int], shown: int | None, suffix: str) -> list[dict]:
    base = page.get_url()
    return [
        {"title": str(year), "url": f"{base}{year}/{suffix}", "current": year == shown}
        for year in years
    ]


def load(page) -> tuple[Session, list[Stream]]:
    """The session of a page, made if it is missing, and its videos; in one query."""
    found = _with_streams(key=record_key(page))
    if not found:
        return record_for(page), []
    return found[0], [row.stream for row in found if hasattr(row, "stream")]


@prepared(key=UUIDField())
def _with_streams(key) -> QuerySet:
    rows = Session.objects.filter(key=key).annotate(stream=FilteredRelation("streams"))
    return rows.select_related("stream", "convocation").order_by("stream__sort_order")


def page_context(page, request, *, now: datetime) -> dict:
    site, language = requested_site(request), get_language()
    session, streams = load(page)
    items, questions = _agenda(session=session.pk), _questions(session=session.pk)
    bodies = _name_everybody(session, items, questions)
    bodies = [body.label(language) for body in bodies]
    offered = broadcast.offers(session, streams, site, now)
    return {
        **_live(session, questions, now),
        "facts": facts(session, bodies, language),
        "agenda": agenda(session, items, language),
        "offers": offered,
        **players.context(offered, request.GET.get("play"), site, language),
        "structured_data": structured.event(page, session, bodies),
    }


def _name_everybody(session: Session, items: list, questions: list) -> list[Body]:
    """Put names on all people of the page; who sits, the body that leads first; in one query."""
    wanted = {item.presenter_id for item in items}
    wanted |= {pk for question in questions for pk in (question.deputy_id, question.answered_by_id)}
    asked = {"people": sorted(wanted - {None}), "body": session.body_id, "session": session.pk}
    names = NameCatalogue({"person": Person, "body": Body}, _names(**asked))
    for item in items:
        item.presenter = names.get("person", item.presenter_id)
    by_pk = {item.pk: item for item in items}
    session.current_item = by_pk.get(session.current_item_id)
    for question in questions:
        question.item = by_pk.get(question.item_id)
        question.deputy = names.get("person", question.deputy_id)
        question.answered_by = names.get("person", question.answered_by_id)
    return sorted(names.all("body"), key=lambda body: body.pk != session.body_id)


@prepared(people=[BigAutoField()], body=BigAutoField(), session=BigAutoField())
def _names(people, body, session) -> QuerySet:
    joint = Session.joint_bodies.through.objects.filter(session=session).values("body")
    return names_of(
        person=Person.objects.filter(pk__in=people),
        body=Body.objects.filter(Q(pk=body) | Q(pk__in=joint)),
    )


def live_context(session: Session, now: datetime) -> dict:
    """The part that changes during a session: what ``includes/now.html`` shows."""
    questions = _questions(session=session.pk)
    wanted = {session.current_item_id, *(question.item_id for question in questions)}
    _name_everybody(session, list(session.agenda.filter(pk__in=wanted - {None})), questions)
    return _live(session, questions, now)


@prepared(session=BigAutoField())
def _agenda(session) -> QuerySet:
    return AgendaItem.objects.filter(session=session)


@prepared(session=BigAutoField())
def _questions(session) -> QuerySet:
    """The newest, and one more than is shown."""
    return Question.objects.filter(session=session).public()[: QUESTIONS_SHOWN + 1]


def _live(session: Session, questions: list, now: datetime) -> dict:
    phase = session.phase(now)
    return {
        "session": session,
        "phase": phase,
        "asking": phase in status.ASKING_PHASES,
        "status_tags": listing.status_tags(session),
        "questions": [_shown(q) for q in questions[:QUESTIONS_SHOWN]],
        "more_questions": len(questions) > QUESTIONS_SHOWN,
        "current_item": session.current_item if session.is_live else None,
        "is_over": phase == status.ARCHIVED,
        "poll_after": POLL_AFTER[phase],
    }


def _shown(question) -> dict:
    return {
        "key": question.key,
        "kind": question.get_kind_display(),
        "text": question.text,
        "lang": question.language,
        "author": question.author_name,
        "date": question.created_at,
        "item": question.item,
        "deputy": question.deputy,
        "is_answered": question.is_answered,
        "is_oral": question.answer_kind == lifecycle.ORAL,
        "answer": question.answer_text,
        "answered_by": question.answered_by,
        "answered_at": question.answered_at,
    }


def facts(session: Session, bodies: list[str], language: str) -> list[tuple[str, str]]:
    """When, where, who: names and values in words."""
    rows = [
        (_("When"), _when(session)),
        (_("Was announced for"), _moment(session.previous_start)),
        (_("Where"), session.place_label(language)),
        (_("Body"), ", ".join(bodies)),
        (_("Kind"), session.get_kind_display()),
        (_("Number"), session.number),
        (_("Convocation"), str(session.convocation.number) if session.convocation else ""),
    ]
    return [(name, value) for name, value in rows if value]


def _when(session: Session) -> str:
    start = session.start
    if start is None:
        return _("the day is not known yet")
    end = session.actual_end or (None if session.actual_start else session.planned_end)
    if end is None:
        return formats.datetime(start)
    same_day = formats.date(start) == formats.date(end)
    return f"{formats.datetime(start)}–{formats.time(end) if same_day else formats.datetime(end)}"


def _moment(moment: datetime | None) -> str:
    return formats.datetime(moment) if moment else ""


def agenda(session: Session, items: list, language: str) -> list[dict]:
    """The items as anybody may read them; of a closed one only that it is closed."""
    targets = linked(items, language)
    return [
        {
            "item": item,
            "title": item.title(language),
            "lang": _other(picked_language(item.titles, language), language),
            "presenter": item.presenter_label(language),
            "result": item.result(language),
            "result_lang": _other(picked_language(item.results, language), language),
            "link": targets.get(item.pk),
            "is_current": session.is_live and item.pk == session.current_item_id,
        }
        for item in items
    ]


def linked(items, language: str) -> dict[int, links.Target]:
    """The public record each item is tied to, by the item's id."""
    wanted = {i.pk: (i.link_kind, i.link_key) for i in items if i.is_public and i.link_key}
    targets = links.resolve_all_public(wanted.values(), language)
    return {pk: targets[link] for pk, link in wanted.items() if link in targets}


def _other(language: str, readers: str) -> str:
    return "" if language == readers else language
