"""The office's lists and forms: mailings, subscribers, wordings, unsubscribed numbers."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import CheckboxSelectMultiple
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
)
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views import generic
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.widgets.button import HeaderButton

from wagtail_civic.core.panels import SitePanel
from wagtail_civic.core.permissions import sites_for
from wagtail_civic.core.viewsets import CivicModelViewSet, CivicViewSetGroup

from .. import composing, dashboard, lifecycle
from ..models.campaigns import Campaign
from ..models.states import CampaignState
from . import campaign_views, insight_views
from .forms import CampaignForm, ReasonForm
from .listings import LeadsToInspect, moment
from .paper_viewsets import FormBatchViewSet, PaperListViewSet
from .people_viewsets import SubscriberViewSet, SuppressionViewSet, WordingViewSet
from .policies import KeptPolicy
from .traffic_viewsets import GatewaysViewSet, InboundViewSet


class CampaignIndexView(LeadsToInspect, generic.IndexView):
    @cached_property
    def header_buttons(self):
        address = reverse("civic_sms_statistics")
        figures = HeaderButton(_("In figures"), url=address, icon_name="clipboard-list")
        return [*super().header_buttons, figures]


class SavesCampaign:
    def get_success_url(self):
        return campaign_views.campaign_url(self.object)


class CampaignCreateView(SavesCampaign, generic.CreateView):
    def get_initial_form_instance(self):
        sites = self.allowed_sites()
        return Campaign(site_id=next(iter(sites)) if len(sites) == 1 else None)

    def save_instance(self):
        self.form.instance.author = self.request.user
        return super().save_instance()


class CampaignEditView(SavesCampaign, generic.EditView):
    def dispatch(self, request, *args, **kwargs):
        if not self.user_has_permission("change"):
            raise PermissionDenied
        campaign = self.get_object()
        if not self.user_has_permission_for_instance("change", campaign):
            raise PermissionDenied
        if campaign.is_fixed or not campaign.is_editable:
            words = (
                _("The words of a request to confirm are fixed.")
                if campaign.is_fixed
                else _("A mailing that has begun can no longer be changed.")
            )
            messages.warning(request, words)
            return redirect(campaign_views.campaign_url(campaign))
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except lifecycle.Refused as refusal:
            messages.error(self.request, str(refusal))
            return redirect(self.get_success_url())

    @transaction.atomic
    def save_instance(self):
        """An edit voids an approval, and loses against whoever began to send meanwhile."""
        campaign = self.form.instance
        fresh = Campaign.objects.select_for_update().get(pk=campaign.pk)
        campaign.state = fresh.state
        lifecycle.reopen(campaign, self.request.user, _("edited"))
        if campaign.state != CampaignState.DRAFT:
            raise lifecycle.Refused(_("A mailing that has begun can no longer be changed."))
        campaign.author = self.request.user
        return super().save_instance()


class CampaignInspectView(generic.InspectView):
    template_name = "wagtail_civic/sms/admin/campaign.html"
    page_title = gettext_lazy("Mailing")

    def get_edit_url(self):
        fits = self.object.is_editable and not self.object.is_fixed
        return super().get_edit_url() if fits else None

    def get_fields_context(self):
        return []

    def get_context_data(self, **kwargs):
        campaign = self.object
        context = super().get_context_data(**kwargs)
        actions = campaign_views.actions_for(self.request.user, campaign)
        context |= {
            "campaign": campaign,
            "author_name": get_user_display_name(campaign.author) if campaign.author else "",
            "approver_name": get_user_display_name(campaign.approver) if campaign.approver else "",
            "reason": dashboard.why(campaign),
            "rests": dashboard.rests(campaign, timezone.now()),
            "faults": lifecycle.faults(campaign) if campaign.is_editable else [],
            "actions": actions,
            "may_approve": any(action["verb"] == "approve" for action in actions),
            "may_stop": any(action["reason"] for action in actions),
            "reason_form": ReasonForm(),
            "previews": composing.previews(campaign),
            "edit_url": self.get_edit_url(),
            **campaign_views.links_for(self.request.user, campaign),
        }
        if dashboard.has_started(campaign):
            rows, state = campaign_views.recipients(self.request, campaign)
            context |= {"progress": dashboard.progress(campaign), "rows": rows, "state": state}
            people = sites_for(self.request.user, insight_views.VIEW_PEOPLE)
            context["may_explain"] = people.filter(pk=campaign.site_id).exists()
            context["export_url"] = reverse("civic_sms_campaigns:export", args=[campaign.pk])
        else:
            context["estimate"] = dashboard.estimate(campaign)
        return context


class CampaignHistoryView(HistoryView):
    """Who answers for a mailing is to be seen by whoever may look at it."""

    any_permission_required = ("add", "change", "delete", "view")


class CampaignViewSet(CivicModelViewSet):
    model = Campaign
    icon = "mail"
    name = "civic_sms_campaigns"
    menu_order = 10
    inspect_view_enabled = True
    inspect_template_name = "wagtail_civic/sms/admin/campaign.html"
    index_view_class = CampaignIndexView
    add_view_class = CampaignCreateView
    edit_view_class = CampaignEditView
    inspect_view_class = CampaignInspectView
    history_view_class = CampaignHistoryView
    list_filter = ["state"]
    search_fields = ["title"]
    list_display = [
        "__str__",
        StatusTagColumn(
            "get_state_display",
            label=gettext_lazy("State"),
            primary=lambda row: row.state == CampaignState.DONE,
        ),
        Column("scheduled_for", label=gettext_lazy("Send at"), accessor=moment("scheduled_for")),
        Column("created_at", label=gettext_lazy("Created"), accessor=moment("created_at")),
    ]
    edit_handler = ObjectList(
        [
            SitePanel(),
            FieldPanel(
                "title", help_text=gettext_lazy("For the office only; citizens do not see it.")
            ),
            InlinePanel(
                "texts",
                heading=gettext_lazy("What is said"),
                label=gettext_lazy("text"),
                min_num=1,
                panels=[
                    FieldPanel("language"),
                    FieldPanel(
                        "text",
                        help_text=gettext_lazy(
                            "You may write {municipality}, and in a mailing about a page {title}, "
                            "{date}, {time}, {place} and {link}, a short link to it. The way to "
                            "unsubscribe is added at the end, or stands where you write {stop}. "
                            "Parts and cost are shown after saving."
                        ),
                    ),
                    FieldPanel(
                        "latin",
                        help_text=gettext_lazy(
                            "Georgian is written in Latin letters by the national system: more "
                            "fits in one part."
                        ),
                    ),
                ],
            ),
            MultiFieldPanel(
                [
                    HelpPanel(
                        gettext_lazy(
                            "A topic or area stands for everything below it. Whoever matches "
                            "several times still gets one message."
                        )
                    ),
                    FieldPanel(
                        "all_topics",
                        help_text=gettext_lazy("Whatever topics people have chosen."),
                    ),
                    FieldPanel("topics", widget=CheckboxSelectMultiple),
                    FieldPanel("all_areas"),
                    FieldPanel("areas", widget=CheckboxSelectMultiple),
                    FieldPanel("only_language"),
                    FieldPanel("sender"),
                ],
                heading=gettext_lazy("Who gets it"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel(
                        [
                            FieldPanel(
                                "scheduled_for",
                                help_text=gettext_lazy("Empty: when somebody presses “Send now”."),
                            ),
                            FieldPanel(
                                "expires_at",
                                help_text=gettext_lazy(
                                    "What has not left by then stays unsent. Empty: as in the "
                                    "settings."
                                ),
                            ),
                        ]
                    ),
                    FieldPanel(
                        "is_urgent",
                        help_text=gettext_lazy(
                            "Leaves in quiet hours too: for danger to life and property. Logged."
                        ),
                    ),
                ],
                heading=gettext_lazy("When"),
            ),
        ],
        base_form_class=CampaignForm,
    )

    @property
    def permission_policy(self):
        return KeptPolicy(Campaign, frozenset({"delete"}))

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/do/<slug:verb>/", campaign_views.campaign_action, name="act"),
            path("<int:pk>/export/", campaign_views.campaign_export, name="export"),
            path("<int:pk>/test/", campaign_views.test, name="test"),
            path("<int:pk>/another/", campaign_views.copy, name="copy_mailing"),
        ]


class SmsGroup(CivicViewSetGroup):
    menu_label = gettext_lazy("SMS")
    menu_icon = "mail"
    menu_order = 300
    items = (
        CampaignViewSet,
        SubscriberViewSet,
        FormBatchViewSet,
        PaperListViewSet,
        SuppressionViewSet,
        WordingViewSet,
        InboundViewSet,
        GatewaysViewSet,
    )
