"""“My signatures”: ask for the link, look, withdraw, hide the name, change notices, erase."""

from django.shortcuts import redirect, render
from django.utils import timezone
from wagtail.models import Site

from wagtail_civic.core import abuse, verification
from wagtail_civic.core.actions import civic_action

from .. import mine as rules
from ..forms import ChangeForm, MineForm
from ..places import index_page
from .signing import LIMITS

TEMPLATES = "wagtail_civic/petitions"


@civic_action
def ask(request, lang):
    now, site = timezone.now(), Site.find_for_request(request)
    form = MineForm(request.POST if request.method == "POST" else None, now=now)
    refused = False
    if form.is_valid():
        contact = form.cleaned_data["address"]
        refused = not abuse.allow(request, "petitions.mine", site, LIMITS, contact, now)
        if not refused:
            return redirect(verification.entry_url(rules.begin(site, contact, lang, now)))
    context = {"form": form, "refused": refused, "index": index_page(site, lang)}
    return render(request, f"{TEMPLATES}/ask_mine.html", context, status=429 if refused else 200)


@civic_action
def mine(request, lang, handle, proof):
    """For an hour after the address was proved; whoever has only the handle sees nothing."""
    now, site = timezone.now(), Site.find_for_request(request)
    visit = rules.find_visit(site, handle, proof, now)
    if visit is None:
        return redirect("civic_petitions:ask_mine", lang=lang)
    form = ChangeForm(request.POST if request.method == "POST" else None, now=now)
    if form.is_valid():
        _change(site, visit.contact, form.cleaned_data, lang, now)
        return redirect(request.path)
    return render(
        request,
        f"{TEMPLATES}/mine.html",
        {
            "form": form,
            "address": visit.contact.mask(),
            "takes_notices": visit.channel == "email",
            "rows": rules.rows(site, visit.contact, lang),
            "index": index_page(site, lang),
        },
    )


def _change(site, contact, wanted: dict, lang: str, now) -> None:
    action, target = wanted["action"], wanted["target"]
    if action == "erase":
        rules.erase(site, contact, now)
    elif action == "withdraw":
        rules.withdraw(site, contact, target, now)
    elif action == "take_back":
        rules.take_back(site, contact, target, now)
    elif action in ("hide", "show"):
        rules.change_name(site, contact, target, action == "show", now)
    else:
        rules.change_notices(site, contact, target, action == "follow", lang, now)
