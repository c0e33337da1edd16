"""Open data of the registry: ``/civic/api/v1/acts/``, read-only, published acts only."""

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.models import Site

from wagtail_civic.core import api, clock
from wagtail_civic.core.visibility import private_collection_ids

from . import addresses, registry
from .articles import articles
from .models.acts import Act
from .presentation import incoming, public_files

FILTERS = {"type": "act_type__code", "body": "body__code", "year": "year", "topic": "topics__code"}


def _context(request: HttpRequest):
    site = Site.find_for_request(request)
    page = registry.registry_page(site, request.GET.get("lang")) if site else None
    return site, page


def _acts(request: HttpRequest, site, page):
    if page is None:
        return Act.objects.none()
    return page.get_acts().for_site(site).with_status(clock.today())


@require_safe
def act_list(request: HttpRequest):
    """Acts, newest first; ``type``, ``body``, ``year``, ``topic``, ``modified_since`` narrow."""
    site, page = _context(request)
    acts = _filtered(_acts(request, site, page), request)
    rows, pagination = api.page_of(request, acts.for_record().newest_first())
    private = private_collection_ids()
    found = [act_data(request, act, page, private) for act in rows]
    return api.respond(request, {"pagination": pagination, "acts": found})


@require_safe
def act_detail(request: HttpRequest, key):
    site, page = _context(request)
    act = _acts(request, site, page).for_record().filter(key=key).first()
    if act is None:
        raise Http404
    data = act_data(request, act, page, private_collection_ids())
    data |= {"relations_of_others": _inverse(request, act, page), "articles": _articles(act)}
    return api.respond(request, data)


def _filtered(acts, request: HttpRequest):
    for name, column in FILTERS.items():
        if value := request.GET.get(name, "").replace("\x00", ""):
            if name == "year" and not (value.isascii() and value.isdigit() and len(value) == 4):
                return acts.none()
            acts = acts.filter(**{column: value})
    if since := api.moment(request.GET.get("modified_since", "")):
        acts = acts.filter(modified_at__gte=since)
    return acts


def act_data(request: HttpRequest, act, page, private: set[int]) -> dict:
    return {
        "id": str(act.key),
        "api_url": request.build_absolute_uri(reverse("civic_acts:api_detail", args=[act.key])),
        "url": registry.act_url(page, act, request, full=True),
        "eli": request.build_absolute_uri(eli_path(act)),
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
        "expires": act.expires_on,
        "repealed": act.repeal_day(),
        "status": act.status_now,
        "topics": [topic.code for topic in act.topics.all()],
        "areas": [area.code for area in act.areas.all()],
        "relations": _relations(request, act, page),
        "files": [_file(request, file) for file in public_files(act, private)],
        "modified": act.modified_at,
    }


def eli_path(act) -> str:
    day = act.adopted
    number = addresses.segment(act.identity.number)
    parts = [*act.identity[:2], f"{day:%Y}", f"{day:%m}", f"{day:%d}", number]
    return reverse("civic_acts:eli", args=parts)


def _titled(act):
    return [s for s in act.summaries.all() if s.title and s.language != act.language]


def _named(row) -> dict:
    return {"code": row.code, "name": {name.language: name.name for name in row.names.all()}}


def _relations(request: HttpRequest, act, page) -> list[dict]:
    found = []
    for relation in act.relations.all():
        if relation.target_id is None:
            target = {"title": relation.outside_title, "url": relation.outside_url}
        elif relation.target.is_public and relation.target.site_id == act.site_id:
            target = _reference(request, relation.target, page)
        else:
            continue
        found.append({"type": relation.kind, "target": target, "since": relation.since})
    return found


def _inverse(request: HttpRequest, act, page) -> list[dict]:
    """What other acts do to this one; in a list it would only repeat their own relations."""
    return [
        {
            "type": relation.kind,
            "source": _reference(request, relation.act, page),
            "since": relation.since,
        }
        for relation in incoming(act)
    ]


def _reference(request: HttpRequest, act, page) -> dict:
    return {
        "id": str(act.key),
        "number": act.number,
        "title": act.title,
        "url": registry.act_url(page, act, request, full=True),
    }


def _file(request: HttpRequest, file) -> dict:
    return {
        "role": file.role,
        "title": str(file),
        "url": request.build_absolute_uri(file.document.url),
        "size": file.document.file_size,
        "sha256": file.sha256,
        "legal_value": "UnofficialLegalValue",
    }


def _articles(act) -> list[dict]:
    return [article._asdict() for article in articles(act)]
