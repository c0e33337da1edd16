"""Every address at which a stranger can read something of a municipality.

Found by walking: the addresses below ``/civic/``, the pages of the site with all their routes, and
what a machine would ask of them. A new address whose arguments nobody gives fails the walk.
"""

from urllib.parse import urlencode

from django.urls import get_resolver, reverse
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Page

from wagtail_civic.acts import following as acts_following
from wagtail_civic.budget import chart
from wagtail_civic.documents import saving
from wagtail_civic.petitions import following, mine, signing
from wagtail_civic.sms.tokens import token_for

from .views import _walk

#: What a machine or a curious person adds to the addresses of lists.
QUERIES = {
    "civic_documents:search": [
        {"q": "{mark}"},
        {"q": "{mark}", "format": "json"},
        {"q": "გზა", "format": "json", "sort": "date"},
        {"q": "17-51", "format": "json"},
    ],
    "civic_documents:search_in_language": [{"q": "{mark}"}],
    "civic_documents:feed": [{"q": "{mark}"}, {"q": "გზა"}, {"q": "17-51"}],
    "civic_documents:complete": [{"q": "{mark}"}, {"q": "გზა"}, {"q": "დად"}],
    "civic_documents:save": [{"q": "{mark}"}],
    "civic_acts:api_list": [{"type": "resolution"}, {"body": "council"}, {"topic": "roads"}],
    "civic_acts:feed": [{"topic": "roads"}, {"lang": "en"}],
    "civic_acts:table": [{"topic": "roads"}],
    "civic_acts:archive": [{"year": "2026"}],
    "civic_acts:sitemap": [{"part": "1"}],
    "civic_sessions:calendar": [{"body": "council"}],
    "civic_sessions:feed": [{"body": "council"}],
    "civic_sessions:api_list": [{"body": "council"}, {"status": "scheduled"}],
    "civic_petitions:api_list": [{"topic": "roads"}, {"area": "village"}, {"register": "current"}],
    "civic_petitions:csv": [{"topic": "roads"}, {"q": "{mark}"}, {"sort": "trending"}],
    "civic_news:api_list": [{"topic": "roads"}, {"area": "village"}, {"lang": "en"}],
}
PAGE_QUERIES = [
    {"q": "{mark}"},
    {"more": "1", "sort": "most"},
    {"title": "{mark}"},
    {"body": "council"},
    {"page": "2"},
]

ELI = ("eli", "eli_version", "eli_language", "eli_version_language")


def _values(world) -> dict:
    """Arguments by name, and by (address, name) where one name means several things."""
    act, petition = world.act, world.petition
    values = {
        "lang": "ka",
        "year": 2025,
        "direction": "expenditure",
        "code": "00",
        "version": chart.version(),
        "serial": petition.serial,
        "nth": 1,
        "key": world.session.key,
        "result": "signed",
        "signature": world.signature.uuid,
        "proof": _last(signing.withdrawal_url(world.signature, "ka")),
        "pk": world.announced.pk,
        "token": token_for(world.subscriber),
        "body": act.body.code,
        "act_type": act.act_type.code,
        "month": f"{act.adopted:%m}",
        "day": f"{act.adopted:%d}",
        "number": act.number,
        "handle": world.handle,
        ("civic_acts:api_detail", "key"): act.key,
        ("civic_acts:akn", "key"): act.key,
        ("civic_acts:changes", "key"): act.key,
        **{(f"civic_acts:{name}", "year"): act.year for name in ELI},
        **{(f"civic_acts:{name}", "key"): act.key for name in ("first_file", "file", "file_text")},
        ("civic_acts:eli_version", "version"): "adopted",
        ("civic_acts:eli_version_language", "version"): "adopted",
        "language": "en",
        "role": "main",
        ("civic_sessions:own", "token"): world.question_token,
        ("civic_core:confirm", "token"): world.token,
        "secret": "guessed",
        "ref": world.session.key,
        "seal": "0" * 32,
        ("civic_sms:hook", "key"): "memory",
        ("civic_sms:hook_secret", "key"): "memory",
        ("civic_sms:hook_message", "key"): "memory",
    }
    values |= {
        "follower": world.follower.uuid,
        "search": world.saved.uuid,
        ("civic_acts:follow", "key"): act.key,
        ("civic_acts:followed", "result"): "confirmed",
        ("civic_acts:followed_act", "key"): act.key,
        ("civic_acts:stop", "follower"): world.act_follower.uuid,
        ("civic_acts:stop", "proof"): _last(acts_following.stop_url(world.act_follower)),
        ("civic_documents:stop", "proof"): _last(saving.stop_url(world.saved)),
        ("civic_documents:saved", "result"): "confirmed",
        ("civic_petitions:stop_notices", "proof"): _last(following.stop_url(world.follower)),
        ("civic_petitions:mine", "handle"): world.visit.handle,
        ("civic_petitions:mine", "proof"): _last(mine.visit_url(world.visit)),
    }
    for name in ("support", "support_share"):
        values[(f"civic_petitions:{name}", "handle")] = world.gathering.key
    own = ("api_detail", "api_count", "sign", "sign_identified", "follow", "share")
    for name in (*own, "sheet", "widget", "timeline_feed", "petition_result", "protocol"):
        values[(f"civic_petitions:{name}", "year")] = petition.year
    return values


def _last(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]


def civic_addresses(world) -> dict[str, list[str]]:
    """By the name of the view, its address alone and with queries."""
    values, found = _values(world), {}
    for route, name, _view, arguments in _walk(get_resolver().url_patterns):
        if not route.startswith("civic/"):
            continue
        chosen = {each: values.get((name, each), values.get(each)) for each in arguments}
        assert None not in chosen.values(), f"say what {name} needs: {chosen}"
        address = reverse(name, kwargs=chosen)
        found[name] = [address, *_with(address, QUERIES.get(name, ()), world)]
    return found


def _with(address, queries, world) -> list[str]:
    marked = [{k: v.format(mark=world.mark) for k, v in query.items()} for query in queries]
    return [f"{address}?{urlencode(query)}" for query in marked]


SUBPAGES = {
    "year": [2025, 2026],
    "body": ["council"],
    "act_type": ["resolution"],
    "number": ["17-51"],
    "day": ["20260415", "adopted"],
}


def page_addresses(world) -> list[str]:
    """Every page of the site, in every language, with its routes."""
    root = world.site.root_page
    keys = Page.objects.filter(translation_key=root.translation_key).values_list("path", flat=True)
    found = []
    for path in keys:
        for page in Page.objects.filter(path__startswith=path).specific():
            found += _addresses_of(page, world)
    return found


def _addresses_of(page, world) -> list[str]:
    base = page.get_url()
    if not base:
        return []
    found = [base, *_with(base, PAGE_QUERIES, world)]
    if not isinstance(page, RoutablePageMixin):
        return found
    for route in page.get_subpage_urls():
        for values in _choices(route, page):
            found.append(base + page.reverse_subpage(route.name, kwargs=values))
    return found


def _choices(route, page) -> list[dict]:
    chosen: list[dict] = [{}]
    for name in route.pattern.regex.groupindex:
        code = "roads" if "topic" in route.name else ("01" if route.name == "programme" else "1")
        values = SUBPAGES.get(name) or [code]
        chosen = [{**known, name: value} for known in chosen for value in values]
    return chosen
