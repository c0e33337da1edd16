"""Open data of the registry: ``/civic/api/v1/acts/``, read-only, published acts only."""

from collections.abc import Iterable
from uuid import UUID

from django.apps import apps
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail.models import Site

from wagtail_civic.core import api, clock
from wagtail_civic.core.models import Area, Topic

from . import akn, registry
from .articles import articles
from .loading import MOST_CITING, acts_citing, load_page, reading_of
from .models.acts import Act
from .presentation import closed_files, incoming, public_files, version_url

FILTERS = {"type": "act_type__code", "body": "body__code", "year": "year"}
#: With what is part of what an address names.
TREES = {"topic": ("topics", Topic), "area": ("areas", Area)}
#: How the text of a file came about, by the state of what was read.
TEXT_METHODS = {"ok": "text", "ocr": "ocr"}


def registry_of(request: HttpRequest):
    site = Site.find_for_request(request)
    page = registry.registry_page(site, request.GET.get("lang")) if site else None
    return site, page


def _acts(page):
    if page is None:
        return Act.objects.none()
    return page.get_acts().with_status(clock.today())


@require_safe
def act_list(request: HttpRequest):
    """Acts, newest first; ``type``, ``body``, ``year``, ``topic``, ``area``, ``cites`` narrow.

    With ``modified_since``, what changed comes in the order of its changes, and what was withdrawn
    comes with it, as ``{"id", "deleted": true, "modified"}``.
    """
    _site, page = registry_of(request)
    shown = _acts(page)
    if since := api.moment(request.GET.get("modified_since", "")):
        acts = _changed(shown, page, since).order_by("modified_at", "pk")
    else:
        acts = shown.newest_first()
    acts = filtered(acts, request.GET).for_record(page and page.acts_shown())
    rows, pagination = api.page_of(request, acts.defer("text"))
    closed = closed_files(act for act in rows if act.is_public)
    texts = read_texts(rows)
    found = [
        act_data(request, act, page, public_files(act, closed), texts)
        if act.is_public
        else tombstone(act)
        for act in rows
    ]
    return api.respond(request, {"pagination": pagination, "acts": found})


def _changed(shown, page, since):
    """Acts of both kinds since a moment; one whose time ran out has changed at that moment."""
    if page is None:
        return shown
    later = Q(modified_at__gte=since) | Q(expire_at__gte=since)
    both = Q(pk__in=shown.values("pk")) | Q(pk__in=page.get_withdrawn().values("pk"))
    return Act.objects.filter(both, later).with_status(clock.today())


def tombstone(act) -> dict:
    """That there was an act, and nothing of what it said."""
    gone = act.withdrawn_at or act.expire_at
    modified = max(filter(None, [gone, act.modified_at]))
    return {"id": str(act.key), "deleted": True, "modified": modified}


@require_safe
def act_detail(request: HttpRequest, key):
    _site, page = registry_of(request)
    act = _acts(page).for_record(page and page.acts_shown()).filter(key=key).first()
    if act is None:
        return _gone(request, page, key)
    data = act_data(request, act, page, public_files(act))
    text = reading_of(act, clock.today()).text
    data |= {
        "relations_of_others": _inverse(request, act, page),
        "cited_by": _citing(request, act, page),
        "cited_by_url": request.build_absolute_uri(
            f"{reverse('civic_acts:api_list')}?cites={act.key}"
        ),
        "articles": [article._asdict() for article in articles(text, act.language)],
    }
    return api.respond(request, data)


def _gone(request: HttpRequest, page, key):
    act = page.get_withdrawn().filter(key=key).first() if page else None
    if act is None:
        raise Http404
    response = api.respond(request, tombstone(act))
    response.status_code = 410
    return response


def published_act(request: HttpRequest, key):
    """(registry page, act with everything its page shows); 404 for what the public may not see."""
    site, page = registry_of(request)
    acts = page.get_acts().with_text_on(clock.today()) if page else Act.objects.none()
    act = acts.filter(key=key).first()
    if act is None:
        raise Http404
    act.site = site
    load_page(act, page=page)
    return page, act


@require_safe
def act_xml(request: HttpRequest, key):
    """Akoma Ntoso of today's text, or of another day's (``?on=2026-01-31``)."""
    _page, act = published_act(request, key)
    text = reading_of(act, clock.today(), api.day(request.GET.get("on", "")))
    eli = request.build_absolute_uri(registry.eli_path(act))
    response = HttpResponse(
        akn.document(act, text, incoming(act), eli), content_type="application/xml; charset=utf-8"
    )
    return for_everybody(response)


def for_everybody(response: HttpResponseBase):
    """Other sites may read it, and no browser takes it for something else."""
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def filtered(acts, given):
    """Those that an address asks for; a value that cannot be gives none."""
    for name, column in FILTERS.items():
        if value := given.get(name, "").replace("\x00", ""):
            if name == "year" and not (value.isascii() and value.isdigit() and len(value) == 4):
                return acts.none()
            acts = acts.filter(**{column: value})
    for name, (column, model) in TREES.items():
        if code := given.get(name, "").replace("\x00", ""):
            named = model.objects.filter(code=code).values_list("pk", flat=True)
            tagged = Act.objects.filter(**{f"{column}__in": model.objects.within(named)})
            acts = acts.filter(pk__in=tagged.values("pk"))
    if key := given.get("cites"):
        try:
            acts = acts.citing(target__key=UUID(key))
        except ValueError:
            return acts.none()
    return acts


