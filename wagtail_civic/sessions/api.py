"""Open data: sessions as JSON, and the small state that pages poll while a session is live."""

from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail.models import Page

from wagtail_civic.core import api, clock
from wagtail_civic.core.places import requested_site
from wagtail_civic.core.visibility import public_pages

from . import listing, reading, status
from .models.session import AgendaItem, Session

STATE_QUESTIONS = 50


@require_safe
def session_list(request: HttpRequest) -> HttpResponse:
    """Sessions of the site, newest first. ``?body=``, ``?status=``, ``?modified_since=``."""
    site = requested_site(request)
    rows = Session.objects.for_site(site).published().with_bodies()
    body = request.GET.get("body")
    if body:
        found = listing.body_of(site, body)
        rows = rows.of_body(found) if found else rows.none()
    if (wanted := request.GET.get("status")) in status.STATUSES:
        rows = rows.filter(status=wanted)
    if since := api.moment(request.GET.get("modified_since", "")):
        rows = rows.filter(updated_at__gte=since)
    sessions, pagination = api.page_of(request, rows.dated().order_by("-day", "-pk"))
    pages = _pages(sessions)
    data = [_summary(request, session, pages[session.key]) for session in sessions]
    return api.respond(request, {"data": data, "pagination": pagination})


@require_safe
def session_detail(request: HttpRequest, key: UUID) -> HttpResponse:
    session, pages = _session(request, key)
    prefetch_related_objects(
        [session],
        "body__names",
        "joint_bodies__names",
        Prefetch("agenda", AgendaItem.objects.select_related("presenter")),
        "agenda__presenter__names",
        "streams",
    )
    data = _summary(request, session, pages)
    items = session.agenda.all()
    linked = reading.linked(items, get_language())
    data["agenda"] = [_item(item, item.pk in linked) for item in items]
    data["video"] = [
        {"role": stream.role, "provider": stream.provider, "url": stream.video.link}
        for stream in session.streams.all()
    ]
    data["questions"] = [
        _question(question) for question in session.questions.public().with_targets()[:500]
    ]
    data["state"] = request.build_absolute_uri(reverse("civic_sessions:state", args=[key]))
    return api.respond(request, data)


@require_safe
def state(request: HttpRequest, key: UUID) -> HttpResponse:
    """The same for everybody. The ETag grows with every public change of the session."""
    session, _pages = _session(request, key)
    phase = session.phase(timezone.now())
    etag = f"{session.version}-{phase}"
    unchanged = get_conditional_response(request, etag=f'"{etag}"')
    if unchanged is not None:
        unchanged["Access-Control-Allow-Origin"] = "*"
        patch_cache_control(unchanged, public=True, max_age=2)
        return unchanged
    questions = session.questions.public().with_targets()[:STATE_QUESTIONS]
    item = session.current_item if session.is_live else None
    data = {
        "version": session.version,
        "status": session.status,
        "phase": phase,
        "poll_after": reading.POLL_AFTER[phase],
        "current_item": {"key": item.key, "number": item.number} if item else None,
        "questions": [_question(question) for question in questions],
    }
    return api.respond(request, data, etag=etag, max_age=2)


def _session(request: HttpRequest, key: UUID) -> tuple[Session, list[Page]]:
    rows = Session.objects.for_site(requested_site(request)).filter(key=key)
    session = rows.select_related("site", "body", "current_item").first()
    pages = _pages([session])[key] if session else []
    if not pages:
        raise Http404
    return session, pages


def _pages(sessions: list[Session]) -> dict[UUID, list[Page]]:
    """The public pages of every session, by its key."""
    found: dict[UUID, list[Page]] = {session.key: [] for session in sessions}
    pages = Page.objects.filter(translation_key__in=found, alias_of__isnull=True)
    for page in public_pages(pages).select_related("locale").order_by("pk"):
        found[page.translation_key].append(page)
    return found


def _summary(request: HttpRequest, session: Session, pages: list[Page]) -> dict:
    return {
        "id": session.key,
        "url": request.build_absolute_uri(reverse("civic_sessions:api_detail", args=[session.key])),
        "title": {page.locale.language_code: page.title for page in pages},
        "page": {page.locale.language_code: page.full_url for page in pages},
        "bodies": [{"code": body.code, "name": _names(body)} for body in session.bodies],
        "convocation": session.convocation.number if session.convocation else None,
        "kind": session.kind,
        "number": session.number,
        "status": session.status,
        "planned_start": _iso(session.planned_start),
        "planned_end": _iso(session.planned_end),
        "actual_start": _iso(session.actual_start),
        "actual_end": _iso(session.actual_end),
        "previous_start": _iso(session.previous_start),
        "place": session.place,
        "modified": _iso(session.updated_at),
    }


def _item(item: AgendaItem, is_link_public: bool) -> dict:
    if not item.is_public:
        return {"id": item.key, "number": item.number, "public": False}
    return {
        "id": item.key,
        "number": item.number,
        "public": True,
        "title": item.titles,
        "presenter": _names(item.presenter) if item.presenter else item.presenters,
        "result": item.results,
        "act": {"kind": item.link_kind, "id": item.link_key} if is_link_public else None,
    }


def _question(question) -> dict:
    return {
        "id": question.key,
        "kind": question.kind,
        "language": question.language,
        "text": question.text,
        "author": question.author_name or None,
        "created": _iso(question.created_at),
        "item": question.item.key if question.item and question.item.is_public else None,
        "to": _names(question.deputy) if question.deputy else None,
        "answered": _iso(question.answered_at) if question.is_answered else None,
        "answer_kind": question.answer_kind if question.is_answered else None,
        "answer": question.answer_text if question.is_answered else None,
        "answered_by": _names(question.answered_by)
        if question.is_answered and question.answered_by
        else None,
    }


def _names(row) -> dict[str, str]:
    return {name.language: name.name for name in row.names.all()}


def _iso(moment: datetime | None) -> str | None:
    return clock.local(moment).isoformat(timespec="seconds") if moment else None
