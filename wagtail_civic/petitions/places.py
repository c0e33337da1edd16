"""Where petitions live in the page tree."""

from django.apps import apps
from wagtail.models import Locale, Page, Site

from wagtail_civic.core import places
from wagtail_civic.core.records import record_model_for
from wagtail_civic.core.visibility import public_pages

from .models.petition import Petition


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


def pages_of(petitions: list[Petition], language: str) -> dict:
    """The public page of each petition for readers of ``language``, by key."""
    keys = [petition.key for petition in petitions]
    pages = public_pages().filter(translation_key__in=keys, alias_of__isnull=True)
    return places.best_by_key(specific(pages), language)


def specific(pages) -> list[Page]:
    """The specific pages with their locales: a query a page type, and one for the locales."""
    locales = {locale.pk: locale for locale in Locale.objects.all()}
    found = list(pages.specific())
    for page in found:
        page.locale = locales[page.locale_id]
    return found
