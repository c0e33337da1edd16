"""What the registry page answers. Cacheable: no cookie, no session, the same for everybody."""

from functools import partial
from urllib.parse import urlencode

from django.apps import apps
from django.db.models import BigAutoField, Count, DateField, DateTimeField, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from wagtail_civic.core import clock
from wagtail_civic.core.models import Area, Topic, trees_of
from wagtail_civic.core.paging import CountedPaginator, CountingPaginator, Rows
from wagtail_civic.core.prepared import prepared

from . import registry, searching
from .forms import RegistryForm
from .loading import Catalogue
from .presentation import act_rows, designation

PER_PAGE = 20


def registry_list(page, request, *, body: str = "", act_type: str = "", year: int | None = None):
    """The list with its form; parts of an address (body, type, year) are filters already set."""
    page.registry_site = site = Site.find_for_request(request)
    data = request.GET.dict()
    data |= {k: v for k, v in (("body", body), ("type", act_type), ("year", year)) if v}
    catalogue = Catalogue(site.pk)
    asked = {"site": site.pk, "now": timezone.now(), "shown": page.acts_shown()}
    years, issuing = _years_and_bodies(asked)
    form = RegistryForm(data, catalogue, issuing, *trees_of(site, Topic, Area))
    today = clock.today()
    wanted = form.wanted()
    if (body and "body" in form.errors) or (act_type and "type" in form.errors):
        raise Http404
    if form.is_searching:
        paginator = CountingPaginator(partial(searching.found, wanted, today, **asked), PER_PAGE)
    else:
        rows = Rows(lambda start, stop: _newest(**asked, today=today, start=start, stop=stop))
        paginator = CountedPaginator(rows, PER_PAGE, sum(years.values()))
    page_obj = paginator.get_page(request.GET.get("page"))
    return page.render(
        request,
        template=page.registry_template,
        context_overrides={
            "form": form,
            "page_obj": page_obj,
            "rows": act_rows(list(page_obj.object_list), catalogue, page, request, today),
            "years": [(str(year), count) for year, count in sorted(years.items(), reverse=True)],
            "chosen_year": str(form.cleaned_data.get("year") or ""),
            "is_searching": form.is_searching,
            "feed_url": f"{reverse('civic_acts:feed')}?{urlencode(form.fed())}",
            "cited": _cited(page, request, wanted.cites, catalogue) if wanted.cites else None,
        },
    )


def _cited(page, request, key, catalogue) -> dict | None:
    """Name and address of the act of which the list shows who cites it."""
    act = page.get_acts().filter(key=key).first()
    if act is None:
        return None
    catalogue.fill([act])
    return {"title": designation(act), "url": registry.act_url(page, act, request)}


def _years_and_bodies(asked: dict) -> tuple[dict[int, int], set[int]]:
    """How many acts there are of each year, and which bodies have issued any; one query."""
    years: dict[int, int] = {}
    bodies = set()
    for year, body, count in _counts(**asked):
        years[year] = years.get(year, 0) + count
        bodies.add(body)
    return years, bodies


def _acts() -> QuerySet:
    return apps.get_model("civic_acts", "Act").objects.all()


@prepared(site=BigAutoField(), now=DateTimeField())
def _counts(site, now, shown) -> QuerySet:
    acts = _acts().for_site(site).published(now).filter(shown)
    return acts.order_by().values_list("year", "body").annotate(count=Count("pk"))


@prepared(site=BigAutoField(), now=DateTimeField(), today=DateField())
def _newest(site, now, today, shown, start, stop) -> QuerySet:
    acts = _acts().for_site(site).published(now).filter(shown)
    return acts.as_rows(today)[start:stop]
