"""Saving a search, and ending its letters with one click."""

from datetime import timedelta

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail_civic.core import abuse, contacts, verification
from wagtail_civic.core.actions import PublicForm, civic_action
from wagtail_civic.core.places import index_page, requested_site

from . import presentation, query, saving
from .models.saved import SavedSearch

LIMITS = abuse.Limits(
    address=(abuse.Rule(6, timedelta(hours=1)),),
    network=(abuse.Rule(30, timedelta(minutes=5)), abuse.Rule(400, timedelta(days=1))),
    site=(abuse.Rule(2000, timedelta(hours=1)),),
)
ONE_CLICK = ("List-Unsubscribe", "One-Click")
RESULTS = {
    "confirmed": (
        gettext_lazy("The search is saved"),
        gettext_lazy("We write to you, at most once a day, when there is something new."),
    ),
    "stopped": (
        gettext_lazy("You get no more letters"),
        gettext_lazy("The search and your address with it have been deleted."),
    ),
}


class SaveForm(PublicForm):
    purpose = "documents.save"

    address = forms.CharField(
        label=gettext_lazy("E-mail"),
        max_length=contacts.MAXIMUM_EMAIL,
        widget=forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        help_text=gettext_lazy("We send you a confirmation. Your address is never published."),
    )

    def clean_address(self):
        return contacts.parse("email", self.cleaned_data["address"])


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
    text, facets, _order = presentation.asked(request)
    text = query.clean(text)
    if not query.parse(text):
        return redirect("civic_documents:search_in_language", lang)
    form = SaveForm(request.POST if request.method == "POST" else None, now=now)
    if form.is_valid():
        contact = form.cleaned_data["address"]
        if not abuse.allow(request, "documents.save", site, LIMITS, contact, now):
            heading = _("Too many attempts")
            words = _("There were too many attempts from here. Please try again in an hour.")
            return show(request, "saved_done", status=429, heading=heading, text=words)
        attempt = saving.begin(site, contact, text, facets, lang, now)
        return redirect(verification.entry_url(attempt))
    return show(request, "saved_form", heading=_("Save the search"), form=form, query=text)


@civic_action
def stop(request: HttpRequest, lang: str, search, proof: str) -> HttpResponse:
    """Looking ends nothing. A mail program's one click (RFC 8058) ends all, without a page."""
    rows = SavedSearch.objects.filter(uuid=search, site=requested_site(request))
    found = rows.select_related("site").first()
    if found is None:
        return redirect("civic_documents:saved", lang, "stopped")
    if not saving.is_proof(found, proof):
        raise Http404
    if ONE_CLICK in request.POST.items():
        saving.all_of(found).delete()
        return HttpResponse(status=204)
    form = StopForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        ended = saving.all_of(found) if form.cleaned_data["all"] else rows
        ended.delete()
        return redirect("civic_documents:saved", lang, "stopped")
    heading = _("End the letters")
    return show(request, "saved_stop", heading=heading, form=form, query=found.text)


@civic_action(methods=("GET", "HEAD"))
def done(request: HttpRequest, lang: str, result: str) -> HttpResponse:
    if result not in RESULTS:
        raise Http404
    heading, text = RESULTS[result]
    return show(request, "saved_done", heading=heading, text=text)


def show(request: HttpRequest, template: str, status: int = 200, **context) -> HttpResponse:
    page = index_page(requested_site(request), "search", request.LANGUAGE_CODE)
    url = page.get_url(request) if page else reverse("civic_documents:search")
    context |= {"search_url": url, "page": None}
    template = f"wagtail_civic/documents/{template}.html"
    return render(request, template, context, status=status)
