"""Where the registry of a site is: the public page that shows its acts, in each language."""

from collections.abc import Iterable

from django.db.models import Exists, Q
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from wagtail.models import Page, Site

from wagtail_civic.core import places
from wagtail_civic.core.once import once_a_request

from . import addresses

#: One, and not one a question: it tells prepared statements apart, and finds that out slowly.
_EVERYTHING = Q()


def registry_page(site: Site | None, language: str | None = None) -> Page | None:
    """The page for a reader of ``language``, else in the next best; None if none is public."""
    return places.index_page(site, "acts", language)


def has_page(site: Site, now) -> Exists:
    """That there is such a page, for a statement that asks for acts."""
    return places.has_index(site, "acts", now)


def shown(site: Site) -> Q:
    """Which acts a reader finds in the registry of a site that has one; where no page type of the
    host shows a part only, nobody is asked."""
    methods = (model.acts_shown for model in places.index_models("acts"))
    if all(getattr(method, "is_everything", False) for method in methods):
        return _EVERYTHING
    page = registry_page(site)
    return page.acts_shown() if page else _EVERYTHING


def is_shown(page: Page, act) -> bool:
    """Whether a registry page shows an act, as far as the page has a say."""
    limit = page.acts_shown()
    return not limit or type(act).objects.filter(limit, pk=act.pk).exists()


def hide(page: Page | None, acts: Iterable) -> None:
    """Mark those of some acts that a registry page does not show: they are not public there."""
    limit = page.acts_shown() if page else None
    by_pk = {act.pk: act for act in acts} if limit else {}
    if not by_pk:
        return
    shown = type(next(iter(by_pk.values()))).objects.filter(limit, pk__in=by_pk)
    kept = set(shown.values_list("pk", flat=True))
    for act in acts:
        act.is_hidden = act.pk not in kept


def act_url(page: Page | None, act, request=None, full: bool = False) -> str:
    """The address of an act below a registry page; empty where it has none yet."""
    return url_below(_base(page, request, full), act) if page else ""


@once_a_request
def _base(page: Page, request, full: bool) -> str | None:
    """The address of a registry page: an act's page asks it for every other act that it names."""
    return page.get_full_url(request) if full else page.get_url(request)


def url_below(base: str | None, act) -> str:
    """The address of an act below the address of a registry page."""
    identity = act.identity
    return iri_to_uri(f"{base}{addresses.path(identity)}") if base and identity else ""


def eli_path(act) -> str:
    """The ELI-shaped identifier of the act, below the host: body, type, day, number."""
    day, number = act.adopted, addresses.segment(act.identity.number)
    parts = [*act.identity[:2], f"{day:%Y}", f"{day:%m}", f"{day:%d}", number]
    return reverse("civic_acts:eli", args=parts)


def file_path(act, file, name: str = "file") -> str:
    """The address of a file by its role and its place among those, or of its text (``file_text``);
    it outlasts documents."""
    of_role = [each.pk for each in act.related("files") if each.role == file.role]
    return reverse(f"civic_acts:{name}", args=[act.key, file.role, of_role.index(file.pk) + 1])
