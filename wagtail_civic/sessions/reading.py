"""What the public pages show, gathered in a fixed number of queries."""

from datetime import datetime

from django.db.models import Q, prefetch_related_objects
from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Site

from wagtail_civic.core import clock, formats, links
from wagtail_civic.core.languages import in_language
from wagtail_civic.core.models import BodyName, MunicipalityText
from wagtail_civic.core.places import requested_site
from wagtail_civic.core.records import record_for, record_key

from . import broadcast, lifecycle, listing, status, structured
from .models.session import Session
from .texts import picked_language

#: Sessions in one list: more than any council holds in a year.
MOST = 500
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
    pages, names = listing.readable_pages(), listing.body_names(site)
    bodies = listing.body_choices(names, language)
    body = next((b["body"] for b in bodies if b["code"] == query.get("body")), None)
    rows = listing.published(site, pages)
    rows = rows.of_body(body) if body else rows
    past = rows.past(today)
    years = listing.years(past)
    if year is not None and year not in years:
        raise Http404
    shown = year or (years[0] if years else None)
    current = [] if year else list(rows.current(today)[:MOST])
    cards = listing.cards(
        [*current, *_in_year(past, shown)], site, language, pages=pages, names=names
    )
    live = [card for card in cards if card.session.is_live]
    ahead = {session.pk for session in current}
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


def _in_year(past, year: int | None) -> list[Session]:
    if year is None:
        return []
    first, end = listing.year_bounds(year)
    return list(past.filter(day__gte=first, day__lt=end)[:MOST])


def _year_tabs(page, years: list[int], shown: int | None, suffix: str) -> list[dict]:
    base = page.get_url()
    return [
        {"title": str(year), "url": f"{base}{year}/{suffix}", "current": year == shown}
        for year in years
    ]


def load(page) -> Session:
    """The session of a page, made if it is missing."""
    rows = Session.objects.select_related("body", "convocation", "current_item")
    return rows.filter(key=record_key(page)).first() or record_for(page)


def page_context(page, request, *, now: datetime) -> dict:
    site, language = requested_site(request), get_language()
    session = load(page)
    items = list(session.agenda.select_related("presenter"))
    questions = _questions(session)
    _with_names([item.presenter for item in items], questions)
    offered = broadcast.offers(session, site, now)
    playing = broadcast.chosen(offered, request.GET.get("play"))
    bodies = _body_labels(session, language)
    return {
        **_live(session, questions, now),
        "facts": facts(session, bodies, language),
        "agenda": agenda(session, items, language),
        "offers": offered,
        "playing": playing,
        "frame_policy": broadcast.frame_policy(playing),
        "embed_notice": _embed_notice(site, offered, language),
        "structured_data": structured.event(page, session, bodies),
    }


def _with_names(presenters: list, questions: list) -> None:
    """Read the names of everybody on the page at once."""
    people = [*presenters, *(q.deputy for q in questions), *(q.answered_by for q in questions)]
    prefetch_related_objects([person for person in people if person], "names")


def _body_labels(session: Session, language: str) -> list[str]:
    """Who sits, the body that leads first; in one query."""
    joint = session.joint_bodies.through.objects.filter(session=session).values("body")
    names: dict[int, list] = {}
    for name in BodyName.objects.filter(Q(row=session.body_id) | Q(row__in=joint)):
        names.setdefault(name.row_id, []).append(name)
    order = sorted(names, key=lambda body: body != session.body_id)
    return [in_language(names[body], language).name for body in order]


def _embed_notice(site: Site, offered: list, language: str) -> str:
    """The municipality's words of consent, where a video needs it."""
    if all(offer.is_local for offer in offered):
        return ""
    text = in_language(MunicipalityText.objects.filter(settings__site=site), language)
    return text.embed_notice if text else ""


def live_context(session: Session, now: datetime) -> dict:
    """The part that changes during a session: what ``includes/now.html`` shows."""
    questions = _questions(session)
    _with_names([], questions)
    return _live(session, questions, now)


def _questions(session: Session) -> list:
    rows = session.questions.public().select_related("item", "deputy", "answered_by")
    return list(rows[: QUESTIONS_SHOWN + 1])


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
    found = {}
    for item in items:
        if item.is_public and item.link_key:
            target = links.resolve_public(item.link_kind, item.link_key, language)
            if target:
                found[item.pk] = target
    return found


def _other(language: str, readers: str) -> str:
    return "" if language == readers else language
