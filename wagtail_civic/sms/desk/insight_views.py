"""What the office can say about the service: why somebody got a message, and figures."""

from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from wagtail_civic.core.permissions import required_sites

from .. import dashboard, explaining
from .. import statistics as figures
from ..models.messages import Delivery

VIEW_PEOPLE, VIEW_MAILINGS = "civic_sms.view_subscriber", "civic_sms.view_campaign"


@require_GET
def why(request, pk: int):
    """Why one message went to one person; the number stays masked."""
    sites = required_sites(request.user, VIEW_PEOPLE)
    rows = Delivery.objects.select_related("campaign__author", "campaign__approver", "subscriber")
    delivery = get_object_or_404(rows, pk=pk, campaign__site__in=sites)
    title = _("Why this message was sent")
    context = {
        "why": explaining.explain(delivery),
        "reason": dashboard.describe(delivery.reason),
        "header_title": title,
        "page_title": title,
        "header_icon": "help",
    }
    return TemplateResponse(request, "wagtail_civic/sms/admin/why.html", context)


@require_GET
def statistics(request):
    """Subscribers and mailings in figures, for each municipality of the user."""
    now = timezone.now()
    title = _("SMS in figures")
    context = {
        "towns": [
            figures.statistics(site, now) for site in required_sites(request.user, VIEW_MAILINGS)
        ],
        "header_title": title,
        "page_title": title,
        "header_icon": "clipboard-list",
    }
    return TemplateResponse(request, "wagtail_civic/sms/admin/statistics.html", context)
