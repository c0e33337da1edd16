"""The office's screen of gateways: what they can, how they are, and setting them right."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from wagtail.models import Site

from wagtail_civic.core.permissions import required_sites, sites_for
from wagtail_civic.core.reporting import hush

from .. import pausing, routing, testing, watching
from ..gateways import configured
from ..models.traffic import GatewayState
from ..telling import SEND
from .forms import TestMessageForm

VIEW, TEST = "civic_sms.view_gatewaystate", "civic_sms.test_gatewaystate"
INDEX = "civic_sms_gateways:index"


def sites_by(user, *permissions: str) -> list[Site]:
    """The municipalities for which `user` holds one of these."""
    found = {site.pk: site for name in permissions for site in sites_for(user, name)}
    if not found:
        raise PermissionDenied
    return list(found.values())


def keys_seen(user, sites) -> list[str]:
    """The gateways of these municipalities; an administrator sees those in no use as well."""
    spare = configured() if user.is_superuser else ()
    return list(dict.fromkeys([*routing.keys_of(sites), *spare]))


class GatewayView(View):
    """`pk` is a gateway of a municipality for which the user may do what the view is for."""

    model = GatewayState
    permission = SEND

    def sites(self, key: str):
        allowed = required_sites(self.request.user, self.permission)
        found = [site.pk for site in allowed if key in keys_seen(self.request.user, [site])]
        if not found:
            raise Http404
        return allowed.filter(pk__in=found)


class IndexView(View):
    model = GatewayState

    def get(self, request):
        sites = sites_by(request.user, VIEW, SEND)
        keys = keys_seen(request.user, sites)
        context = {
            "gateways": watching.overview(sites, keys, timezone.now()),
            "may_resume": keys_seen(request.user, sites_for(request.user, SEND)),
            "may_test": keys_seen(request.user, sites_for(request.user, TEST)),
            "header_title": _("SMS gateways"),
            "page_title": _("SMS gateways"),
            "header_icon": "mail",
        }
        return TemplateResponse(request, "wagtail_civic/sms/admin/gateways.html", context)


class ResumeView(GatewayView):
    def post(self, request, pk: str):
        self.sites(pk)
        if pausing.resume(pk, request.user):
            messages.success(request, _("The gateway sends again."))
        return redirect(INDEX)


class TestView(GatewayView):
    permission = TEST

    def dispatch(self, request, pk: str):
        self.request = request
        hush(request)
        form = TestMessageForm(request.POST or None, sites=self.sites(pk))
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            outcome = testing.send_test(
                pk, data["site"], data["number"], request.user, timezone.now()
            )
            say = messages.success if outcome.is_sent else messages.error
            say(request, outcome.words)
            return redirect(INDEX)
        context = {
            "form": form,
            "header_title": _("Send a test message"),
            "page_title": _("Send a test message"),
            "page_subtitle": pk,
            "header_icon": "mail",
        }
        return TemplateResponse(request, "wagtail_civic/sms/admin/test_message.html", context)
