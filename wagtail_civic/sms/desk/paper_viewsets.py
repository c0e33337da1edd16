"""The office's lists for paper: batches of printed forms, uploaded lists."""

from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton

from wagtail_civic.core.columns import NumberColumn
from wagtail_civic.core.permissions import sites_for
from wagtail_civic.core.viewsets import CivicModelViewSet

from .. import batches, importing
from ..models.paper import FormBatch, PaperList
from . import paper_views
from .listings import LeadsToInspect, moment
from .paper_forms import BatchForm, ReturnForm, UploadForm
from .policies import IMPORT, ImportPolicy, KeptPolicy


class BatchIndexView(LeadsToInspect, generic.IndexView):
    add_item_label = gettext_lazy("Make forms")

    @cached_property
    def header_buttons(self):
        address = paper_views.villages_url()
        return [
            *super().header_buttons,
            HeaderButton(_("By village"), url=address, icon_name="clipboard-list"),
        ]


class BatchCreateView(generic.CreateView):
    page_title = gettext_lazy("Make forms")
    success_message = None

    def save_instance(self):
        data = self.form.cleaned_data
        return batches.make(
            data["site"],
            data["area"],
            data["wording"],
            data["collector"],
            data["count"],
            timezone.now(),
            self.request.user,
        )

    def get_success_url(self):
        return reverse("civic_sms_batches:inspect", args=[self.object.pk])


class BatchInspectView(generic.InspectView):
    template_name = "wagtail_civic/sms/admin/batch.html"
    page_title = gettext_lazy("Batch of paper forms")

    def get_fields_context(self):
        return []

    def get_context_data(self, **kwargs):
        batch = self.object
        entered = batches.forms().filter(batch=batch)
        makers = sites_for(self.request.user, paper_views.MAKE)
        return super().get_context_data(**kwargs) | {
            "batch": batch,
            "entered": entered.count(),
            "confirmed": batches.confirmed(entered).count(),
            "may_make": makers.filter(pk=batch.site_id).exists(),
        }


class FormBatchViewSet(CivicModelViewSet):
    model = FormBatch
    icon = "clipboard-list"
    name = "civic_sms_batches"
    menu_label = gettext_lazy("Paper forms")
    menu_order = 24
    add_to_reference_index = False
    inspect_view_enabled = True
    inspect_template_name = "wagtail_civic/sms/admin/batch.html"
    index_view_class = BatchIndexView
    add_view_class = BatchCreateView
    inspect_view_class = BatchInspectView
    search_fields = ["collector"]
    list_filter = ["area"]
    list_display = [
        "__str__",
        "area",
        "collector",
        NumberColumn(FormBatch, "given_out"),
        NumberColumn(FormBatch, "returned"),
    ]

    @property
    def permission_policy(self):
        return KeptPolicy(FormBatch, frozenset({"delete"}))

    def get_form_class(self, for_update=False):
        return ReturnForm if for_update else BatchForm

    def get_edit_handler(self):
        return None

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/print/", paper_views.print_batch, name="print"),
            path("<int:pk>/list/<slug:kind>/", paper_views.batch_template, name="template"),
        ]


class ListIndexView(generic.IndexView):
    add_item_label = gettext_lazy("Upload a list")

    @cached_property
    def header_buttons(self):
        buttons = super().header_buttons
        if not sites_for(self.request.user, IMPORT):
            return buttons
        address = reverse("civic_sms_template")
        return [*buttons, HeaderButton(_("Empty list"), url=address, icon_name="download")]


class UploadView(generic.CreateView):
    """Reads the file, keeps its table encrypted, and leads to the check screen."""

    page_title = gettext_lazy("Upload a list")
    submit_button_label = gettext_lazy("Upload and check")
    submit_button_active_label = gettext_lazy("Reading…")
    success_message = None

    def form_valid(self, form) -> HttpResponseRedirect:
        data = form.cleaned_data
        row = importing.store(
            data["site"],
            data["kind"],
            data["file"].name,
            form.table,
            self.request.user,
            timezone.now(),
        )
        return redirect("civic_sms_lists:edit", row.pk)


class PaperListViewSet(CivicModelViewSet):
    model = PaperList
    icon = "upload"
    name = "civic_sms_lists"
    menu_label = gettext_lazy("Import of lists")
    menu_order = 26
    add_to_reference_index = False
    index_view_class = ListIndexView
    add_view_class = UploadView
    list_display = [
        "__str__",
        Column("get_kind_display", label=gettext_lazy("what is in it")),
        NumberColumn(PaperList, "rows"),
        NumberColumn(PaperList, "taken"),
        Column("uploaded_at", label=gettext_lazy("uploaded"), accessor=moment("uploaded_at")),
    ]

    @property
    def permission_policy(self):
        return ImportPolicy(PaperList)

    def get_form_class(self, for_update=False):
        return UploadForm

    def get_edit_handler(self):
        return None

    def get_common_view_kwargs(self, **kwargs):
        left_out = {"delete_url_name": None, "usage_url_name": None}
        return super().get_common_view_kwargs(**{**left_out, **kwargs})

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("new/", self.add_view, name="add"),
            path("check/<int:pk>/", paper_views.check_list, name="edit"),
            path("check/<int:pk>/faults/", paper_views.faulty_rows, name="faults"),
            path("history/<int:pk>/", self.history_view, name="history"),
            path("history-results/<int:pk>/", self.history_results_view, name="history_results"),
        ]
