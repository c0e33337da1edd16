"""The editors' side: workbooks, names of programmes, residents by year."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton

from wagtail_civic.core import formats, history
from wagtail_civic.core.columns import NumberColumn
from wagtail_civic.core.panels import SitePanel
from wagtail_civic.core.permissions import required_sites
from wagtail_civic.core.viewsets import CivicModelViewSet, CivicViewSetGroup

from . import nodes
from .checking import CHECK, CheckView
from .forms import NamesForm, UploadForm
from .models.amounts import Population
from .models.classification import Node
from .models.sources import SourceDocument
from .permissions import NodePolicy, WorkbookPolicy


class UploadView(generic.CreateView):
    """Stores a readable workbook and leads to its check screen; the same file is stored once."""

    page_title = _("Upload a workbook")
    submit_button_label = _("Upload and check")
    submit_button_active_label = _("Reading…")
    success_message = None

    def form_valid(self, form):
        known = form.known()
        if known is None:
            form.instance.imported_by = self.request.user
            try:
                with transaction.atomic():
                    document = form.save()
                    history.log(document, "civic_budget.upload", user=self.request.user)
            except IntegrityError:
                known = form.known()
            else:
                return redirect(CHECK, document.pk)
        messages.info(
            self.request,
            gettext("This file was uploaded on %(date)s already; it is not stored twice.")
            % {"date": formats.datetime(known.created_at)},
        )
        return redirect(CHECK, known.pk)


class WorkbookViewSet(CivicModelViewSet):
    model = SourceDocument
    name = "civic_budget_workbooks"
    icon = "upload"
    menu_label = _("Workbooks")
    menu_order = 10
    add_view_class = UploadView
    list_display = [
        "title",
        Column("filename", label=_("File name")),
        Column("state_label", label=_("State")),
        DateColumn("created_at", label=_("Uploaded")),
    ]
    search_fields = ["title", "filename"]
    add_to_reference_index = False

    @property
    def permission_policy(self):
        return WorkbookPolicy()

    def get_form_class(self, for_update=False):
        return UploadForm

    def get_edit_handler(self):
        return None

    def get_common_view_kwargs(self, **kwargs):
        return super().get_common_view_kwargs(
            **{"delete_url_name": None, "usage_url_name": None, **kwargs}
        )

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("new/", self.add_view, name="add"),
            path("check/<int:pk>/", CheckView.as_view(), name="edit"),
            path("history/<int:pk>/", self.history_view, name="history"),
            path("history-results/<int:pk>/", self.history_results_view, name="history_results"),
        ]


class NodeIndexView(generic.IndexView):
    def get_base_queryset(self):
        rows = super().get_base_queryset().programmes()
        return rows.select_related("classification").with_names()

    @cached_property
    def header_buttons(self):
        if not self.user_has_permission("change"):
            return []
        url = reverse("civic_budget_names")
        return [HeaderButton(_("English names from a file"), url, icon_name="upload")]


class NodeViewSet(CivicModelViewSet):
    model = Node
    name = "civic_budget_programmes"
    icon = "list-ul"
    menu_label = _("Programmes")
    menu_order = 20
    index_view_class = NodeIndexView
    list_display = [
        "__str__",
        Column("version", label=_("Edition")),
    ]
    list_filter = ["classification__version", "depth"]
    search_fields = ["code", "names__name"]
    panels = [
        FieldPanel("code", read_only=True),
        InlinePanel(
            "names",
            heading=pgettext_lazy("programme", "names"),
            label=pgettext_lazy("programme", "name"),
        ),
    ]
    add_to_reference_index = False

    @property
    def permission_policy(self):
        return NodePolicy()

    def get_common_view_kwargs(self, **kwargs):
        return super().get_common_view_kwargs(
            **{"add_url_name": None, "delete_url_name": None, "usage_url_name": None, **kwargs}
        )

    def get_urlpatterns(self):
        left_out = ("add", "delete", "usage")
        return [p for p in super().get_urlpatterns() if p.name not in left_out]


class PopulationViewSet(CivicModelViewSet):
    model = Population
    name = "civic_budget_population"
    icon = "group"
    menu_label = _("Residents by year")
    menu_order = 30
    list_display = ["year", NumberColumn(Population, "residents"), "source"]
    panels = [
        SitePanel(),
        FieldPanel("year"),
        FieldPanel("residents"),
        FieldPanel("source", help_text=_("Who published the figure, and where.")),
    ]


class BudgetGroup(CivicViewSetGroup):
    menu_label = _("Budget")
    menu_icon = "table"
    menu_order = 500
    items = (WorkbookViewSet, NodeViewSet, PopulationViewSet)


def names_view(request):
    """Give programmes their English names from a file."""
    sites = required_sites(request.user, "civic_budget.change_node")
    form = NamesForm(request.POST or None, request.FILES or None, sites=sites)
    if request.method == "POST" and form.is_valid():
        site = form.cleaned_data["site"]
        with transaction.atomic():
            count = nodes.apply_names(site, form.names)
            history.log(site, "civic_budget.name", user=request.user, data={"rows": count})
        messages.success(request, gettext("Programmes named: %(n)s.") % {"n": count})
        return redirect("civic_budget_programmes:index")
    return TemplateResponse(
        request, "wagtail_civic/budget/admin/names.html", {"form": form, "header_title": ""}
    )