def act_data(request: HttpRequest, act, page, files: list, texts: dict | None = None) -> dict:
    """``texts`` are what was read of the files (``read_texts``), where a caller asks for many."""
    texts = read_texts([act]) if texts is None else texts
    return {
        "id": str(act.key),
        "api_url": request.build_absolute_uri(reverse("civic_acts:api_detail", args=[act.key])),
        "url": registry.act_url(page, act, request, full=True),
        "eli": request.build_absolute_uri(registry.eli_path(act)),
        "number": act.number,
        "number_normalised": act.number_key,
        "type": _named(act.act_type),
        "body": _named(act.body),
        "year": act.year,
        "language": act.language,
        "title": {act.language: act.title} | {s.language: s.title for s in _titled(act)},
        "meaning": {s.language: s.meaning for s in act.summaries.all() if s.meaning},
        "adopted": act.adopted,
        "published": {"on": act.published_on, "in": act.published_in, "url": act.official_url},
        "registration_code": act.registration_code,
        "effective": act.effective_on,
        "commencements": [
            {"scope": part.scope, "date": part.starts_on} for part in act.commencements.all()
        ],
        "expires": act.expires_on,
        "repealed": act.repeal_day(),
        "status": act.status_now,
        "as_at": clock.today(),
        "topics": [topic.code for topic in act.topics.all()],
        "areas": [area.code for area in act.areas.all()],
        "relations": _relations(request, act, page),
        "files": [_file(request, act, file, texts.get(str(file.document_id))) for file in files],
        "versions": [_version(request, act, page, v.valid_from) for v in act.versions.all()],
        "modified": act.modified_at,
    }


def _version(request: HttpRequest, act, page, day) -> dict:
    base = registry.act_url(page, act, request, full=True)
    eli = request.build_absolute_uri(f"{registry.eli_path(act)}/{day:%Y%m%d}")
    return {"valid_from": day, "url": version_url(base, day), "eli": eli}


def _titled(act):
    return [s for s in act.summaries.all() if s.title and s.language != act.language]


def _named(row) -> dict:
    return {"code": row.code, "name": {name.language: name.name for name in row.names.all()}}


def _relations(request: HttpRequest, act, page) -> list[dict]:
    found = []
    for relation in filter(lambda each: each.is_shown, act.relations.all()):
        if relation.target_id is None:
            target = {"title": relation.outside_title, "url": relation.outside_url}
        else:
            target = _reference(request, relation.target, page)
        facts = {"since": relation.since, "note": relation.note}
        found.append({"type": relation.kind, "target": target, **facts})
    return found


def _inverse(request: HttpRequest, act, page) -> list[dict]:
    """What other acts do to this one; in a list it would only repeat their own relations."""
    return [
        {
            "type": relation.kind,
            "source": _reference(request, relation.act, page),
            "since": relation.since,
            "note": relation.note,
        }
        for relation in incoming(act, page)
    ]


def _citing(request: HttpRequest, act, page) -> list[dict]:
    """The newest acts whose texts name this one; ``?cites=`` lists them all."""
    acts = acts_citing(act.pk, act.site_id, timezone.now(), page.acts_shown())
    acts = acts.select_related("body", "act_type").newest_first()[:MOST_CITING]
    return [_reference(request, other, page) for other in acts]


def _reference(request: HttpRequest, act, page) -> dict:
    return {
        "id": str(act.key),
        "number": act.number,
        "title": act.title,
        "url": registry.act_url(page, act, request, full=True),
    }


def read_texts(acts: Iterable) -> dict:
    """What was read of the files of acts, by the document; one query."""
    if not apps.is_installed("wagtail_civic.documents"):
        return {}
    from wagtail_civic.documents.models import DocumentFile

    documents = [str(file.document_id) for act in acts for file in act.files.all()]
    rows = DocumentFile.objects.with_kept().select_related("text")
    rows = rows.filter(document_id__in=documents, text__read_at__isnull=False)
    return {row.document_id: row for row in rows} if documents else {}


def _file(request: HttpRequest, act, file, row) -> dict:
    """``row`` is what was read of it; its text has an address where nothing keeps it back."""
    text = row and row.text
    method = text and TEXT_METHODS.get(text.state)
    lasting = registry.file_path(act, file)
    has_address = method and not row.kept
    return {
        "role": file.role,
        "title": str(file),
        "url": request.build_absolute_uri(file.document.url),
        "lasting_url": request.build_absolute_uri(lasting),
        "mime": file.document.content_type,
        "size": file.document.file_size,
        "sha256": file.sha256,
        "pages": text.page_count if text else None,
        "text_method": method,
        "text_url": request.build_absolute_uri(f"{lasting}text/") if has_address else None,
        "legal_value": "UnofficialLegalValue",
    }
