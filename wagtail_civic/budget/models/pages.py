from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Page
from wagtail.search import index

from wagtail_civic.core.pages import CivicPageMixin

from .. import views


class BudgetPageMixin(CivicPageMixin, RoutablePageMixin, models.Model):
    """The municipality's budget: years, programmes, receipts. The figures are records."""

    civic_index = "budget"

    introduction = models.TextField(_("introduction"), blank=True)

    class Meta:
        abstract = True

    content_panels = [
        *Page.content_panels,
        FieldPanel(
            "introduction", help_text=_("One or two sentences above the figures of every year.")
        ),
    ]
    search_fields = [*Page.search_fields, index.SearchField("introduction")]

    @path("", name="current")
    def current_year(self, request):
        return views.node(request, self)

    @path("<int:year>/", name="year")
    def year(self, request, year):
        return views.node(request, self, year)

    @path("<int:year>/csv/", name="csv")
    def csv(self, request, year):
        return views.csv(request, self, year)

    @path("<int:year>/receipts/", name="receipts")
    def receipts(self, request, year):
        return views.node(request, self, year, direction="receipts")

    @path("<int:year>/receipts/<str:code>/", name="receipt")
    def receipt(self, request, year, code):
        return views.node(request, self, year, code.replace("-", "."), direction="receipts")

    @path("<int:year>/<str:code>/", name="programme")
    def programme(self, request, year, code):
        return views.node(request, self, year, code)

    def address(self, year: int, code: str = "00", direction: str = "expenditure") -> str:
        """The URL of one programme or kind of receipt in one year, in this page's language.

        Wagtail's own addresses have no points: the receipts `1.1` are at `1-1`.
        """
        if direction == "receipts":
            whole, part, code = "receipts", "receipt", code.replace(".", "-")
        else:
            whole, part = "year", "programme"
        name, args = (whole, [year]) if code == "00" else (part, [year, code])
        return self._own_url + self.reverse_subpage(name, args=args)

    @cached_property
    def _own_url(self) -> str:
        """A page of the budget holds dozens of addresses below its own."""
        return self.get_url()


class BudgetPage(BudgetPageMixin, Page):  # noqa: DJ008
    class Meta:
        verbose_name = _("budget")
        verbose_name_plural = _("budget pages")
