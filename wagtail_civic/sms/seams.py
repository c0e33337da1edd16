"""Where this capability meets the others: what it registers at core's seams."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail_civic.core import (
    contacts,
    demo,
    history,
    home,
    jobs,
    personal_data,
    setup,
    todo,
    verification,
)
from wagtail_civic.core.permissions import sites_for

from . import channel, confirming, pausing, subscribing, watching
from .blocks import SubscribeBlock
from .demo import build, remember
from .models.campaigns import Campaign
from .models.states import CampaignState
from .personal import SmsPersonalData
from .phones import CHANNEL, PhoneKind
from .purpose import SubscriptionPurpose

AUTHOR = [
    "civic_sms.add_campaign",
    "civic_sms.change_campaign",
    "civic_sms.view_campaign",
    "civic_sms.send_campaign",
    "civic_sms.view_subscriber",
    "civic_sms.suppress_subscriber",
    "civic_sms.view_inbound",
    "civic_sms.view_gatewaystate",
    "civic_sms.view_formbatch",
]
CLERK = [
    "civic_sms.import_subscriber",
    "civic_sms.suppress_subscriber",
    "civic_sms.view_subscriber",
    "civic_sms.add_formbatch",
    "civic_sms.change_formbatch",
    "civic_sms.view_formbatch",
]
APPROVER = [
    "civic_sms.view_campaign",
    "civic_sms.approve_campaign",
    "civic_sms.send_campaign",
    "civic_sms.view_subscriber",
    "civic_sms.unmask_subscriber",
    "civic_sms.export_subscriber",
    "civic_sms.view_formbatch",
    "civic_sms.view_suppression",
    "civic_sms.view_inbound",
    "civic_sms.view_gatewaystate",
    "civic_sms.test_gatewaystate",
    "civic_sms.add_consentwording",
    "civic_sms.view_consentwording",
    "civic_sms.change_smssettings",
]
LOGGED = {
    "submit": (gettext_lazy("Submit mailing"), gettext_lazy("Submitted for approval")),
    "approve": (gettext_lazy("Approve mailing"), gettext_lazy("Approved")),
    "self_approve": (
        gettext_lazy("Approve one's own mailing"),
        gettext_lazy("Approved by its own author"),
    ),
    "reopen": (gettext_lazy("Send mailing back"), gettext_lazy("Back to draft")),
    "send": (gettext_lazy("Send mailing"), gettext_lazy("Sending began")),
    "send_urgent": (
        gettext_lazy("Send urgent mailing"),
        gettext_lazy("Sending began, in quiet hours too: urgent"),
    ),
    "pause": (gettext_lazy("Pause mailing"), gettext_lazy("Paused")),
    "resume": (gettext_lazy("Resume mailing"), gettext_lazy("Resumed")),
    "cancel": (gettext_lazy("Cancel mailing"), gettext_lazy("Cancelled")),
    "resend": (
        gettext_lazy("Resend unknown messages"),
        gettext_lazy("Unknown messages sent again"),
    ),
    "gateway_pause": (gettext_lazy("Pause gateway"), gettext_lazy("Gateway paused")),
    "gateway_resume": (gettext_lazy("Resume gateway"), gettext_lazy("Gateway resumed")),
    "gateway_test": (gettext_lazy("Send test message"), gettext_lazy("Test message sent")),
    "test": (gettext_lazy("Send mailing as a test"), gettext_lazy("Sent to one number as a test")),
    "copy": (gettext_lazy("Copy mailing"), gettext_lazy("Made from an earlier mailing")),
    "opt_out": (gettext_lazy("Unsubscribe number"), gettext_lazy("Unsubscribed on request")),
    "ask_to_confirm": (
        gettext_lazy("Prepare request to confirm"),
        gettext_lazy("Request to confirm prepared"),
    ),
    "export": (gettext_lazy("Export mailing"), gettext_lazy("Exported")),
    "unmask": (gettext_lazy("Show whole number"), gettext_lazy("Whole number shown")),
    "export_people": (
        gettext_lazy("Export subscribers"),
        gettext_lazy("Subscribers exported with whole numbers"),
    ),
    "make_batch": (gettext_lazy("Make paper forms"), gettext_lazy("Forms made")),
    "upload_list": (gettext_lazy("Upload list"), gettext_lazy("List uploaded")),
    "take_over_list": (gettext_lazy("Take list over"), gettext_lazy("Good lines taken over")),
    "discard_list": (gettext_lazy("Delete list"), gettext_lazy("List deleted")),
    "download_faults": (
        gettext_lazy("Download lines to correct"),
        gettext_lazy("Lines to correct downloaded"),
    ),
    "take_back": (gettext_lazy("Take paper form back"), gettext_lazy("Paper form taken back")),
}


def register() -> None:
    contacts.kinds.register(CHANNEL, PhoneKind())
    verification.channels.register(CHANNEL, channel.PhoneChannel())
    verification.purposes.register(subscribing.PURPOSE, SubscriptionPurpose())
    personal_data.register("sms", SmsPersonalData())
    home.register("subscribe", SubscribeBlock)
    todo.register("sms", to_do)
    demo.register("sms_before", remember, order=1)
    demo.register("sms", build, order=90)
    for verb, (label, message) in LOGGED.items():
        history.register(f"civic_sms.{verb}", label, message)
    _register_jobs()
    _register_setup()


def _register_jobs() -> None:
    jobs.register(
        jobs.Job(
            name="sms.sweep",
            func="wagtail_civic.sms.jobs.sweep",
            every=timedelta(minutes=1),
            label=gettext_lazy("Send what is due and finish what was interrupted"),
        )
    )
    jobs.register(
        jobs.Job(
            name="sms.receipts",
            func="wagtail_civic.sms.jobs.ask_receipts",
            every=timedelta(minutes=1),
            label=gettext_lazy("Ask SMS providers what became of messages"),
        )
    )
    jobs.register(
        jobs.Job(
            name="sms.balances",
            func="wagtail_civic.sms.jobs.ask_balances",
            every=timedelta(days=1),
            label=gettext_lazy("Ask SMS providers for the balance"),
        )
    )
    jobs.register(
        jobs.Job(
            name="sms.codes",
            func="wagtail_civic.sms.jobs.watch_codes",
            every=timedelta(hours=1),
            label=gettext_lazy("Watch for SMS codes that nobody types in"),
        )
    )
    jobs.register(
        jobs.Job(
            name="sms.forget",
            func="wagtail_civic.sms.jobs.forget",
            every=timedelta(hours=6),
            label=gettext_lazy("Forget subscriptions that were never confirmed"),
        )
    )


def _register_setup() -> None:
    setup.register_index(
        setup.IndexSpec(
            key="sms",
            model="civic_sms.SubscriptionPage",
            titles={"ka": "SMS შეტყობინებები", "en": "SMS messages"},
            slug="sms",
            order=60,
        )
    )
    setup.register_role("sms_author", gettext_lazy("SMS authors"), permissions=AUTHOR)
    setup.register_role("sms_clerk", gettext_lazy("SMS form clerks"), permissions=CLERK)
    setup.register_role("sms_approver", gettext_lazy("SMS approvers"), permissions=APPROVER)


def to_do(request) -> list[todo.TodoItem]:
    """Drafts for authors, what waits for approvers, what stands still, codes that are used up."""
    listing = reverse("civic_sms_campaigns:index")
    found = []
    for permission, state, label in (
        ("change_campaign", CampaignState.DRAFT, _("SMS mailings in draft")),
        ("approve_campaign", CampaignState.SUBMITTED, _("SMS mailings to approve")),
        ("send_campaign", CampaignState.PAUSED, _("SMS mailings paused")),
    ):
        sites = sites_for(request.user, f"civic_sms.{permission}")
        count = Campaign.objects.filter(site__in=sites, state=state).count()
        overdue = count if state == CampaignState.PAUSED else 0
        found.append(todo.TodoItem(label, count, f"{listing}?state={state}", overdue))
    sites = sites_for(request.user, "civic_sms.send_campaign")
    waiting = sum(confirming.to_ask(site).count() for site in sites)
    villages = reverse("civic_sms_villages")
    found.append(todo.TodoItem(_("Paper forms to be confirmed"), waiting, villages))
    screen = reverse("civic_sms_gateways:index")
    stopped = len(pausing.paused_for(sites))
    found.append(todo.TodoItem(_("SMS gateways paused"), stopped, screen, stopped))
    low = len(watching.low_for(sites))
    found.append(todo.TodoItem(_("SMS gateways with little balance"), low, screen, low))
    spent = [site for site in sites if channel.is_spent(site, timezone.now())]
    label = _("Today's SMS codes are used up")
    found.append(todo.TodoItem(label, len(spent), listing, len(spent)))
    return found
