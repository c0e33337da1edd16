"""The "to do today" panel, and the screen for a request about personal data."""

import json

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component

from . import contacts, history, jobs, personal_data, todo
from .admin_forms import SiteForm
from .permissions import required_sites
from .reporting import hush

PERMISSION = "civic_core.handle_personal_data"


class TodoPanel(Component):
    name = "civic_todo"
    order = 90
    template_name = "wagtail_civic/core/admin/todo.html"

    def get_context_data(self, parent_context):
        context = super().get_context_data(parent_context) or {}
        request = parent_context["request"]
        items = todo.items(request)
        works_here = bool(items) or todo.concerns(request.user)
        no_worker = works_here and jobs.is_nobody_working(timezone.now())
        return {**context, "items": items, "works_here": works_here, "no_worker": no_worker}


class PersonRequestForm(SiteForm):
    channel = forms.ChoiceField(label=_("Kind of address"))
    address = forms.CharField(label=_("Address"), max_length=254)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = [
            (channel, kind.label) for channel, kind in contacts.kinds.items()
        ]

    def clean(self):
        data = super().clean()
        if data.get("channel") and data.get("address"):
            try:
                data["contact"] = contacts.parse(data["channel"], data["address"])
            except forms.ValidationError as error:
                self.add_error("address", error)
        return data


def personal_data_view(request):
    """Find what is held about one address; export or erase it. All are logged."""
    hush(request)
    sites = required_sites(request.user, PERMISSION)
    form = PersonRequestForm(request.POST or None, sites=sites)
    found = None
    if request.method == "POST" and form.is_valid():
        contact, site = form.cleaned_data["contact"], form.cleaned_data["site"]
        if "export" in request.POST:
            return _export(request, contact, site)
        if "erase" in request.POST:
            return _erase(request, contact, site)
        history.log(site, "civic_core.find", user=request.user)
        found = personal_data.find(contact, site)
    return TemplateResponse(
        request,
        "wagtail_civic/core/admin/personal_data.html",
        {"form": form, "found": found, "anything": bool(found and any(found.values()))},
    )


def _export(request, contact, site):
    history.log(site, "civic_core.export", user=request.user)
    held = personal_data.export(contact, site)
    body = json.dumps(held, ensure_ascii=False, indent=2, default=str)
    response = HttpResponse(body, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="personal-data.json"'
    response["Cache-Control"] = "no-store"
    return response


def _erase(request, contact, site):
    erased = personal_data.erase(contact, site, timezone.now())
    history.log(site, "civic_core.erase", user=request.user, data={"rows": sum(erased.values())})
    messages.success(
        request, gettext("%(count)s entries were erased.") % {"count": sum(erased.values())}
    )
    return redirect("civic_personal_data")
