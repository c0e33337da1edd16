"""Asking for letters, and ending them with one click: what their forms and views share."""

from datetime import timedelta

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from . import abuse, contacts, letters, proofs
from .actions import PublicForm
from .models.letters import LetterRequest
from .places import requested_site

LIMITS = abuse.Limits(
    address=(abuse.Rule(6, timedelta(hours=1)),),
    network=(abuse.Rule(30, timedelta(minutes=5)), abuse.Rule(400, timedelta(days=1))),
    site=(abuse.Rule(2000, timedelta(hours=1)),),
)
ONE_CLICK = ("List-Unsubscribe", "One-Click")
#: What pages say.
TOO_OFTEN = {
    "heading": _("Too many attempts"),
    "text": _("There were too many attempts from here. Please try again in an hour."),
}
END = _("End the letters")
ENDED = _("You get no more letters")


class AddressForm(PublicForm):
    """Where the letters are to go; ``purpose`` names the limits, too."""

    address = forms.CharField(
        label=_("E-mail"),
        max_length=contacts.MAXIMUM_EMAIL,
        widget=forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        help_text=_("We send you a confirmation. Your address is never published."),
    )

    def clean_address(self):
        return contacts.parse("email", self.cleaned_data["address"])


def may_ask(request: HttpRequest, form: AddressForm, site: Site) -> bool:
    """Whether the sender of a valid form keeps within the limits; counts it."""
    contact = form.cleaned_data["address"]
    return abuse.allow(request, form.purpose, site, LIMITS, contact, form.now)


def is_one_click(request: HttpRequest) -> bool:
    """Whether a mail program ends the letters for its reader (RFC 8058)."""
    return ONE_CLICK in request.POST.items()


def find(
    request: HttpRequest, model: type[LetterRequest], purpose: str, name, proof: str
) -> LetterRequest | None:
    """The request that a link in a letter names; None where it has ended, 404 without the proof."""
    rows = model.objects.filter(uuid=name, site=requested_site(request))
    found = rows.select_related("site").first()
    if found is not None and not proofs.holds(purpose, name, proof):
        raise Http404
    return found


def end(
    request: HttpRequest, found: LetterRequest, form: forms.Form, ended: str
) -> HttpResponse | None:
    """End the letters if that is what is sent; None while the form has to be shown.

    Looking ends nothing. A mail program's one click ends all of the address, without a page; the
    form ends these, or all where its field ``all`` is ticked.
    """
    if is_one_click(request):
        letters.all_of(found).delete()
        return HttpResponse(status=204)
    if not form.is_valid():
        return None
    every = form.cleaned_data["all"]
    rows = letters.all_of(found) if every else type(found).objects.filter(pk=found.pk)
    rows.delete()
    return redirect(ended)
