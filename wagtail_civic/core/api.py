"""Open data: read-only JSON under ``/civic/api/v1/``, one root that lists what is installed."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import Promise
from django.utils.timezone import is_naive
from django.views.decorators.http import require_safe

from . import clock
from .registry import Registry

VERSION = 1


@dataclass(frozen=True)
class Endpoint:
    name: str
    url_name: str
    label: str | Promise


endpoints: Registry[Endpoint] = Registry("API")


def register(name: str, url_name: str, label: str | Promise) -> None:
    endpoints.register(name, Endpoint(name, url_name, label))


def respond(request: HttpRequest, data: object, etag: str = "", max_age: int = 60) -> HttpResponse:
    """JSON for everybody: CORS open, UTF-8, an ETag (of the body, unless one is given), 304s."""
    body = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False).encode()
    quoted = f'"{etag or hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type="application/json; charset=utf-8")
    response["ETag"] = quoted
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, public=True, max_age=max_age)
    answer = get_conditional_response(request, etag=quoted, response=response)
    if answer is not response:
        answer["Access-Control-Allow-Origin"] = "*"
    return answer


def page_of(request: HttpRequest, queryset, size: int = 50, most: int = 200):
    """One page of a list: ``(rows, pagination)``; unusable numbers mean the first page."""
    number = _whole(request.GET.get("page"), 1)
    size = min(most, _whole(request.GET.get("per_page"), size))
    start = (number - 1) * size
    rows = list(queryset[start : start + size + 1])
    more = len(rows) > size
    query = request.GET.copy()

    def address(page: int) -> str:
        query["page"] = str(page)
        return f"{request.build_absolute_uri(request.path)}?{query.urlencode()}"

    return rows[:size], {
        "page": number,
        "per_page": size,
        "next": address(number + 1) if more else None,
        "previous": address(number - 1) if number > 1 else None,
    }


def moment(text: str) -> datetime | None:
    """A moment, or the beginning of a day, on the municipality's clock unless it names a zone.

    None for anything else.
    """
    try:
        found = parse_datetime(text.replace(" ", "+"))
        given = None if found else parse_date(text)
    except ValueError:
        return None
    if given:
        found = datetime.combine(given, time())
    found = found.replace(tzinfo=clock.zone()) if found and is_naive(found) else found
    try:
        return found and found.astimezone(UTC)
    except OverflowError:  # before the first or after the last moment that can be written
        return None


def day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _whole(text: str | None, default: int) -> int:
    if text and text.isascii() and text.isdigit() and len(text) < 7:
        return max(1, int(text))
    return default


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    return respond(
        request,
        {
            "version": VERSION,
            "endpoints": {
                endpoint.name: {
                    "url": request.build_absolute_uri(reverse(endpoint.url_name)),
                    "title": str(endpoint.label),
                }
                for endpoint in endpoints
            },
        },
    )
