"""The public side: parse, ask the rule, answer. All of it works without cookie and script."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wagtail_civic.core import abuse, alerts, limits, links
from wagtail_civic.core.actions import civic_action
from wagtail_civic.core.places import index_page, requested_site
from wagtail_civic.core.reporting import discreet
from wagtail_civic.core.verification import entry_url

from . import confirming, subscribing
from .forms import ConfirmForm, LeaveForm, OwnForm, SubscribeForm
from .models.campaigns import Campaign
from .models.consent import ConsentSource
from .models.people import Subscriber
from .models.states import CampaignState
from .personal import SmsPersonalData
from .tokens import subscriber_of

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ASKING = abuse.Limits(
    address=(abuse.Rule(1, MINUTE), abuse.Rule(3, HOUR), abuse.Rule(5, DAY)),
    network=(abuse.Rule(30, HOUR), abuse.Rule(100, DAY)),
    site=(abuse.Rule(1000, HOUR),),
)
GUESSES = (abuse.Rule(30, HOUR), abuse.Rule(100, DAY))


@civic_action
def subscribe(request: HttpRequest, lang: str) -> HttpResponse:
    """Ask for a code. The answer is the same for every number that could be one."""
    site = requested_site(request)
    wording = subscribing.current_wording(site, lang)
    data = request.POST if request.method == "POST" else None
    form = SubscribeForm(data, site=site, language=lang, wording=wording)
    if form.is_valid():
        contact, now = form.cleaned_data["number"], timezone.now()
        allowed = abuse.allow(request, "sms.subscribe", site, ASKING, contact, now)
        verification = subscribing.ask(
            site,
            contact,
            form.cleaned_data["language"],
            form.choices(),
            wording,
            now,
            notify=allowed,
        )
        return redirect(entry_url(verification))
    context = {
        "form": form,
        "page": index_page(site, "sms", lang),
        "action_language": lang,
        "notice": subscribing.data_notice(site, lang),
    }
    return render(request, "wagtail_civic/sms/subscribe.html", context)


@discreet
@require_safe
@never_cache
def short(request: HttpRequest, token: str) -> HttpResponse:
    """The address in a message; it leads to the same page in the subscriber's language."""
    subscriber = _subscriber(request, token)
    language = subscriber.language if subscriber else _site_language(request)
    return redirect("civic_sms:own", lang=language, token=token)


@civic_action
def own(request: HttpRequest, lang: str, token: str) -> HttpResponse:
    """What a subscriber chose: to look at, to change, to end."""
    subscriber = _subscriber(request, token)
    if subscriber is None:
        return _unknown(request, lang)
    if subscriber.confirmed_at is None and subscriber.opted_out_at is None:
        return redirect("civic_sms:confirm", lang=lang, token=token)
    data = request.POST if request.method == "POST" and subscriber.is_active else None
    form = OwnForm(data, subscriber=subscriber)
    if form.is_valid():
        subscribing.change(subscriber, timezone.now(), form.revise, **form.touched())
        return redirect(f"{_own(form.cleaned_data['language'], token)}?done=changed")
    context = {
        "form": form,
        "subscriber": subscriber,
        "own_url": _own(lang, token),
        "leave_url": reverse("civic_sms:leave", kwargs={"lang": lang, "token": token}),
        "done": request.GET.get("done", ""),
        "page": index_page(subscriber.site, "sms", lang),
    }
    return render(request, "wagtail_civic/sms/own.html", context)


@civic_action
def confirm(request: HttpRequest, lang: str, token: str) -> HttpResponse:
    """The answer to a form that was filled in on paper: GET shows, POST confirms the number."""
    subscriber, now = _subscriber(request, token), timezone.now()
    if subscriber is None:
        return _unknown(request, lang)
    if subscriber.confirmed_at or subscriber.opted_out_at:
        return redirect(_own(lang, token))
    form = ConfirmForm(request.POST if request.method == "POST" else None, now=now)
    if form.is_valid() and confirming.confirm(
        subscriber.site, subscriber.lookup, ConsentSource.LINK, now
    ):
        return redirect(f"{_own(lang, token)}?done=subscribed")
    context = {
        "form": form,
        "subscriber": subscriber,
        "may_confirm": confirming.may_confirm(subscriber, now),
        "wording": confirming.wording_of(subscriber),
        "leave_url": reverse("civic_sms:leave", kwargs={"lang": lang, "token": token}),
        "page": index_page(subscriber.site, "sms", lang),
    }
    return render(request, "wagtail_civic/sms/confirm.html", context)


@civic_action
def leave(request: HttpRequest, lang: str, token: str) -> HttpResponse:
    """GET shows, POST acts: message previews and scanners follow links."""
    subscriber = _subscriber(request, token)
    if subscriber is None:
        return _unknown(request, lang)
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        subscribing.opt_out(subscriber, timezone.now())
        if form.cleaned_data["erase"]:
            SmsPersonalData().erase(subscriber.contact, subscriber.site, timezone.now())
            return redirect("civic_sms:erased", lang=lang)
        return redirect(f"{_own(lang, token)}?done=left")
    context = {"form": form, "subscriber": subscriber, "own_url": _own(lang, token)}
    return render(request, "wagtail_civic/sms/leave.html", context)


@civic_action(methods=("GET", "HEAD"))
def erased(request: HttpRequest, lang: str) -> HttpResponse:
    """Says that it is done; whose number it was is known no more."""
    page = index_page(requested_site(request), "sms", lang)
    return render(request, "wagtail_civic/sms/erased.html", {"page": page})


@civic_action(methods=("GET", "HEAD"))
def announced(request: HttpRequest, lang: str, pk: int) -> HttpResponse:
    """The short link of a mailing, to the page it announces."""
    campaign = Campaign.objects.filter(
        pk=pk, site=requested_site(request), key__isnull=False
    ).first()
    if campaign is None or campaign.state in (CampaignState.DRAFT, CampaignState.SUBMITTED):
        raise Http404
    url = _target(campaign, lang)
    if not url:
        raise Http404
    return redirect(url)


def _target(campaign: Campaign, language: str) -> str:
    if campaign.kind in links.resolvers:
        target = links.resolve_public(campaign.kind, campaign.key, language)
        return target.url if target else ""
    adapter = alerts.adapter_of_kind(campaign.kind)
    obj = adapter.find(campaign.key) if adapter else None
    alert = adapter.alert(obj, language) if obj is not None else None
    return alert.url if alert else ""


def _site_language(request: HttpRequest) -> str:
    return requested_site(request).root_page.locale.language_code


def _subscriber(request: HttpRequest, token: str) -> Subscriber | None:
    """Whose link this is, on this municipality's address; guesses are counted and end."""
    site, now = requested_site(request), timezone.now()
    network = abuse.network_key(request, now)
    if network and limits.reached("sms.token", network, site, GUESSES, now):
        return None
    subscriber = subscriber_of(token)
    if subscriber is not None and subscriber.site_id == site.pk:
        return subscriber
    if network:
        limits.hit("sms.token", network, site, GUESSES, now)
    return None


def _unknown(request: HttpRequest, lang: str) -> HttpResponse:
    """410: the link was one once, or never; nobody is told which."""
    page = index_page(requested_site(request), "sms", lang)
    return render(request, "wagtail_civic/sms/unknown.html", {"page": page}, status=410)


def _own(lang: str, token: str) -> str:
    return reverse("civic_sms:own", kwargs={"lang": lang, "token": token})
