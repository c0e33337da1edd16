"""Petitions in the admin: the queue, reasons for rejection, letters, what is watched."""

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList

from wagtail_civic.core.columns import YesNoColumn
from wagtail_civic.core.panels import SitePanel
from wagtail_civic.core.viewsets import CivicModelViewSet, CivicViewSetGroup

from ..models.desk import LetterText
from ..models.doubts import WatchRule
from ..models.petition import Petition
from ..models.reasons import RejectionReason
from . import (
    attachment_views,
    case_views,
    casework_views,
    doubt_views,
    export_views,
    grid_views,
    kit_views,
    online_views,
    past_views,
    queue_views,
    roll_views,
    sheet_views,
)
from .queue_filters import QueueFilterSet
from .watch_forms import WatchRuleForm

PAPER_PATHS = [
    path("<int:pk>/paper/", case_views.deliver, name="paper_deliver"),
    path("<int:pk>/paper/<int:check_pk>/", case_views.check_paper, name="paper_check"),
    path("<int:pk>/paper/<int:check_pk>/lines/", sheet_views.lines, name="lines"),
    path("<int:pk>/paper/<int:check_pk>/grid/", grid_views.grid, name="grid"),
]


class PetitionViewSet(CivicModelViewSet):
    """Rows are made by pages and changed by moves, so there is no add, edit or delete."""

    model = Petition
    name = "civic_petitions_queue"
    icon = "form"
    menu_label = _("Queue")
    menu_order = 10
    add_to_reference_index = False
    index_view_class = queue_views.QueueView
    inspect_view_class = case_views.CaseView
    history_view_class = case_views.CaseHistoryView
    inspect_view_enabled = True
    filterset_class = QueueFilterSet
    search_fields = ["officer_note"]
    form_fields = ["area"]

    @property
    def inspect_template_name(self):
        return case_views.CaseView.template_name

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("export/", export_views.petitions, name="export"),
            path("kit/", kit_views.service_kit, name="service_kit"),
            path("past/", past_views.past, name="past"),
            path("roll/", roll_views.roll, name="roll"),
            path("roll/<int:pk>/forget/", roll_views.forget, name="roll_forget"),
            path("bulk/", casework_views.bulk, name="bulk"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", self.inspect_view, name="inspect"),
            path("<int:pk>/history/", self.history_view, name="history"),
            path("<int:pk>/history/results/", self.history_results_view, name="history_results"),
            path("<int:pk>/move/<slug:name>/", case_views.move, name="move"),
            path("<int:pk>/export/", export_views.signatures, name="export_signatures"),
            path("<int:pk>/book/", export_views.signature_book, name="book"),
            path("<int:pk>/kit/", kit_views.petition_kit, name="kit"),
            path("<int:pk>/note/", casework_views.add_note, name="note"),
            path("<int:pk>/tags/", casework_views.set_tags, name="tags"),
            path("<int:pk>/department/", casework_views.set_department, name="department"),
            path("<int:pk>/lock/", casework_views.take_over, name="lock"),
            path(
                "<int:pk>/attachments/<uuid:handle>/",
                attachment_views.download,
                name="attachment",
            ),
            path(
                "<int:pk>/attachments/<uuid:handle>/<slug:decision>/",
                attachment_views.decide,
                name="attachment_decision",
            ),
            path("<int:pk>/online/", online_views.online, name="online"),
            path("<int:pk>/online/drawn/", online_views.drawn, name="drawn"),
            path("<int:pk>/doubts/", doubt_views.doubts, name="doubts"),
            path("<int:pk>/doubts/propose/", doubt_views.propose, name="propose"),
            path("<int:pk>/doubts/objection/", doubt_views.objection, name="objection"),
            path("<int:pk>/doubts/spare/<uuid:signature>/", doubt_views.spare, name="spare"),
            path("<int:pk>/doubts/clear/", doubt_views.clear, name="clear"),
            path(
                "<int:pk>/doubts/<int:voiding_pk>/<slug:verb>/",
                doubt_views.voiding_verb,
                name="voiding",
            ),
            *PAPER_PATHS,
        ]


class RejectionReasonViewSet(CivicModelViewSet):
    model = RejectionReason
    name = "civic_rejection_reasons"
    icon = "list-ul"
    menu_label = _("Reasons for rejection")
    menu_order = 20
    delete_view_class = case_views.DeleteReasonView
    list_display = ["__str__", "code", YesNoColumn(RejectionReason, "hides")]
    search_fields = ["code", "names__name"]
    panels = [SitePanel(), *RejectionReason.panels]


class LetterTextViewSet(CivicModelViewSet):
    model = LetterText
    name = "civic_petition_letters"
    icon = "mail"
    menu_label = _("Letters")
    menu_order = 25
    add_to_reference_index = False
    list_display = ["kind", "language", "subject"]
    list_filter = ["kind", "language"]
    search_fields = ["subject", "text"]
    panels = [
        SitePanel(),
        HelpPanel(template="wagtail_civic/petitions/admin/letter_help.html"),
        FieldPanel("kind"),
        FieldPanel("language"),
        FieldPanel("subject"),
        FieldPanel("text"),
    ]


class WatchRuleViewSet(CivicModelViewSet):
    model = WatchRule
    name = "civic_petition_watch"
    icon = "view"
    menu_label = _("Watch list")
    menu_order = 30
    add_to_reference_index = False
    list_display = ["__str__", "kind", "effect", "comment"]
    list_filter = ["kind", "effect"]
    search_fields = ["pattern", "mask", "comment"]
    edit_handler = ObjectList(
        [
            SitePanel(),
            FieldPanel("kind"),
            FieldPanel("pattern"),
            FieldPanel("effect"),
            FieldPanel("comment"),
        ],
        base_form_class=WatchRuleForm,
    )


class PetitionGroup(CivicViewSetGroup):
    menu_label = _("Petitions")
    menu_icon = "form"
    menu_order = 200
    items = (PetitionViewSet, RejectionReasonViewSet, LetterTextViewSet, WatchRuleViewSet)
