"""Saving a search, and ending its letters with one click."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail_civic.core import letter_views, verification
from wagtail_civic.core.actions import PublicForm, civic_action
from wagtail_civic.core.places import index_page, requested_site

from . import facets, presentation, query, saving
from .models.saved import SavedSearch

RESULTS = {
    "confirmed": (
        gettext_lazy("The search is saved"),
        gettext_lazy("We write to you, at most once a day, when there is something new."),
    ),
    "stopped": (
        letter_views.ENDED,
        gettext_lazy("The search and your address with it have been deleted."),
    ),
}


class SaveForm(letter_views.AddressForm):
    purpose = "documents.save"


class StopForm(PublicForm):
    purpose = "documents.stop"
    minimum_seconds = 0

    all = forms.BooleanField(
        required=False, label=gettext_lazy("End all my saved searches on this site")
    )


@civic_action
def save(request: HttpRequest, lang: str) -> HttpResponse:
    """Ask to be told what is new for the search in this address."""
    now, site = timezone.now(), requested_site(request)
    text, selected, _order = presentation.asked(request)
    text = query.clean(text)
    if not query.parse(text):
        return redirect("civic_documents:search_in_language", lang)
    form = SaveForm(request.POST if request.method == "POST" else None, now=now)
    if form.is_valid():
        if not letter_views.may_ask(request, form, site):
            return show(request, "saved_done", status=429, **letter_views.TOO_OFTEN)
        contact = form.cleaned_data["address"]
        attempt = saving.begin(site, contact, text, selected, lang, now)
        return redirect(verification.entry_url(attempt))
    context = {"form": form, "query": text, "narrowed": facets.described(site, selected)}
    return show(request, "saved_form", heading=_("Save the search"), **context)


@civic_action
def stop(request: HttpRequest, lang: str, search, proof: str) -> HttpResponse:
    """Looking ends nothing. A mail program's one click (RFC 8058) ends all, without a page."""
    ended = reverse("civic_documents:saved", args=[lang, "stopped"])
    found = letter_views.find(request, SavedSearch, saving.PURPOSE, search, proof)
    if found is None:
        return redirect(ended)
    form = StopForm(request.POST if request.method == "POST" else None)
    context = {"heading": letter_views.END, "form": form, "query": found.text}
    context["narrowed"] = facets.described(found.site, found.facets)
    done = letter_views.end(request, found, form, ended)
    return done or show(request, "saved_stop", **context)


@civic_action(methods=("GET", "HEAD"))
def done(request: HttpRequest, lang: str, result: str) -> HttpResponse:
    if result not in RESULTS:
        raise Http404
    heading, text = RESULTS[result]
    return show(request, "saved_done", heading=heading, text=text)


def show(request: HttpRequest, template: str, status: int = 200, **context) -> HttpResponse:
    page = index_page(requested_site(request), "search", request.LANGUAGE_CODE)
    url = page.get_url(request) if page else reverse("civic_documents:search")
    context |= {"search_url": url, "back": (_("Search"), url), "page": None}
    template = f"wagtail_civic/documents/{template}.html"
    return render(request, template, context, status=status)
