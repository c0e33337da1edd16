"""What else is done with a mailing: trying it on one telephone, writing another like it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wagtail_civic.core.permissions import required_sites, sites_for
from wagtail_civic.core.reporting import hush

from . import copying, lifecycle, testing
from .admin_forms import TestMessageForm
from .models.campaigns import Campaign

ADD, SEND = "civic_sms.add_campaign", "civic_sms.send_campaign"


def links_for(user, campaign: Campaign) -> dict[str, str]:
    """The addresses of what `user` may do with this mailing beside moving it on."""
    found = {}
    if sites_for(user, SEND).filter(pk=campaign.site_id).exists():
        found["test_url"] = reverse("civic_sms_campaigns:test", args=[campaign.pk])
    may_copy = not campaign.is_fixed and sites_for(user, ADD).filter(pk=campaign.site_id).exists()
    if may_copy:
        found["copy_url"] = reverse("civic_sms_campaigns:copy_mailing", args=[campaign.pk])
    return found


def test(request, pk: int):
    """One telephone of the office gets the mailing as it stands, at its price."""
    hush(request)
    campaign = _campaign(request, pk, SEND)
    sites = required_sites(request.user, SEND).filter(pk=campaign.site_id)
    form = TestMessageForm(request.POST or None, sites=sites)
    if request.method == "POST" and form.is_valid():
        number, now = form.cleaned_data["number"], timezone.now()
        outcome = testing.send_as_test(campaign, number, request.user, now)
        say = messages.success if outcome.is_sent else messages.error
        say(request, outcome.words)
        return redirect("civic_sms_campaigns:inspect", campaign.pk)
    context = {
        "form": form,
        "campaign": campaign,
        "header_title": _("Send as a test"),
        "page_title": _("Send as a test"),
        "page_subtitle": str(campaign),
        "header_icon": "mail",
    }
    return TemplateResponse(request, "wagtail_civic/sms/admin/test_message.html", context)


@require_POST
def copy(request, pk: int):
    campaign = _campaign(request, pk, ADD)
    try:
        made = copying.copy(campaign, request.user, timezone.now())
    except lifecycle.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("civic_sms_campaigns:inspect", pk)
    messages.success(request, _("A draft with the same words and recipients. Change what differs."))
    return redirect("civic_sms_campaigns:edit", made.pk)


def _campaign(request, pk: int, permission: str) -> Campaign:
    sites = required_sites(request.user, permission)
    return get_object_or_404(Campaign.objects.select_related("site"), pk=pk, site__in=sites)
