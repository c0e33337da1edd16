"""What the public pages show, gathered in a fixed number of queries."""

from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import Http404, QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Site

from wagtail_civic.core import formats, links
from wagtail_civic.core.models import MunicipalitySettings
from wagtail_civic.core.records import record_for

from . import broadcast, lifecycle, listing, status, structured
from .models import Session
from .texts import picked_language

PER_PAGE = 20
QUESTIONS_SHOWN = 50

#: Seconds between two looks at the state, by phase; 0: nothing will change, stop looking.
POLL_AFTER = {
    status.OPEN: 60,
    status.LIVE_PHASE: 5,
    status.GRACE: 30,
    status.CLOSED: 60,
    status.ARCHIVED: 0,
}


def index_context(page, query: QueryDict, *, year: int | None, now: datetime) -> dict:
    """Live, coming and the newest past sessions; or those of one year."""
    site = page.get_site()
    today = listing.start_of_day(site, now)
    body = listing.body_of(site, query.get("body"))
    rows = listing.published(site)
    rows = rows.of_body(body) if body else rows
    past = rows.past(today)
    years = listing.years(past, site)
    if year is not None and year not in years:
        raise Http404
    shown = year or (years[0] if years else None)
    bounds = listing.year_bounds(site, shown) if shown else None
    in_year = past.filter(day__gte=bounds[0], day__lt=bounds[1]) if bounds else past.none()
    page_obj = Paginator(in_year, PER_PAGE).get_page(query.get("page"))
    current = year is None and page_obj.number == 1
    suffix = f"?body={body.code}" if body else ""
    language = get_language()
    return {
        "site": site,
        "body": body,
        "bodies": listing.body_choices(site),
        "live": listing.cards(rows.live()) if current else [],
        "upcoming": listing.cards(rows.upcoming(today)[:100]) if current else [],
        "past": listing.cards(page_obj.object_list),
        "page_obj": page_obj,
        "year": year,
        "shown_year": shown,
        "year_tabs": _year_tabs(page, years, shown, suffix),
        "suffix": suffix,
        "calendar_query": f"?lang={language}" + (f"&body={body.code}" if body else ""),
    }


def _year_tabs(page, years: list[int], shown: int | None, suffix: str) -> list[dict]:
    base = page.get_url()
    return [
        {"title": str(year), "url": f"{base}{year}/{suffix}", "current": year == shown}
        for year in years
    ]


def load(page) -> Session:
    """The session of a page with everything that its page shows."""
    session = record_for(page)
    prefetch_related_objects(
        [session],
        "body__names",
        "joint_bodies__names",
        "convocation",
        "agenda__presenter__names",
        "streams",
    )
    return session


def page_context(page, query: QueryDict, *, now: datetime) -> dict:
    site = page.get_site()
    session = load(page)
    offered = broadcast.offers(session, site, now)
    playing = broadcast.chosen(offered, query.get("play"))
    language = get_language()
    text = MunicipalitySettings.for_site(site).text(language)
    return {
        **live_context(session, now),
        "facts": facts(session, language),
        "agenda": agenda(session, language),
        "offers": offered,
        "playing": playing,
        "frame_policy": broadcast.frame_policy(playing),
        "embed_notice": text.embed_notice,
        "structured_data": structured.event(page, session, site),
    }


def live_context(session: Session, now: datetime) -> dict:
    """The part that changes during a session: what ``includes/now.html`` shows."""
    questions = list(session.questions.public().with_targets()[: QUESTIONS_SHOWN + 1])
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


def facts(session: Session, language: str) -> list[tuple[str, str]]:
    """When, where, who: names and values in words."""
    rows = [
        (_("When"), _when(session)),
        (_("Was announced for"), _moment(session.previous_start)),
        (_("Where"), session.place_label(language)),
        (_("Body"), ", ".join(body.label(language) for body in session.bodies)),
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


def agenda(session: Session, language: str) -> list[dict]:
    """The items as anybody may read them; of a closed one only that it is closed."""
    items = list(session.agenda.all())
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


def site_of(request) -> Site:
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    return site
