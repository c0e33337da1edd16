"""Where petitions live in the page tree."""

from django.apps import apps
from django.db.models import Q
from wagtail.models import Locale, Page, Site

from wagtail_civic.core.models.names import language_order
from wagtail_civic.core.records import record_model_for
from wagtail_civic.core.visibility import public_pages

from .models.petition import Petition


def index_page(site: Site, language: str) -> Page | None:
    """The live index page of a site for readers of ``language``, else in the next best one."""
    roots = Page.objects.filter(translation_key=site.root_page.translation_key)
    below = Q(pk__in=[])
    for root in roots:
        below |= Q(path__startswith=root.path)
    order = language_order(language)
    found: list[Page] = []
    for model in apps.get_models():
        if issubclass(model, Page) and getattr(model, "holds_petitions", False):
            found += model.objects.live().filter(below).select_related("locale")
    found.sort(key=lambda page: _rank(order, page.locale.language_code))
    return found[0] if found else None


def petition_page_model(index: Page) -> type[Page]:
    """The page type that the host allows for petitions under this index."""
    allowed = type(index).allowed_subpage_models()
    own = [model for model in allowed if record_model_for(model) is Petition]
    return own[0] if own else apps.get_model("civic_petitions.PetitionPage")


def pages_of(petitions: list[Petition], language: str) -> dict:
    """The public page of each petition for readers of ``language``, by key."""
    order = language_order(language)
    keys = [petition.key for petition in petitions]
    pages = public_pages().filter(translation_key__in=keys, alias_of__isnull=True)
    best: dict = {}
    for page in specific(pages):
        rank = _rank(order, page.locale.language_code)
        if page.translation_key not in best or rank < best[page.translation_key][0]:
            best[page.translation_key] = (rank, page)
    return {key: page for key, (_rank_of, page) in best.items()}


def specific(pages) -> list[Page]:
    """The specific pages with their locales: a query a page type, and one for the locales."""
    locales = {locale.pk: locale for locale in Locale.objects.all()}
    found = list(pages.specific())
    for page in found:
        page.locale = locales[page.locale_id]
    return found


def _rank(order: list[str], language: str) -> int:
    return order.index(language) if language in order else len(order)
