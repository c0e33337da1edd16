"""Open data about petitions: nothing personal, and the same for everybody."""

from urllib.parse import urljoin

from django.http import Http404
from django.urls import reverse
from django.views.decorators.http import require_safe

from wagtail_civic.core import api
from wagtail_civic.core.places import requested_site
from wagtail_civic.core.uploads import KINDS
from wagtail_civic.core.visibility import public_pages

from . import lifecycle
from .counting import counts_by
from .filtering import Filters
from .models.petition import Petition
from .places import specific
from .schema import SCHEMA
from .voiding import voided_by_reason

COUNT_AGE = 15
NUMBERED = ("-year", "-serial")


def visible(request):
    """The public petitions of the site that the request is for."""
    site = requested_site(request)
    return Petition.objects.for_site(site).public().select_related("site", "rejection_reason")


@require_safe
def petition_list(request):
    """``register``, ``topic``, ``area``, ``convocation`` (its number) and ``q`` (words of the text)
    narrow; ``sort`` orders."""
    filters = Filters.of(request.GET)
    petitions = filters.apply(visible(request), requested_site(request))
    petitions = petitions.order_by(*filters.order(NUMBERED))
    register = request.GET.get("register", "")
    if register in lifecycle.REGISTERS:
        petitions = petitions.in_register(register)
    found, paging = api.page_of(
        request, petitions.select_related("area").prefetch_related("topics")
    )
    texts = texts_of(found)
    results = [summary(request, petition, texts[petition.key]) for petition in found]
    return api.respond(request, {**paging, "results": results})


@require_safe
def petition_schema(request):
    """The shape of all this, as JSON Schema."""
    return api.respond(request, SCHEMA, max_age=3600)


@require_safe
def petition_detail(request, year, serial):
    petition = _find(request, year, serial)
    texts = texts_of([petition])[petition.key]
    data = summary(request, petition, texts)
    data |= {
        "texts": texts,
        "basis": basis(petition),
        "rejection": rejection(petition),
        "timeline": [
            {"kind": event.kind, "at": event.at, "data": event.data}
            for event in petition.events.all()
            if event.kind not in PRIVATE_EVENTS
        ],
        "documents": [
            {
                "title": file.document.title,
                "url": urljoin(request.build_absolute_uri("/"), file.document.url),
                "type": KINDS[file.kind].mime,
                "size": file.document.file_size,
                "published": file.published_at,
            }
            for file in petition.attachments.published()
        ],
        "online_checks": [
            online(check) for check in petition.online_checks.filter(checked_at__isnull=False)
        ],
        "paper_checks": [paper(check) for check in petition.paper_checks.all()],
    }
    if petition.opened_at:
        data["counts"] |= counts_by_code(petition)
        data["counts"]["voided"] = dict(voided_by_reason(petition))
    return api.respond(request, data)


@require_safe
def petition_count(request, year, serial):
    """Small and the same for everybody: what a page may ask for again and again."""
    petition = _find(request, year, serial)
    if not petition.opened_at:
        raise Http404
    standing = petition.standing
    return api.respond(
        request,
        {
            "number": petition.number,
            "count": standing.counted,
            "required": standing.required,
            "reached": standing.reached,
            "collects": petition.state == lifecycle.OPEN,
        },
        etag=f"{petition.pk}-{petition.state}-{standing.counted}-{standing.required}",
        max_age=COUNT_AGE,
    )


PRIVATE_EVENTS = ("returned", "hidden", "attachment_refused")


def _find(request, year: int, serial: int) -> Petition:
    petition = visible(request).filter(year=year, serial=serial).first()
    if petition is None:
        raise Http404
    return petition


def texts_of(petitions) -> dict:
    """The public pages of each petition by language; one query a page type."""
    found: dict = {petition.key: {} for petition in petitions}
    pages = public_pages().filter(translation_key__in=found, alias_of__isnull=True)
    for page in specific(pages):
        found[page.translation_key][page.locale.language_code] = {
            "title": page.title,
            "kind": page.kind,
            "ask": page.ask,
            "background": page.background,
            "video": page.video,
            "url": page.get_full_url(),
        }
    return found


def summary(request, petition: Petition, texts: dict) -> dict:
    number = {"year": petition.year, "serial": petition.serial}
    return {
        "number": petition.number,
        "key": petition.key,
        "api_url": _address(request, "api_detail", number),
        "titles": {language: text["title"] for language, text in texts.items()},
        "urls": {language: text["url"] for language, text in texts.items()},
        "register": petition.register,
        "state": petition.state,
        "outcome": petition.outcome or None,
        "topics": [topic.code for topic in petition.topics.all()],
        "area": petition.area.code if petition.area else None,
        "submitted": petition.submitted_at,
        "opened": petition.opened_at,
        "deadline": petition.deadline,
        "closed": petition.closed_at,
        "decided": petition.decided_at,
        "counts": counts(petition),
    }


def counts(petition: Petition) -> dict | None:
    if not petition.opened_at:
        return None
    standing = petition.standing
    return {
        "counted": standing.counted,
        "required": standing.required,
        "reached": standing.reached,
        "electronic": petition.electronic,
        "deducted": petition.deducted,
        "paper": petition.signatures_paper,
    }


def counts_by_code(petition: Petition) -> dict:
    from wagtail_civic.core.models import Area

    tallies = counts_by(petition)
    codes = dict(Area.objects.for_site(petition.site).values_list("pk", "code"))
    return {
        "by_day": tallies["day"],
        "by_area": {
            codes[int(area)]: count
            for area, count in tallies["area"].items()
            if area and int(area) in codes
        },
        "by_assurance": tallies["assurance"],
    }


def basis(petition: Petition) -> dict | None:
    if not petition.has_basis:
        return None
    return {
        "voters": petition.roll_voters,
        "roll_date": petition.roll_date,
        "roll_source": petition.roll_source,
        "share_electronic": petition.share_electronic,
        "share_paper": petition.share_paper,
        "rounding": petition.rounding,
        "combining": petition.combining,
        "required_electronic": petition.required_electronic,
        "required_paper": petition.required_paper,
        "required_areas": petition.required_areas,
        "legal_basis": petition.legal_basis,
    }


def rejection(petition: Petition) -> dict | None:
    reason = petition.rejection_reason
    if reason is None or petition.state != lifecycle.REJECTED:
        return None
    return {
        "code": reason.code,
        "reason": {name.language: name.name for name in reason.names.all()},
        "note": petition.officer_note,
    }


def online(check) -> dict:
    return {
        "drawn": check.drawn_at,
        "population": check.population,
        "share": check.share,
        "seed": check.seed,
        "rule": check.rule,
        "lines": check.lines,
        "void_lines": check.void_lines,
        "beyond": check.beyond,
        "holds": check.holds,
        "checked": check.checked_at,
        "checked_by": check.checked_by,
        "protocol": check.protocol,
    }


def paper(check) -> dict:
    return {
        "delivered": check.delivered_at,
        "sheets": check.sheets,
        "submitted": check.submitted,
        "share": check.share,
        "seed": check.seed,
        "rule": check.rule,
        "lines": check.lines,
        "void_lines": check.void_lines,
        "checked": check.checked_at,
        "checked_by": check.checked_by,
        "protocol": check.protocol,
        "remaining": check.remaining,
    }


def _address(request, name: str, kwargs: dict) -> str:
    address = reverse(f"civic_petitions:{name}", kwargs=kwargs)
    return urljoin(request.build_absolute_uri("/"), address)
