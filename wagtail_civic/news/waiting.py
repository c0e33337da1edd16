"""News and banners in the "to do today" panel."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.permissions import page_permission_policy

from wagtail_civic.core.permissions import sites_for
from wagtail_civic.core.todo import TodoItem

from . import listing
from .models.banners import AlertBanner


def items(request) -> list[TodoItem]:
    return [*_drafts(request), *_endless_banners(request)]


def _drafts(request) -> list[TodoItem]:
    """Items that were written and never published, which this editor may publish."""
    mine = page_permission_policy.instances_user_has_permission_for(request.user, "publish")
    drafts = listing.news_model().objects.filter(
        pk__in=mine.values("pk"), live=False, first_published_at__isnull=True, go_live_at=None
    )
    found = drafts.order_by("-latest_revision_created_at").first()
    if found is None:
        return []
    url = reverse("wagtailadmin_explore", args=[found.get_parent().pk])
    return [TodoItem(_("News not yet published"), drafts.count(), url)]


def _endless_banners(request) -> list[TodoItem]:
    """Banners on show without an end: somebody has to think of taking them down."""
    sites = sites_for(request.user, "civic_news.change_alertbanner")
    endless = AlertBanner.objects.filter(site__in=sites, ends_at__isnull=True)
    count = endless.filter(starts_at__lte=timezone.now()).count()
    url = reverse("civic_alert_banners:index")
    return [TodoItem(_("Alert banners without an end"), count, url)]
