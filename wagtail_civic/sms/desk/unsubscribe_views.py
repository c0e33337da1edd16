"""Somebody asked the office for no more messages: by the number, or from a subscriber's screen."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wagtail_civic.core.permissions import required_sites
from wagtail_civic.core.reporting import hush

from .. import subscribing
from ..models.people import Subscriber
from .forms import OptOutForm, ReasonForm

SUPPRESS = "civic_sms.suppress_subscriber"


def unsubscribe(request):
    """Somebody wants no more messages and told the office so."""
    hush(request)
    sites = required_sites(request.user, SUPPRESS)
    form = OptOutForm(request.POST or None, sites=sites)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        subscribing.opt_out_number(
            data["number"], data["site"], request.user, data["reason"], timezone.now()
        )
        messages.success(request, _("No more mailings go to this number."))
        return redirect("civic_sms_unsubscribe")
    context = {
        "form": form,
        "header_title": _("Unsubscribe a number"),
        "page_title": _("Unsubscribe a number"),
        "header_icon": "cross",
    }
    return TemplateResponse(request, "wagtail_civic/sms/admin/unsubscribe.html", context)


@require_POST
def unsubscribe_one(request, pk: int):
    sites = required_sites(request.user, SUPPRESS)
    subscriber = get_object_or_404(Subscriber, pk=pk, site__in=sites)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    if reason:
        subscribing.opt_out(subscriber, timezone.now(), request.user, reason)
        messages.success(request, _("No more mailings go to this number."))
    else:
        messages.error(request, _("Write who asked, when and how."))
    return redirect("civic_sms_subscribers:inspect", pk)
