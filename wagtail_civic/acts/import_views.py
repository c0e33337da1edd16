"""The screens on which many acts come in: files as drafts to confirm, lists with an archive."""

from time import monotonic

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput
from wagtail.documents import get_document_model
from wagtail.models import Collection, Site

from wagtail_civic.core import downloads, tables
from wagtail_civic.core.archives import Archive, ArchiveError
from wagtail_civic.core.compat import file_policy
from wagtail_civic.core.models import Body
from wagtail_civic.core.permissions import may, required_sites

from . import checking, columns, importing, uploading
from .editing import AWAITS_TEXT
from .models.acts import Act
from .models.types import ActType

ADD, IMPORT, CHANGE, PUBLISH = (
    f"civic_acts.{verb}_act" for verb in ("add", "import", "change", "publish")
)
LIST = "wagtailsnippets_civic_acts_act:list"
#: The acts that came in last stand first.
NEWEST = "ordering=-changed_at"
MOST_FILES = 30
#: What a person waits for; longer lists are the command's.
MOST_ROWS = 1_000
MOST_TO_CONFIRM = 30


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    widget = ManyFilesInput

    def clean(self, data, initial=None):
        files = data if isinstance(data, list | tuple) else [data]
        if len(files) > MOST_FILES:
            words = _("Choose %(n)s files at most; the others next time.")
            raise ValidationError(words % {"n": MOST_FILES})
        return [super(ManyFilesField, self).clean(file, initial) for file in files]


