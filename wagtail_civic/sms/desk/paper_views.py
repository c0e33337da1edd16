"""Paper in the office: the overview of villages, one form after another, what a list would do."""

import re

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from wagtail_civic.core import history
from wagtail_civic.core.downloads import csv_download, list_download
from wagtail_civic.core.permissions import required_sites, sites_for
from wagtail_civic.core.reporting import hush

from .. import batches, confirming, entering, importing, questionnaire
from ..entering import FAULTS, TAKEN
from ..models.consent import Consent
from ..models.paper import FormBatch, PaperList
from ..models.settings import SmsSettings
from ..paper_fields import Vocabulary
from .campaign_views import SEND, campaign_url
from .paper_forms import EntryForm, MappingForm, remembered
from .policies import IMPORT

VIEW, MAKE = "civic_sms.view_formbatch", "civic_sms.add_formbatch"
LAST = "civic_sms_last_form"
RECENT = 10
PER_PAGE = 50
MOST_FAULTS = 200


def page(request, template: str, title: str, icon: str, **context) -> TemplateResponse:
    titles = {"header_title": title, "page_title": title, "header_icon": icon}
    response = TemplateResponse(request, f"wagtail_civic/sms/admin/{template}", context | titles)
    response["Cache-Control"] = "no-store"
    return response


# Villages -----------------------------------------------------------------------------------


@require_GET
def villages(request):
    """Forms printed, given out, returned, entered, confirmed: by village and batch."""
    sites = required_sites(request.user, VIEW)
    senders = set(sites_for(request.user, SEND).values_list("pk", flat=True))
    towns = [
        {
            "overview": batches.overview(site),
            "to_ask": confirming.to_ask(site).count(),
            "may_ask": site.pk in senders,
        }
        for site in sites
    ]
    return page(
        request,
        "villages.html",
        _("Paper forms by village"),
        "clipboard-list",
        towns=towns,
        may_enter=sites_for(request.user, IMPORT).exists(),
        may_make=sites_for(request.user, MAKE).exists(),
    )


@require_GET
def entered(request):
    """The forms behind a figure of the overview, one line each."""
    sites = required_sites(request.user, VIEW)
    rows = batches.forms().filter(site__in=sites)
    query = request.GET
    for name in ("site", "batch", "area"):
        value = query.get(name, "")
        if value == "none":
            rows = rows.filter(batch__isnull=True)
        elif value == "all":
            rows = rows.filter(batch__isnull=False, batch__area__isnull=True)
        elif value.isascii() and value.isdigit() and len(value) < 18:
            rows = rows.filter(**{"batch__area" if name == "area" else name: int(value)})
    if query.get("state") == "confirmed":
        rows = batches.confirmed(rows)
    rows = rows.select_related("subscriber", "batch", "collector").order_by("-pk")
    kept = query.copy()
    kept.pop("p", None)
    return page(
        request,
        "entered.html",
        _("Entered forms"),
        "list-ul",
        rows=Paginator(rows, PER_PAGE).get_page(query.get("p")),
        query=kept.urlencode(),
    )


@require_POST
def ask(request):
    """Prepare the request to all who wait; it is approved and sent like any mailing."""
    sites, chosen = required_sites(request.user, SEND), request.POST.get("site", "")
    known = chosen.isdecimal() and len(chosen) < 19
    site = get_object_or_404(sites, pk=int(chosen) if known else 0)
    campaign = confirming.prepare(site, request.user, timezone.now())
    messages.success(request, _("The request is prepared. Submit it for approval."))
    return redirect(campaign_url(campaign))


# Printing -----------------------------------------------------------------------------------


@require_GET
def print_batch(request, pk: int):
    """The forms of a batch, a page each, in the language of their wording."""
    batch = _batch(request, pk)
    context = {"questionnaire": questionnaire.of(batch)}
    with questionnaire.in_its_language(batch):
        response = TemplateResponse(request, "wagtail_civic/sms/admin/questionnaire.html", context)
        response.render()
    return response


@require_GET
def batch_template(request, pk: int, kind: str):
    """A list with a row for each form of a batch."""
    batch = _batch(request, pk)
    return _template(batch, kind, f"forms-{batch.first}-{batch.last}")


@require_GET
def empty_template(request):
    """A list with headings only."""
    required_sites(request.user, IMPORT)
    return _template(None, request.GET.get("kind", "xlsx"), "forms")


def _template(batch: FormBatch | None, kind: str, name: str) -> HttpResponse:
    ways = {"xlsx": list_download, "csv": csv_download}
    if kind not in ways:
        raise Http404
    return ways[kind](questionnaire.template_rows(batch), name)


def _batch(request, pk: int) -> FormBatch:
    rows = FormBatch.objects.select_related("site", "area", "wording")
    return get_object_or_404(rows, pk=pk, site__in=required_sites(request.user, MAKE))


# One form after another ---------------------------------------------------------------------


