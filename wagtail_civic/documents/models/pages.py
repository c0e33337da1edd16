from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from wagtail_civic.core.pages import CivicPageMixin


class SearchPageMixin(CivicPageMixin):
    """The search of the site, in the page tree: menu, language and privacy are the host's."""

    civic_index = "search"

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction", heading=_("Introduction")),
    ]
    subpage_types: list[str] = []
    template = "wagtail_civic/documents/search_page.html"
    #: The page that finds is not itself found.
    civic_search_ignore = True

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        from .. import presentation

        return presentation.answer(self, request)


class SearchPage(SearchPageMixin, Page):
    # Wagtail names a template after each page class that does not name one itself.
    template = SearchPageMixin.template

    class Meta:
        verbose_name = _("search page")
        verbose_name_plural = _("search pages")