class WhereForm(forms.Form):
    """Which municipality, and which collection of documents the files go to."""

    site = forms.ModelChoiceField(Site.objects.none(), label=gettext_lazy("Site"), empty_label=None)
    collection = forms.ModelChoiceField(
        Collection.objects.none(), label=gettext_lazy("Collection of the files"), empty_label=None
    )

    def __init__(self, *args, sites, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["site"].queryset = sites
        allowed = file_policy(get_document_model()).collections_user_has_permission_for(user, "add")
        self.fields["collection"].queryset = allowed
        for name, rows in (("site", sites), ("collection", allowed)):
            if len(rows) == 1:
                self.fields[name].initial = rows[0]
                self.fields[name].widget = forms.HiddenInput()


class UploadForm(WhereForm):
    files = ManyFilesField(label=gettext_lazy("Files"))


class ImportForm(WhereForm):
    table = forms.FileField(label=gettext_lazy("CSV or Excel file"))
    archive = forms.FileField(label=gettext_lazy("ZIP archive with the files"), required=False)
    is_live = forms.BooleanField(
        label=gettext_lazy("Publish at once"),
        required=False,
        help_text=gettext_lazy("Subscribers are told nothing of acts from a list."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["collection"].required = False

    def clean(self):
        data = super().clean()
        site, archive = data.get("site"), data.get("archive")
        if site and data.get("is_live") and not may(self.user, PUBLISH, site):
            self.add_error("is_live", _("You may not publish acts of this municipality."))
        if archive:
            if not data.get("collection"):
                self.add_error("archive", _("You may not add documents to any collection."))
            try:
                data["opened"] = Archive(archive)
            except ArchiveError as error:
                self.add_error("archive", str(error))
        return data


def upload(request):
    """Each file becomes a draft of its own; what it seems to be is confirmed on the next screen."""
    sites = required_sites(request.user, ADD)
    form = UploadForm(request.POST or None, request.FILES or None, sites=sites, user=request.user)
    if request.method == "POST" and form.is_valid():
        given, made, end = form.cleaned_data, 0, monotonic() + uploading.REQUEST_SECONDS
        for file in given["files"]:
            try:
                outcome = uploading.draft(
                    given["site"],
                    file,
                    given["collection"],
                    request.user,
                    timezone.now(),
                    seconds=end - monotonic(),
                )
            except ValidationError as error:
                messages.error(request, f"{file.name}: {' '.join(error.messages)}")
                continue
            made += outcome.act is not None
            if outcome.same or outcome.notes:
                messages.warning(request, uploading.words_of(outcome))
        if made:
            messages.success(request, _("Drafts made: %(count)s.") % {"count": made})
            return redirect(reverse("civic_acts_confirm"))
    return _show(request, "upload", _("Upload files as acts"), form=form, most=MOST_FILES)


#: What is chosen for a draft, from what its municipality has.
OFFERED = {"act_type": ActType, "body": Body}


class FactsForm(forms.Form):
    """What a program read from a file, for somebody to correct."""

    is_right = forms.BooleanField(label=gettext_lazy("Confirm"), required=False)
    act_type = forms.ModelChoiceField(ActType.objects.none(), label=gettext_lazy("Type"))
    body = forms.ModelChoiceField(Body.objects.none(), label=gettext_lazy("Body"))
    number = forms.CharField(label=gettext_lazy("Number"), max_length=50)
    adopted = forms.DateField(label=gettext_lazy("Date of adoption"), widget=AdminDateInput)
    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=1000, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args, act, offered: dict[str, dict[int, list]], **kwargs):
        """``offered`` are the choices of each field, by municipality."""
        names = ("act_type", "body", "number", "adopted", "title")
        initial = {name: getattr(act, name) for name in names}
        super().__init__(*args, initial=initial, prefix=f"act-{act.pk}", **kwargs)
        self.act = act
        for name, model in OFFERED.items():
            self.fields[name].queryset = model.objects.for_site(act.site_id)
            self.fields[name].choices = [("", "---------"), *offered[name].get(act.site_id, ())]

    @property
    def is_chosen(self) -> bool:
        return bool(self.data.get(self.add_prefix("is_right")))

    def personal(self) -> str:
        """Which personal data stand in the text."""
        return "; ".join(map(str, checking.places(self.act)))

    def facts(self) -> list:
        return [self[name] for name in self.fields if name != "is_right"]


def confirm(request):
    """The drafts whose facts a program has read, thirty at a time."""
    sites = required_sites(request.user, CHANGE)
    acts = Act.objects.to_confirm().filter(site__in=sites, locked=False)
    acts = list(
        acts.prefetch_related("files__document", "summaries").order_by("pk")[:MOST_TO_CONFIRM]
    )
    data = request.POST if request.method == "POST" else None
    offered = {name: _offered(model, sites) for name, model in OFFERED.items()}
    forms_ = [FactsForm(data, act=act, offered=offered) for act in acts]
    if data is not None:
        done = sum(_confirmed(form, request.user) for form in forms_ if form.is_chosen)
        if done:
            messages.success(request, _("Confirmed: %(count)s.") % {"count": done})
        if all(form.is_valid() for form in forms_ if form.is_chosen):
            return redirect(reverse("civic_acts_confirm") if done < len(acts) else reverse(LIST))
    title = _("Confirm what was read")
    return _show(request, "confirm", title, rows=forms_, awaits_text=AWAITS_TEXT)


def _offered(model, sites) -> dict[int, list[tuple[int, str]]]:
    """The rows of each municipality as choices; asked once for all drafts of a screen."""
    found: dict[int, list[tuple[int, str]]] = {}
    for row in model.objects.filter(site__in=sites).prefetch_related("names"):
        found.setdefault(row.site_id, []).append((row.pk, str(row)))
    return found


def _confirmed(form: FactsForm, user) -> bool:
    if not form.is_valid():
        return False
    given = {name: value for name, value in form.cleaned_data.items() if name != "is_right"}
    try:
        return uploading.confirm(form.act.pk, given, user)
    except ValidationError as error:
        for name, found in error.message_dict.items():
            form.add_error(name if name in form.fields else None, found)
        return False


def import_list(request):
    """A list is checked as often as somebody likes, and then taken in."""
    sites = required_sites(request.user, IMPORT).filter(pk__in=required_sites(request.user, ADD))
    if not sites:
        raise PermissionDenied
    form = ImportForm(request.POST or None, request.FILES or None, sites=sites, user=request.user)
    report, is_check = None, "take_in" not in request.POST
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        order = importing.Order(
            site=given["site"],
            user=request.user,
            archive=given.get("opened"),
            collection=given["collection"],
            is_live=given["is_live"],
            is_check=is_check,
        )
        lines = tables.stream(
            given["table"].file, most_rows=MOST_ROWS, longest=importing.LONGEST_CELL
        )
        try:
            report = importing.run(order, lines)
        except tables.TableError as error:
            form.add_error("table", str(error))
    named = [(label, name in columns.REQUIRED) for name, (label, _k) in columns.COLUMNS.items()]
    words = {"form": form, "report": report, "is_check": is_check, "columns": named}
    if report and report.made and not is_check:
        state = "" if form.cleaned_data["is_live"] else "state=draft&"
        words["came_in"] = f"{reverse(LIST)}?{state}{NEWEST}"
    return _show(request, "import", _("Take in a list of acts"), most=MOST_ROWS, **words)


@require_GET
def empty_list(request):
    """A list with headings only."""
    required_sites(request.user, IMPORT)
    return downloads.list_download(columns.list_to_fill_in(), "acts")


def _show(request, name: str, title: str, **context):
    crumbs = [{"url": reverse(LIST), "label": _("Acts")}, {"url": "", "label": title}]
    context |= {"page_title": title, "header_title": title, "header_icon": "upload"}
    context["breadcrumbs_items"] = crumbs
    media = [each.media for each in (context.get("form"), *context.get("rows", ())) if each]
    context["media"] = sum(media[1:], media[0]) if media else ""
    return TemplateResponse(request, f"wagtail_civic/acts/admin/{name}.html", context)
