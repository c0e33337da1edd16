"""The words of a session, and the list of all sessions."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.images import get_image_model_string
from wagtail.models import Page
from wagtail.search import index

from wagtail_civic.core.blocks import body_blocks
from wagtail_civic.core.pages import CivicIndexMixin, CivicPageMixin
from wagtail_civic.core.records import record_for
from wagtail_civic.core.stream import CivicStreamField

from ..facts import FactsPanel, SessionPageForm


class SessionPageMixin(CivicPageMixin):
    """Title, introduction, documents. Everything that changes by itself is in the record."""

    intro = models.TextField(_("introduction"), blank=True)
    body = CivicStreamField(body_blocks, blank=True, verbose_name=_("text and documents"))
    poster = models.ForeignKey(
        get_image_model_string(),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )

    base_form_class = SessionPageForm
    template = "wagtail_civic/sessions/session_page.html"
    page_description = _("One session: agenda, video, questions, minutes.")

    content_panels = [
        *Page.content_panels,
        FactsPanel(),
        FieldPanel("intro", heading=_("Introduction")),
        FieldPanel(
            "poster",
            heading=_("Picture"),
            help_text=_("Shown in place of the video until the visitor starts it."),
        ),
        FieldPanel(
            "body",
            heading=_("Text and documents"),
            help_text=_("Invitation, drafts, minutes: as documents."),
        ),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("intro"),
        index.SearchField("body"),
    ]

    class Meta:
        abstract = True

    @property
    def session(self):
        return record_for(self)

    def get_context(self, request, *args, **kwargs):
        from ..reading import page_context

        context = super().get_context(request, *args, **kwargs)
        context.update(page_context(self, request, now=timezone.now()))
        return context


class SessionIndexPageMixin(RoutablePageMixin, CivicIndexMixin):
    """All sessions of the municipality: live, coming, and past by year."""

    civic_index = "sessions"
    children_with = ("poster",)

    intro = models.TextField(_("introduction"), blank=True)

    template = "wagtail_civic/sessions/session_index_page.html"
    page_description = _("List of sessions with calendar; its pages are the sessions.")
    content_panels = [*Page.content_panels, FieldPanel("intro", heading=_("Introduction"))]
    search_fields = [*Page.search_fields, index.SearchField("intro")]

    class Meta:
        abstract = True

    @path("")
    def current(self, request):
        return self._list(request, year=None)

    @path("<int:year>/")
    def past(self, request, year):
        return self._list(request, year=year)

    def _list(self, request, year):
        from ..reading import index_context

        context = index_context(self, request, year=year, now=timezone.now())
        return self.render(request, context_overrides=context)


class SessionPage(SessionPageMixin, Page):
    # Wagtail names a template after each page class that does not name one itself.
    template = SessionPageMixin.template
    parent_page_types = ["civic_sessions.SessionIndexPage"]
    subpage_types = []

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")


class SessionIndexPage(SessionIndexPageMixin, Page):
    template = SessionIndexPageMixin.template
    subpage_types = ["civic_sessions.SessionPage"]

    class Meta:
        verbose_name = _("list of sessions")
        verbose_name_plural = _("lists of sessions")
