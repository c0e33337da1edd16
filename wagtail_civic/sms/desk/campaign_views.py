"""One mailing: its moves, its recipients, trying it on one telephone, writing another like it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from wagtail_civic.core import formats, history
from wagtail_civic.core.downloads import csv_download
from wagtail_civic.core.models.names import content_languages
from wagtail_civic.core.permissions import required_sites, sites_for
from wagtail_civic.core.reporting import hush

from .. import copying, dashboard, lifecycle, pausing, resending, testing
from ..models.campaigns import Campaign
from ..models.states import CampaignState, MessageState
from .forms import ReasonForm, TestMessageForm

SEND, APPROVE = "civic_sms.send_campaign", "civic_sms.approve_campaign"
ADD, VIEW = "civic_sms.add_campaign", "civic_sms.view_campaign"
PERMISSIONS = {
    "submit": SEND,
    "approve": APPROVE,
    "reopen": APPROVE,
    "send": SEND,
    "pause": SEND,
    "resume": SEND,
    "resume_gateway": SEND,
    "resend": SEND,
    "cancel": SEND,
}
FROM_STATES = {
    "submit": [CampaignState.DRAFT],
    "approve": [CampaignState.SUBMITTED],
    "reopen": [CampaignState.SUBMITTED, CampaignState.APPROVED],
    "send": [CampaignState.APPROVED],
    "pause": [CampaignState.SENDING],
    "resume": [CampaignState.PAUSED],
    "resume_gateway": [CampaignState.SENDING],
    "resend": list(resending.FROM),
    "cancel": [
        CampaignState.DRAFT,
        CampaignState.SUBMITTED,
        CampaignState.APPROVED,
        CampaignState.SENDING,
        CampaignState.PAUSED,
    ],
}
PER_PAGE = 50


def campaign_url(campaign: Campaign) -> str:
    return reverse("civic_sms_campaigns:inspect", args=[campaign.pk])


@require_POST
def campaign_action(request, pk: int, verb: str):
    """One move of the state machine; permission is asked for the campaign's municipality."""
    permission = PERMISSIONS.get(verb)
    if permission is None:
        raise Http404
    campaign = _campaign(request, pk, permission)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        _move(verb, campaign, request.user, reason)
    except lifecycle.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _done(verb))
    return redirect(campaign_url(campaign))


def _move(verb: str, campaign: Campaign, user, reason: str) -> None:
    now = timezone.now()
    moves = {
        "submit": lambda: lifecycle.submit(campaign, user, now),
        "approve": lambda: lifecycle.approve(campaign, user, now),
        "reopen": lambda: lifecycle.reopen(campaign, user, reason),
        "send": lambda: lifecycle.send(campaign, user, now),
        "pause": lambda: lifecycle.pause(campaign, user, reason),
        "resume": lambda: lifecycle.resume(campaign, user),
        "resume_gateway": lambda: pausing.resume_for(campaign, user),
        "resend": lambda: resending.resend_unknown(campaign, user, now),
        "cancel": lambda: lifecycle.cancel(campaign, now, user, reason),
    }
    moves[verb]()


def _done(verb: str) -> str:
    return {
        "submit": _("The mailing waits for approval."),
        "approve": _("The mailing is approved."),
        "reopen": _("The mailing is a draft again."),
        "send": _("Sending has begun."),
        "pause": _("The mailing is paused."),
        "resume": _("Sending goes on."),
        "resume_gateway": _("The gateway sends again."),
        "resend": _("The unknown messages are being sent again."),
        "cancel": _("The mailing is cancelled."),
    }[verb]


def actions_for(user, campaign: Campaign) -> list[dict]:
    """The buttons that `user` may press on this campaign now."""
    labels = {
        "submit": (_("Submit for approval"), "", False),
        "approve": (_("Approve"), "", False),
        "send": (_("Send now"), "", False),
        "resume": (_("Go on sending"), "", False),
        "resume_gateway": (_("Resume the gateway"), "", False),
        "resend": (_("Resend the unknown ones"), "button-secondary", False),
        "reopen": (_("Send back to the author"), "button-secondary", True),
        "pause": (_("Pause"), "button-secondary", True),
        "cancel": (_("Cancel the mailing"), "no", True),
    }
    held = {
        name: sites_for(user, name).filter(pk=campaign.site_id).exists() for name in (SEND, APPROVE)
    }
    return [
        {
            "verb": verb,
            "label": label,
            "css": css,
            "reason": reason,
            "url": reverse("civic_sms_campaigns:act", args=[campaign.pk, verb]),
        }
        for verb, (label, css, reason) in labels.items()
        if held[PERMISSIONS[verb]]
        and campaign.state in FROM_STATES[verb]
        and _fits(verb, user, campaign)
    ]


def _fits(verb: str, user, campaign: Campaign) -> bool:
    """What the state alone does not tell."""
    if verb == "approve":
        return lifecycle.may_approve(campaign, user)
    if verb == "resume_gateway":
        return bool(pausing.paused_for([campaign.site]))
    return verb != "resend" or resending.unknown(campaign).exists()


def recipients(request, campaign: Campaign):
    """One page of a campaign's messages, of one state if asked."""
    rows = campaign.deliveries.select_related("subscriber").order_by("pk")
    state = request.GET.get("state", "")
    if state in MessageState.values:
        rows = rows.filter(state=state)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    names = dict(content_languages())
    for row in page:
        row.words = dashboard.describe(row.reason)
        row.language_name = names.get(row.language, row.language)
    return page, state


@require_GET
def campaign_export(request, pk: int):
    """Every recipient's state as CSV, numbers masked, formulas made harmless."""
    campaign = _campaign(request, pk, VIEW)
    history.log(campaign, "civic_sms.export", user=request.user)
    return csv_download(_states(campaign), f"sms-{campaign.pk}")


def _states(campaign: Campaign):
    yield [_("recipient"), _("language"), _("parts"), _("state"), _("reason"), _("handed over")]
    rows = campaign.deliveries.select_related("subscriber").order_by("pk")
    for row in rows.iterator(chunk_size=500):
        sent = formats.datetime(row.sent_at) if row.sent_at else ""
        cells = [row.recipient, row.language, row.segments, row.get_state_display()]
        yield [*cells, row.reason, sent]


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
        return redirect(campaign_url(campaign))
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
        return redirect(campaign_url(campaign))
    messages.success(request, _("A draft with the same words and recipients. Change what differs."))
    return redirect("civic_sms_campaigns:edit", made.pk)


def _campaign(request, pk: int, permission: str) -> Campaign:
    sites = required_sites(request.user, permission)
    return get_object_or_404(Campaign.objects.select_related("site"), pk=pk, site__in=sites)
