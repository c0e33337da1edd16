"""Where petitions live in the page tree."""

from django.apps import apps
from django.db.models import Q
from wagtail.models import Locale, Page, Site

from wagtail_civic.core.models.names import language_order

from .models import Petition, PetitionIndexPageMixin, PetitionPage, PetitionPageMixin


def index_page(site: Site, language: str) -> Page | None:
    """The live index page of a site for readers of ``language``, else in the next best one."""
    roots = Page.objects.filter(translation_key=site.root_page.translation_key)
    below = Q(pk__in=[])
    for root in roots:
        below |= Q(path__startswith=root.path)
    order = language_order(language)
    found: list[Page] = []
    for model in apps.get_models():
        if issubclass(model, PetitionIndexPageMixin) and issubclass(model, Page):
            found += model.objects.live().filter(below).select_related("locale")
    found.sort(key=lambda page: _rank(order, page.locale.language_code))
    return found[0] if found else None


def petition_page_model(index: Page) -> type[Page]:
    """The page type that the host allows for petitions under this index."""
    allowed = type(index).allowed_subpage_models()
    own = [model for model in allowed if issubclass(model, PetitionPageMixin)]
    return own[0] if own else PetitionPage


def pages_of(petitions: list[Petition], language: str) -> dict:
    """The live page of each petition for readers of ``language``, by key; one query."""
    order = language_order(language)
    pages = Page.objects.live().filter(
        translation_key__in=[petition.key for petition in petitions], alias_of__isnull=True
    )
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
