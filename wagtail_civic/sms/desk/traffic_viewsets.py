"""What passes between the office and the gateways: citizens' answers, the gateways themselves."""

from django.urls import path
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet

from wagtail_civic.core.permissions import sites_for
from wagtail_civic.core.viewsets import CivicModelViewSet

from ..models.traffic import Inbound, InboundAction
from ..telling import SEND
from . import gateway_views
from .listings import VIEW_ONLY, FindsByNumber, LeadsToInspect, moment
from .policies import KeptPolicy


class InboundIndexView(FindsByNumber, LeadsToInspect, generic.IndexView):
    page_title = gettext_lazy("Messages from citizens")


class InboundInspectView(generic.InspectView):
    page_title = gettext_lazy("Message from a citizen")
    template_name = "wagtail_civic/sms/admin/inbound.html"

    def get_fields_context(self):
        return []


class InboundViewSet(CivicModelViewSet):
    """Read, never written: what citizens sent, with their numbers masked."""

    model = Inbound
    icon = "mail"
    name = "civic_sms_inbound"
    menu_order = 50
    add_to_reference_index = False
    inspect_view_enabled = True
    inspect_template_name = "wagtail_civic/sms/admin/inbound.html"
    index_view_class = InboundIndexView
    inspect_view_class = InboundInspectView
    form_fields = ["action"]
    search_fields = ["lookup"]
    list_filter = ["action"]
    list_display = [
        "__str__",
        Column("text", label=gettext_lazy("Text")),
        StatusTagColumn(
            "get_action_display",
            label=gettext_lazy("Effect"),
            primary=lambda row: row.action != InboundAction.NONE,
        ),
        Column("received_at", label=gettext_lazy("When"), accessor=moment("received_at")),
    ]

    @property
    def permission_policy(self):
        return KeptPolicy(Inbound, VIEW_ONLY)


class GatewaysMenuItem(MenuItem):
    def is_shown(self, request):
        return any(sites_for(request.user, name) for name in (gateway_views.VIEW, SEND))


class GatewaysViewSet(ViewSet):
    """Gateways come from the settings; what is stored about them is how they are."""

    name = "civic_sms_gateways"
    icon = "site"
    menu_label = gettext_lazy("Gateways")
    menu_order = 60
    menu_item_class = GatewaysMenuItem

    def get_urlpatterns(self):
        return [
            path("", gateway_views.IndexView.as_view(), name="index"),
            path("<slug:pk>/resume/", gateway_views.ResumeView.as_view(), name="resume"),
            path("<slug:pk>/test/", gateway_views.TestView.as_view(), name="test"),
        ]
