"""The office's lists of people: subscribers, wordings of consent, unsubscribed numbers."""

from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, NumberColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import Button, HeaderButton

from wagtail_civic.core.panels import SitePanel
from wagtail_civic.core.permissions import sites_for
from wagtail_civic.core.viewsets import CivicModelViewSet

from .. import subscribing
from ..models.consent import ConsentWording
from ..models.people import Subscriber
from ..models.suppression import Suppression
from . import people_views, unsubscribe_views
from .forms import ReasonForm, WordingForm
from .listings import VIEW_ONLY, FindsByNumber, LeadsToInspect, moment
from .policies import KeptPolicy


class SubscriberIndexView(FindsByNumber, LeadsToInspect, generic.IndexView):
    @cached_property
    def header_buttons(self):
        if not sites_for(self.request.user, unsubscribe_views.SUPPRESS):
            return []
        address = reverse("civic_sms_unsubscribe")
        return [HeaderButton(_("Unsubscribe a number"), url=address, icon_name="cross")]

    @cached_property
    def header_more_buttons(self):
        buttons = list(super().header_more_buttons)
        if sites_for(self.request.user, people_views.EXPORT):
            address = reverse("civic_sms_export")
            buttons.append(Button(_("Download subscribers"), url=address, icon_name="download"))
        return buttons


class SubscriberInspectView(generic.InspectView):
    template_name = "wagtail_civic/sms/admin/subscriber.html"
    page_title = gettext_lazy("Subscriber")

    def get_fields_context(self):
        return []

    def get_context_data(self, **kwargs):
        subscriber = self.object
        sites = sites_for(self.request.user, unsubscribe_views.SUPPRESS)
        return super().get_context_data(**kwargs) | {
            "subscriber": subscriber,
            "topics": subscriber.topics.with_names(),
            "areas": subscriber.areas.with_names(),
            "consents": subscriber.consents.select_related("wording", "collector"),
            "deliveries": subscriber.deliveries.select_related("campaign").order_by("-pk")[:20],
            "may_unsubscribe": sites.filter(pk=subscriber.site_id).exists(),
            "may_unmask": sites_for(self.request.user, people_views.UNMASK)
            .filter(pk=subscriber.site_id)
            .exists(),
            "reason_form": ReasonForm(),
        }


class SubscriberViewSet(CivicModelViewSet):
    model = Subscriber
    icon = "group"
    name = "civic_sms_subscribers"
    menu_order = 20
    add_to_reference_index = False
    inspect_view_enabled = True
    inspect_template_name = "wagtail_civic/sms/admin/subscriber.html"
    index_view_class = SubscriberIndexView
    inspect_view_class = SubscriberInspectView
    form_fields = ["language"]
    search_fields = ["lookup"]
    list_filter = ["origin", "language", "topics", "areas"]
    list_display = [
        "__str__",
        Column("state_in_words", label=gettext_lazy("State")),
        Column("get_origin_display", label=gettext_lazy("Came by")),
        Column("get_language_display", label=gettext_lazy("Language")),
        Column("created_at", label=gettext_lazy("Since"), accessor=moment("created_at")),
    ]

    @property
    def permission_policy(self):
        return KeptPolicy(Subscriber, VIEW_ONLY)

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/unsubscribe/", unsubscribe_views.unsubscribe_one, name="unsubscribe"),
            path("<int:pk>/unmask/", people_views.unmask, name="unmask"),
        ]


class SuppressionViewSet(CivicModelViewSet):
    model = Suppression
    icon = "cross"
    name = "civic_sms_suppressions"
    menu_order = 30
    add_to_reference_index = False
    form_fields = ["note"]
    list_filter = ["reason"]
    list_display = ["__str__", "note", "user"]

    @property
    def permission_policy(self):
        return KeptPolicy(Suppression, VIEW_ONLY)


class WordingIndexView(LeadsToInspect, generic.IndexView):
    pass


class WordingCreateView(generic.CreateView):
    def save_instance(self):
        data = self.form.cleaned_data
        return subscribing.new_wording(data["site"], data["language"], data["text"])


class WordingViewSet(CivicModelViewSet):
    model = ConsentWording
    icon = "edit"
    name = "civic_sms_wordings"
    menu_order = 40
    inspect_view_enabled = True
    add_view_class = WordingCreateView
    index_view_class = WordingIndexView
    list_filter = ["language"]
    list_display = [
        "text",
        "language",
        NumberColumn("version", label=gettext_lazy("Version")),
        Column("created_at", label=gettext_lazy("Since"), accessor=moment("created_at")),
    ]
    edit_handler = ObjectList(
        [
            SitePanel(),
            FieldPanel("language"),
            FieldPanel(
                "text",
                help_text=gettext_lazy(
                    "Citizens agree to exactly this. Each new wording is a version of its own; who "
                    "agreed to an earlier one stays with it."
                ),
            ),
        ],
        base_form_class=WordingForm,
    )

    @property
    def permission_policy(self):
        return KeptPolicy(ConsentWording, frozenset({"change", "delete"}))
