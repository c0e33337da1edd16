"""The words of a petition, and the routable page under which all of them live."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from wagtail_civic.core.blocks import body_blocks
from wagtail_civic.core.pages import CivicIndexMixin, CivicPageMixin
from wagtail_civic.core.stream import CivicStreamField
from wagtail_civic.core.video import MAX_REF

from ..page_form import PetitionPageForm
from ..videos import validate
from ..wording import ASK_LENGTH, BACKGROUND_LENGTH, kind_choices


class PetitionPageMixin(CivicPageMixin):
    """What a petition says. Its state, numbers and dates are in ``Petition``."""

    kind = models.CharField(_("kind"), max_length=12, choices=kind_choices, default="request")
    ask = models.TextField(_("what is asked"), max_length=ASK_LENGTH)
    background = models.TextField(_("background"), max_length=BACKGROUND_LENGTH, blank=True)
    video = models.URLField(_("video"), max_length=MAX_REF, blank=True, validators=[validate])
    answer = CivicStreamField(
        body_blocks, blank=True, verbose_name=_("the council's answer"), use_json_field=True
    )
    #: What the player shows before its video; a petition has none.
    poster = None

    content_panels = [
        *Page.content_panels,
        HelpPanel(template="wagtail_civic/petitions/admin/page_help.html"),
        FieldPanel("kind"),
        FieldPanel("ask"),
        FieldPanel("background"),
        FieldPanel("video", help_text=_("The address of one video that the initiator has made.")),
        FieldPanel("answer"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("ask"),
        index.SearchField("background"),
    ]
    base_form_class = PetitionPageForm
    page_description = _("The words of one petition; it opens and closes in the petitions queue.")

    class Meta:
        abstract = True

    def clean(self):
        from ..noting import keep_words

        super().clean()
        keep_words(self)

    def save(self, clean=True, **kwargs):
        """Wagtail validates no draft: its words are kept here."""
        from ..noting import keep_words

        if clean and not self.live:
            keep_words(self)
        super().save(clean=clean, **kwargs)

    def route(self, request, path_components):
        """Also to a petition that was taken down, whose address answers that it is gone."""
        from ..display import is_taken_down

        if not path_components and not self.live and is_taken_down(self):
            return RouteResult(self)
        return super().route(request, path_components)

    def serve(self, request, *args, **kwargs):
        from ..display import serve_petition

        return serve_petition(self, request)

    def get_context(self, request, *args, **kwargs):
        from ..display import petition_context

        context = super().get_context(request, *args, **kwargs)
        return {**context, **petition_context(self, request)}

    def get_sitemap_urls(self, request=None):
        from ..display import is_open_to_public

        return super().get_sitemap_urls(request) if is_open_to_public(self) else []


class PetitionPage(PetitionPageMixin, Page):
    template = "wagtail_civic/petitions/petition_page.html"
    parent_page_types = ["civic_petitions.PetitionIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("petition")
        verbose_name_plural = _("petitions")


class PetitionIndexPageMixin(RoutablePageMixin, CivicIndexMixin):
    """The four registers, search within them, and the way to a petition of one's own."""

    civic_index = "petitions"
    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    page_description = _("Registers of petitions: current, finished, fulfilled, rejected.")

    class Meta:
        abstract = True

    @path("")
    def current(self, request):
        return self._register(request, "current")

    @path("finished/")
    def finished(self, request):
        return self._register(request, "finished")

    @path("fulfilled/")
    def fulfilled(self, request):
        return self._register(request, "fulfilled")

    @path("rejected/")
    def rejected(self, request):
        return self._register(request, "rejected")

    @path("overdue/")
    def overdue(self, request):
        from ..office import overdue_context

        return self.render(
            request,
            context_overrides=overdue_context(self, request),
            template="wagtail_civic/petitions/overdue.html",
        )

    def _register(self, request, register: str):
        from ..registers import register_context

        return self.render(request, context_overrides=register_context(self, request, register))


class PetitionIndexPage(PetitionIndexPageMixin, Page):
    template = "wagtail_civic/petitions/petition_index_page.html"
    subpage_types = ["civic_petitions.PetitionPage"]

    class Meta:
        verbose_name = _("petitions")
        verbose_name_plural = _("petition registers")