def entry(request):
    """Quick entry, by keyboard alone: Enter saves, the next number stands ready."""
    hush(request)
    sites = required_sites(request.user, IMPORT)
    if request.method == "POST":
        form = EntryForm(request.POST, sites=sites)
        if form.is_valid() and _entered(request, form):
            return redirect("civic_sms_entry")
        wrong = [name for name in form.fields if name in form.errors]
        form.point_at(wrong[0] if wrong else "form_number")
    else:
        form = _next_form(request, sites)
    recent = batches.forms().filter(site__in=sites, collector=request.user)
    return page(
        request,
        "entry.html",
        _("Enter paper forms"),
        "edit",
        form=form,
        legend=_legend(form),
        recent=recent.select_related("subscriber").order_by("-pk")[:RECENT],
    )


def _entered(request, form: EntryForm) -> bool:
    """Whether the form is dealt with; what stands against it is named at its field."""
    site, paper = form.cleaned_data["site"], form.line.form
    verdict = entering.enter(site, paper, request.user, timezone.now())
    if verdict in FAULTS:
        words = entering.explain(verdict, paper, entering.Known.of(site, [paper]))
        form.add_error("number", words)
        return False
    tell = messages.success if verdict in TAKEN else messages.warning
    tell(request, f"№ {paper.number}: {verdict.value}")
    request.session[LAST] = {**remembered(form), "form_number": paper.number}
    return True


def _next_form(request, sites) -> EntryForm:
    last = dict(request.session.get(LAST) or {})
    number = last.get("form_number", "")
    last["form_number"] = _after(number)
    form = EntryForm(sites=sites, initial={name: value for name, value in last.items() if value})
    form.point_at("number" if last["form_number"] else "form_number")
    return form


def _after(number: str) -> str:
    """The next number of a stack; nothing where it does not end in digits."""
    found = re.search(r"(?<!\d)\d+$", number)
    return number[: found.start()] + str(int(found[0]) + 1) if found else ""


def _legend(form: EntryForm) -> dict:
    """What the printed figures mean, and the places that may be typed."""
    field = form.fields["site"]
    try:
        chosen = field.to_python(form["site"].value() or field.initial)
    except ValidationError:
        chosen = None
    if chosen is None:
        return {}
    vocabulary = Vocabulary(chosen)
    batch = vocabulary.batch(str(form["form_number"].value() or "").strip())
    known = {topic.pk: topic for topic in vocabulary.topics}
    figures = [
        (figure, str(known[pk]))
        for figure, pk in enumerate(batch.topics if batch else [], 1)
        if pk in known
    ]
    return {
        "batch": batch,
        "topics": figures or [(topic.code, str(topic)) for topic in vocabulary.topics],
        "areas": sorted({str(area) for area in vocabulary.areas}),
    }


@require_POST
def take_back(request, pk: int):
    """A clerk mistyped; nobody was written to yet."""
    sites = required_sites(request.user, IMPORT)
    consent = get_object_or_404(Consent, pk=pk, site__in=sites)
    number, settings = consent.form_number, SmsSettings.for_site(consent.site)
    if entering.take_back(consent):
        history.log(settings, "civic_sms.take_back", user=request.user, data={"form": number})
        messages.success(request, _("Form %(form)s is taken back.") % {"form": number})
        request.session[LAST] = {**(request.session.get(LAST) or {}), "form_number": ""}
    else:
        messages.error(
            request,
            _("This cannot be taken back: the number was written to, or its owner has decided."),
        )
    return redirect("civic_sms_entry")


# Lists --------------------------------------------------------------------------------------


def check_list(request, pk: int):
    """Columns, dry run, taking over: one screen."""
    hush(request)
    row = _list(request, pk)
    form = MappingForm(request.POST or None, paper_list=row) if row.is_open else None
    if request.method == "POST":
        action = request.POST.get("action", "")
        if not row.is_open or action not in ("map", "take", "discard"):
            return redirect("civic_sms_lists:edit", row.pk)
        if action == "discard":
            importing.discard(row, request.user)
            messages.success(request, _("The list is deleted."))
            return redirect("civic_sms_lists:index")
        if form.is_valid():
            return _carry_out(request, row, form, action)
    context = {"list": row, "form": form, "most": MOST_FAULTS}
    if row.is_open:
        report = importing.check(row, timezone.now())
        context |= {"report": report, "faulty": report.bad[:MOST_FAULTS]}
    return page(request, "check_list.html", str(row), "upload", **context)


def _carry_out(request, row: PaperList, form: MappingForm, action: str):
    """Another mapping is first shown with what it would do; nothing is taken over unseen."""
    mapping = form.mapping()
    if mapping != row.mapping:
        row.mapping = mapping
        row.save(update_fields=["mapping"])
        messages.info(request, _("Checked anew with these columns."))
    elif action == "take":
        taken = importing.take_over(row, request.user, timezone.now())
        messages.success(request, _("Taken over: %(n)s.") % {"n": taken})
    return redirect("civic_sms_lists:edit", row.pk)


@require_GET
def faulty_rows(request, pk: int):
    """The lines to be corrected, as a file that can be uploaded again."""
    row = _list(request, pk)
    if not row.is_open:
        raise Http404
    report = importing.check(row, timezone.now())
    content = importing.bad_rows(report, importing.table_of(row).headings)
    history.log(row, "civic_sms.download_faults", user=request.user)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="to-correct-{row.pk}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _list(request, pk: int) -> PaperList:
    rows = PaperList.objects.select_related("site")
    return get_object_or_404(rows, pk=pk, site__in=required_sites(request.user, IMPORT))


def villages_url() -> str:
    return reverse("civic_sms_villages")
