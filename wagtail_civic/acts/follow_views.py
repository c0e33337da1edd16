"""Following an act by e-mail, and ending its letters with one click."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page, Site

from wagtail_civic.core import letter_views, verification
from wagtail_civic.core.actions import PublicForm, civic_action
from wagtail_civic.core.places import requested_site

from . import following, registry
from .models.acts import Act
from .models.followers import ActFollower
from .presentation import about, dated, designation

RESULTS = {
    "confirmed": (
        gettext_lazy("You follow the act"),
        gettext_lazy("We write to you, at most once a day, when something happens to it."),
    ),
    "gone": (
        gettext_lazy("The act has left the registry"),
        gettext_lazy("It can no longer be followed. Your address will be deleted within days."),
    ),
    "stopped": (
        letter_views.ENDED,
        gettext_lazy("You follow the act no more, and your address has been deleted with it."),
    ),
}


class FollowForm(letter_views.AddressForm):
    purpose = "acts.follow"


class StopForm(PublicForm):
    purpose = "acts.stop"
    minimum_seconds = 0

    all = forms.BooleanField(
        required=False, label=gettext_lazy("Follow none of my acts on this site any more")
    )


@civic_action
def follow(request: HttpRequest, lang: str, key) -> HttpResponse:
    """Ask to be told what happens to an act."""
    now, site = timezone.now(), requested_site(request)
    page, act = _public_act(site, lang, key)
    if act is None:
        raise Http404
    act.site = site
    form = FollowForm(request.POST if request.method == "POST" else None, now=now)
    back = (designation(act), registry.act_url(page, act, request))
    if form.is_valid():
        if not letter_views.may_ask(request, form, site):
            return _show(request, "done", back, status=429, **letter_views.TOO_OFTEN)
        attempt = following.begin(act, form.cleaned_data["address"], lang, now)
        return redirect(verification.entry_url(attempt))
    lead = _(
        "We write to you when this act (%(act)s) is amended or repealed, when it comes into force "
        "or ends, or gets a new version: at most one letter a day, for all acts that you follow. "
        "Each letter ends with a link that stops it."
    ) % {"act": dated(act)}
    heading = _("Follow this act by e-mail")
    return _show(request, "form", back, heading=heading, lead=lead, form=form)


@civic_action
def stop(request: HttpRequest, lang: str, follower, proof: str) -> HttpResponse:
    """Looking ends nothing. A mail program's one click (RFC 8058) ends all, without a page."""
    ended = reverse("civic_acts:followed", args=[lang, "stopped"])
    found = letter_views.find(request, ActFollower, following.PURPOSE, follower, proof)
    if found is None:
        return redirect(ended)
    form = StopForm(request.POST if request.method == "POST" else None)
    if done := letter_views.end(request, found, form, ended):
        return done
    lead = _("You will hear no more of this act: %(act)s.") % {"act": dated(found.act)}
    heading = letter_views.END
    return _show(request, "form", _registry(request), heading=heading, lead=lead, form=form)


@civic_action(methods=("GET", "HEAD"))
def followed(request: HttpRequest, lang: str, result="confirmed", key=None) -> HttpResponse:
    """What became of it: followed (and which act, while it is public), ended, or gone."""
    if result not in RESULTS:
        raise Http404
    heading, text = RESULTS[result]
    page, act = _public_act(requested_site(request), lang, key) if key else (None, None)
    context = {"heading": heading, "text": text, "about": act and about(act, page, request)}
    return _show(request, "done", _registry(request), **context)


def _public_act(site: Site, lang: str, key) -> tuple[Page | None, Act | None]:
    """The registry for a reader of ``lang`` and the act that anybody may read in it."""
    page = registry.registry_page(site, lang)
    return page, page and page.get_acts().for_list().filter(key=key).first()


def _registry(request: HttpRequest) -> tuple[str, str]:
    page = registry.registry_page(requested_site(request), request.LANGUAGE_CODE)
    return (page.title, page.get_url(request) or "") if page else ("", "")


def _show(request, template: str, back: tuple[str, str], status=200, **context) -> HttpResponse:
    context |= {"back": back, "page": None}
    template = f"wagtail_civic/core/letters/{template}.html"
    return render(request, template, context, status=status)
