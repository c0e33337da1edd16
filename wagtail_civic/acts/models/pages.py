"""The registry as a page: it answers for every act below its own address."""

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path, re_path
from wagtail.models import Page

from wagtail_civic.core.pages import CivicPageMixin

from ..act_views import act_page, compare_page
from ..views import registry_list
from .acts import Act
from .aliases import ActAlias

CODE = r"[-\w]+"
ACT = rf"(?P<body>{CODE})/(?P<act_type>{CODE})/(?P<year>\d{{4}})/(?P<number>[^/]+)/"


class RegistryPageMixin(RoutablePageMixin, CivicPageMixin):
    """Routes and the acts behind them; what is shown is decided in ``views.py``."""

    civic_index = "acts"

    lead = models.TextField(_("introduction"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead")]
    registry_template = "wagtail_civic/acts/registry.html"
    act_template = "wagtail_civic/acts/act.html"

    class Meta:
        abstract = True

    @cached_property
    def registry_site(self):
        return self.get_site()

    def acts_shown(self) -> models.Q:
        """Which acts the registry shows, by their columns: override it to show a part of them."""
        return models.Q()

    #: Who is not overridden need not be asked (``registry.shown``).
    acts_shown.is_everything = True  # type: ignore[attr-defined]

    def get_acts(self):
        """The published acts that the registry shows."""
        return Act.objects.for_site(self.registry_site).published().filter(self.acts_shown())

    def get_withdrawn(self):
        """Acts that the registry showed once, and whose addresses now say that they are gone."""
        return Act.objects.for_site(self.registry_site).withdrawn().filter(self.acts_shown())

    def get_act_aliases(self):
        return ActAlias.objects.filter(site=self.registry_site)

    @path("")
    def all_acts(self, request):
        return registry_list(self, request)

    @re_path(r"^(?P<year>\d{4})/$")
    def acts_of_year(self, request, year):
        return registry_list(self, request, year=int(year))

    @re_path(rf"^(?P<body>{CODE})/(?:(?P<act_type>{CODE})/(?:(?P<year>\d{{4}})/)?)?$")
    def acts_of_body(self, request, body, act_type="", year=None):
        year = int(year) if year else None
        return registry_list(self, request, body=body, act_type=act_type or "", year=year)

    @re_path(rf"^{ACT}$")
    def act(self, request, body, act_type, year, number):
        return act_page(self, request, (body, act_type, int(year), number))

    @re_path(rf"^{ACT}(?P<day>\d{{8}}|adopted)/$")
    def act_on_day(self, request, body, act_type, year, number, day):
        return act_page(self, request, (body, act_type, int(year), number), day)

    @re_path(rf"^{ACT}compare/$")
    def act_compared(self, request, body, act_type, year, number):
        return compare_page(self, request, (body, act_type, int(year), number))


class RegistryPage(RegistryPageMixin, Page):
    class Meta:
        verbose_name = _("registry of acts")
        verbose_name_plural = _("registries of acts")
