"""What the addresses of one act answer: its text, today's or another day's, and comparisons."""

from datetime import date
from uuid import UUID

from django.http import Http404, HttpResponseBase, HttpResponsePermanentRedirect
from django.utils.translation import get_language
from wagtail.models import Site

from wagtail_civic.core import clock, formats

from . import addresses, diffing, registry
from .articles import lines
from .loading import at_address, load_page, reading_of
from .presentation import (
    ADOPTED,
    act_context,
    crumbs,
    dated,
    designation,
    text_name,
    text_title,
    version_url,
)

#: So many acts are offered where a number that somebody typed means several.
MOST_CHOICES = 20


def act_page(page, request, parts: tuple, day: str = "") -> HttpResponseBase:
    """One act; a former address or another spelling of the number leads to the lasting one."""
    asked = _day(day)
    act = _find(page, request, parts, asked)
    if act is None:
        return _gone(page, request, parts)
    if asked and date.min < asked < act.adopted:
        raise Http404
    catalogue = load_page(act, asked, page)
    here = registry.act_url(page, act, request)
    if parts != _lasting(act):
        return HttpResponsePermanentRedirect(here + (f"{day}/" if day else ""))
    context = act_context(request, act, page, catalogue, asked)
    response = page.render(request, template=page.act_template, context_overrides=context)
    if asked:
        keep_out(response, registry.act_url(page, act, request, full=True))
    return response


def keep_out(response, canonical: str) -> None:
    """Search engines keep the lasting address and leave this one out."""
    response["X-Robots-Tag"] = "noindex"
    response["Link"] = f'<{canonical}>; rel="canonical"'


def _lasting(act) -> tuple:
    return (*act.identity[:3], addresses.segment(act.identity.number))


def _find(page, request, parts: tuple, day: date | None = None):
    page.registry_site = Site.find_for_request(request)
    act = at_address(page, parts, day or clock.today())
    # An act that took a number after another had given it up keeps the address when it is gone.
    if act is None and (alias := _alias(page, parts)) and not _at(page.get_withdrawn(), parts):
        act = page.get_acts().filter(pk=alias.act_id).first()
    if act is not None:
        act.site = page.registry_site
    return act


def _at(rows, parts: tuple):
    body, act_type, year, number = parts
    wanted = {"body__code": body, "act_type__code": act_type, "year": year}
    return rows.filter(**wanted, number_key=addresses.number_key(number)).first()


def _alias(page, parts: tuple):
    return _at(page.get_act_aliases(), parts)


def _gone(page, request, parts: tuple) -> HttpResponseBase:
    """410 for an act that was withdrawn: which one it was, since when, and why; 404 for others."""
    acts = page.get_withdrawn().select_related("act_type", "body")
    act = _at(acts, parts)
    if act is None and (alias := _alias(page, parts)):
        act = acts.filter(pk=alias.act_id).first()
    if act is None:
        raise Http404
    since = clock.day_of(act.withdrawn_at or act.expire_at)
    response = page.render(
        request,
        template="wagtail_civic/acts/withdrawn.html",
        context_overrides={
            "designation": dated(act),
            "since": formats.date(since),
            "reason": act.withdrawn_reason,
            "crumbs": crumbs(page, request),
        },
    )
    response.status_code = 410
    response["X-Robots-Tag"] = "noindex"
    return response


def _day(text: str) -> date | None:
    """The day that an address names; the text as adopted is older than every version."""
    if not text:
        return None
    if text == ADOPTED:
        return date.min
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        raise Http404 from None


# Comparing


def compare_page(page, request, parts: tuple) -> HttpResponseBase:
    """Two texts of one act (``?old= &new=``), or an earlier act with this one (``?with=``)."""
    act = _find(page, request, parts)
    if act is None:
        return _gone(page, request, parts)
    if parts != _lasting(act):
        url = f"{registry.act_url(page, act, request)}compare/"
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{url}?{query}" if query else url)
    load_page(act)
    typed = request.GET.get("with", "").strip()[:100]
    found = _others(page, act, typed) if typed else []
    choices = [] if len(found) == 1 else found
    if len(found) == 1:
        sides = _two_acts(act, found[0])
    elif typed:
        sides = None
    else:
        sides = _two_versions(act, request.GET)
    context = _comparison(page, act, request, sides)
    context |= {"typed": typed, "choices": _choices(choices, page, act, request)}
    response = page.render(
        request, template="wagtail_civic/acts/compare.html", context_overrides=context
    )
    keep_out(response, registry.act_url(page, act, request, full=True))
    return response


def _others(page, act, typed: str) -> list:
    """The published acts that are meant by the key or the number that somebody typed."""
    acts = page.get_acts().exclude(pk=act.pk).for_list()
    try:
        return list(acts.filter(key=UUID(typed)))
    except ValueError:
        return list(acts.numbered(typed).newest_first()[:MOST_CHOICES])


def _choices(found: list, page, act, request) -> list[tuple[str, str]]:
    base = registry.act_url(page, act, request)
    return [(f"{base}compare/?with={o.key}", f"{designation(o)}: {o.title_in()}") for o in found]


def _two_acts(act, other):
    """The earlier act leads to the later one, whichever page asks."""
    return sorted(
        [(each, None) for each in (other, act)], key=lambda side: (side[0].adopted, side[0].pk)
    )


def _two_versions(act, asked):
    """The two texts that were asked for; without a question, the newest and the one before."""
    days = [*reading_of(act, clock.today()).days, None]
    by_name = {text_name(day): day for day in days}
    if len(days) < 2:
        return None
    new = by_name.get(asked.get("new", ""), days[0])
    after = [day for day in days if new and (day is None or day < new)]
    old = by_name.get(asked.get("old", ""), after[0] if after else None)
    return [(act, text_name(day)) for day in sorted([old, new], key=lambda day: day or date.min)]


def _comparison(page, act, request, sides) -> dict:
    context = {
        "page": page,
        "act": act,
        "crumbs": [
            *crumbs(page, request),
            (designation(act), registry.act_url(page, act, request)),
        ],
        "designation": designation(act),
        "texts": [
            (text_name(day), text_title(day))
            for day in [*reading_of(act, clock.today()).days, None]
        ],
        "sides": [_side(page, request, *side) for side in sides or ()],
        "text_lang": act.language if act.language != get_language() else "",
    }
    if sides:
        old, new = (_lines(*side) for side in sides)
        try:
            changes = diffing.compare(old, new)
        except diffing.TooLong:
            context["is_too_long"] = True
        else:
            context["changes"] = changes
            context["is_same"] = not any(c.kind not in ("same", "skipped") for c in changes)
    return context


def _lines(act, name) -> list[str]:
    asked = _day(name) if name else None
    return lines(reading_of(act, clock.today(), asked).text, act.language)


def _side(page, request, act, name) -> dict:
    url = registry.act_url(page, act, request)
    if name is None:
        title = dated(act)
    else:
        day = None if name == ADOPTED else _day(name)
        title, url = text_title(day), version_url(url, day)
    return {"name": name, "title": title, "url": url}
