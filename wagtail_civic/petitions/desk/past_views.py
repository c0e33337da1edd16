"""The screen on which petitions of former years come in from a list."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Site

from wagtail_civic.core import formats, tables
from wagtail_civic.core.archives import Archive, ArchiveError
from wagtail_civic.core.languages import content_languages
from wagtail_civic.core.permissions import required_sites
from wagtail_civic.core.reporting import hush

from .. import past as rules
from ..past_documents import Documents
from ..transitions import NotPossible
from .case_views import IMPORT

MOST_FAULTS = 200
MOST_SHOWN = 500


class PastForm(forms.Form):
    site = forms.ModelChoiceField(Site.objects.none(), label=gettext_lazy("Site"), empty_label=None)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the list"), choices=content_languages
    )
    file = forms.FileField(label=gettext_lazy("CSV or Excel file"))
    archive = forms.FileField(
        label=gettext_lazy("ZIP archive with the documents"),
        required=False,
        help_text=gettext_lazy(
            "The column “documents” names its files, wherever in the archive they lie."
        ),
    )

    def __init__(self, *args, sites, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites
        if sites.count() == 1:
            self.fields["site"].initial = sites.first()
            self.fields["site"].widget = forms.HiddenInput()

    def clean(self):
        data = super().clean()
        if data.get("file"):
            try:
                data["table"] = tables.read(data["file"])
            except tables.TableError as error:
                self.add_error("file", str(error))
        if data.get("archive"):
            try:
                data["opened"] = Archive(data["archive"])
            except ArchiveError as error:
                self.add_error("archive", str(error))
        return data


def past(request):
    """All lines of a list, or none of them; faults are told line by line."""
    hush(request)
    sites = required_sites(request.user, IMPORT)
    form = PastForm(request.POST or None, request.FILES or None, sites=sites)
    rows: list[rules.Past] = []
    if request.method == "POST" and form.is_valid():
        data, now = form.cleaned_data, timezone.now()
        documents = Documents(data["site"], request.user, data.get("opened"))
        try:
            rows = rules.read(data["site"], data["table"], documents, now)
            if "check" not in request.POST and not any(row.faults for row in rows):
                taken = rules.take_in(
                    data["site"],
                    rows,
                    documents,
                    language=data["language"],
                    user=request.user,
                    now=now,
                )
                messages.success(request, _told(taken))
                return redirect("civic_petitions_queue:index")
        except NotPossible as error:
            form.add_error("file", str(error))
    faulty = [row for row in rows if row.faults]
    return TemplateResponse(
        request,
        "wagtail_civic/petitions/admin/past.html",
        {
            "header_title": _("Petitions of former years"),
            "page_title": _("Petitions of former years"),
            "header_icon": "upload",
            "form": form,
            "faulty": faulty[:MOST_FAULTS],
            "checked": [] if faulty else rows[:MOST_SHOWN],
            "columns": [
                (label, name in rules.REQUIRED) for name, (label, _known) in rules.COLUMNS.items()
            ],
            "outcomes": ", ".join(rules.OUTCOMES),
        },
    )


def _told(taken: rules.Taken) -> str:
    words = [_("Taken in: %(count)s.") % {"count": formats.number(taken.made)}]
    if taken.known:
        words.append(_("There already: %(count)s.") % {"count": formats.number(taken.known)})
    if taken.added:
        words.append(_("Documents added to them: %(count)s.") % {"count": taken.added})
    return " ".join(words)
