"""Where petitions live in the page tree."""

from django.apps import apps
from django.db import transaction
from django.db.models import DateTimeField, Q, QuerySet, UUIDField
from django.utils import timezone
from wagtail.contrib.frontend_cache.utils import get_backends, purge_pages_from_cache
from wagtail.models import Locale, Page, Site, get_page_models

from wagtail_civic.core import places
from wagtail_civic.core.prepared import prepared
from wagtail_civic.core.records import record_model_for
from wagtail_civic.core.visibility import private_paths, public_pages

from .models.petition import Petition

ROW = ("title", "url_path", "kind", "ask", "translation_key", "locale__language_code")


def index_page(site: Site | None, language: str) -> Page | None:
    """The public page of the registers for readers of ``language``, else in the next best one."""
    return places.index_page(site, "petitions", language)


def parent_for(site: Site, language: str) -> Page:
    """Where a new petition is drafted: below the registers, public or not."""
    found = places.best(places.index_pages(site, "petitions"), language)
    return found or site.root_page.specific


def petition_page_model(index: Page) -> type[Page]:
    """The page type that the host allows for petitions under this index."""
    allowed = type(index).allowed_subpage_models()
    own = [model for model in allowed if record_model_for(model) is Petition]
    return own[0] if own else apps.get_model("civic_petitions.PetitionPage")


def petition_page_models() -> list[type[Page]]:
    """The page types that hold petitions: ours, and a host's own made of the same mixin."""
    return [model for model in get_page_models() if record_model_for(model) is Petition]


def pages_of(petitions: list[Petition], language: str) -> dict:
    """The public page of each petition for readers of ``language``, by key.

    A query a page type; of the page, what a row of a list shows.
    """
    asked = {"keys": [petition.key for petition in petitions], "now": timezone.now()}
    found: list[Page] = []
    for model in petition_page_models() if petitions else []:
        found += _pages(**asked, model=model, private=private_paths())
    return places.best_by_key(found, language)


@prepared(keys=[UUIDField()], now=DateTimeField())
def _pages(keys, now, model, private) -> QuerySet:
    pages = model.objects.filter(translation_key__in=keys, alias_of__isnull=True)
    return public_pages(pages, now).select_related("locale").only(*ROW)


def purge(petition: Petition) -> None:
    """Once it is committed: a cache in front of the site, if Wagtail knows one, forgets the pages
    of the petition, in every language."""
    if get_backends():
        own = Q(translation_key=petition.key) | Q(alias_of__translation_key=petition.key)
        pages = Page.objects.live().filter(own)
        transaction.on_commit(lambda: purge_pages_from_cache(pages), robust=True)


def specific(pages) -> list[Page]:
    """The specific pages with their locales: a query a page type, and one for the locales."""
    locales = {locale.pk: locale for locale in Locale.objects.all()}
    found = list(pages.specific())
    for page in found:
        page.locale = locales[page.locale_id]
    return found
