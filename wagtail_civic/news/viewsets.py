"""The editors' side: the news of all lists in one listing, and the alert banners."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.views import generic
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.permissions import page_permission_policy

from wagtail_civic.core import alerts, formats
from wagtail_civic.core.panels import SitePanel
from wagtail_civic.core.viewsets import (
    CivicDeleteView,
    CivicModelViewSet,
    CivicViewSetGroup,
    LabelledPaginator,
)

from . import listing
from .models.banners import AlertBanner
from .models.pages import NewsIndexPageMixin


def day_of(item) -> str:
    return formats.date(item.date)


def start_of(banner: AlertBanner) -> str:
    return formats.datetime(banner.starts_at)


def end_of(banner: AlertBanner) -> str:
    return formats.datetime(banner.ends_at) if banner.ends_at else ""


class NewsMenuItem(MenuItem):
    """For those who may add or change a page below a list of news."""

    def is_shown(self, request):
        pages = page_permission_policy.instances_user_has_any_permission_for(
            request.user, {"add", "change", "publish"}
        )
        return pages.type(NewsIndexPageMixin).exists()


class NewsIndexView(IndexView):
    paginator_class = LabelledPaginator


class NewsListing(PageListingViewSet):
    model = listing.news_model()
    index_view_class = NewsIndexView
    name = "civic_news_items"
    menu_label = _("News")
    icon = "doc-full"
    menu_order = 10
    menu_item_class = NewsMenuItem
    columns = [
        *PageListingViewSet.columns[:2],
        Column("date", label=_("Date"), accessor=day_of, sort_key="date"),
        Column("kind", label=_("Kind"), accessor="get_kind_display"),
        *PageListingViewSet.columns[2:],
    ]


class AnnouncingMixin:
    """Saving an emergency announces it; saving it as anything less takes that back."""

    def save_instance(self):
        banner = super().save_instance()
        adapter = alerts.adapter_for(AlertBanner)
        if adapter.is_announced(banner):
            alerts.raise_alert(banner)
        else:
            alerts.withdraw_alert(banner)
        return banner


class CreateBanner(AnnouncingMixin, generic.CreateView):
    pass


class EditBanner(AnnouncingMixin, generic.EditView):
    pass


class DeleteBanner(CivicDeleteView):
    def delete_action(self):
        alerts.withdraw_alert(self.object)
        super().delete_action()


def state_of(banner: AlertBanner) -> str:
    now = timezone.now()
    if banner.is_showing(now):
        return _("on show")
    return _("planned") if banner.starts_at > now else _("over")


class AlertBannerViewSet(CivicModelViewSet):
    model = AlertBanner
    icon = "warning"
    name = "civic_alert_banners"
    menu_label = _("Alert banners")
    menu_order = 20
    add_view_class = CreateBanner
    edit_view_class = EditBanner
    delete_view_class = DeleteBanner
    inspect_view_enabled = False
    list_filter = ["level"]
    search_fields = ["texts__title", "texts__text"]
    ordering = ["-starts_at"]
    list_display = [
        "__str__",
        Column("level", label=_("Level"), accessor="get_level_display"),
        Column("starts_at", label=_("Shown from"), accessor=start_of, sort_key="starts_at"),
        Column("ends_at", label=_("Shown until"), accessor=end_of, sort_key="ends_at"),
        StatusTagColumn(
            "state",
            label=_("State"),
            accessor=state_of,
            primary=lambda banner: banner.is_showing(timezone.now()),
        ),
    ]
    panels = [
        HelpPanel(template="wagtail_civic/news/admin/banner_help.html"),
        SitePanel(),
        FieldPanel("level"),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
        InlinePanel("texts", heading=_("Texts"), label=_("text"), min_num=1),
    ]


class NewsGroup(CivicViewSetGroup):
    menu_label = _("News")
    menu_icon = "doc-full"
    menu_order = 100
    items = (NewsListing, AlertBannerViewSet)
