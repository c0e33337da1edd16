"""What the office fills in for paper: a batch, a list, one form after another."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from wagtail_civic.core import formats, tables
from wagtail_civic.core.admin_forms import SiteForm, offer_tree
from wagtail_civic.core.languages import content_languages
from wagtail_civic.core.text import capitalized

from .. import batches, importing
from ..headings import BY_NAME
from ..lines import Line
from ..models.consent import ConsentWording
from ..models.paper import FormBatch, ListKind, PaperList
from ..paper_fields import Vocabulary

TEXT = 300


class BatchForm(WagtailAdminModelForm):
    """Numbers are given by the system; a batch that was printed keeps its wording and place."""

    count = forms.IntegerField(label=_("How many forms"), min_value=1, max_value=batches.MOST)

    class Meta:
        model = FormBatch
        fields = ["site", "area", "wording", "collector"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        areas = self.fields["area"]
        areas.empty_label = _("the whole municipality")
        offer_tree(areas)
        wordings = self.fields["wording"]
        wordings.queryset = wordings.queryset.order_by("language", "-version")
        wordings.label_from_instance = lambda row: f"{row}: {row.text[:60]}"
        for field in (areas, wordings):
            field.widget.attrs["class"] = "civic-fits"
        self.fields["collector"].help_text = _("Who takes the forms along and brings them back.")

    def clean(self):
        data = super().clean()
        for name in ("area", "wording"):
            row, site = data.get(name), data.get("site")
            if row and site and row.site_id != site.pk:
                self.add_error(name, _("Choose rows of the same municipality."))
        return data


class ReturnForm(WagtailAdminModelForm):
    """What only the office knows."""

    class Meta:
        model = FormBatch
        fields = ["given_out", "returned"]


class UploadForm(WagtailAdminModelForm):
    """Reads the list while it is checked: a file that cannot be read is not kept at all."""

    file = forms.FileField(
        label=_("List (.csv or .xlsx)"),
        help_text=_("The file itself is not kept. You check every line before it is taken over."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )

    class Meta:
        model = PaperList
        fields = ["site", "kind"]
        widgets = {"kind": forms.RadioSelect}
        help_texts = {
            "kind": _(
                "Numbers of an older list are held: nothing is sent to them unless the settings "
                "record a legal basis for asking each of them once."
            )
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = ListKind.choices

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            self.table = tables.read(file)
        except tables.TableError as error:
            raise ValidationError(str(error)) from error
        return file


class MappingForm(forms.Form):
    """Which column of the file is which; the numbers of people are not shown."""

    def __init__(self, *args, paper_list: PaperList, **kwargs):
        headings = importing.table_of(paper_list).headings
        initial = {name: str(place) for name, place in paper_list.mapping.items()}
        super().__init__(*args, initial=initial, **kwargs)
        choices = [("", _("not in the file"))]
        choices += [
            (str(place), f"{tables.letters(place)}: {heading}")
            for place, heading in enumerate(headings)
        ]
        for column in importing.columns_of(paper_list):
            self.fields[column.name] = forms.ChoiceField(
                label=capitalized(column.label), choices=choices, required=False
            )

    def clean(self):
        data = super().clean()
        chosen = [place for place in data.values() if place]
        if len(chosen) != len(set(chosen)):
            raise ValidationError(_("One column of the file is chosen twice."))
        return data

    def mapping(self) -> dict[str, int]:
        return {name: int(place) for name, place in self.cleaned_data.items() if place}


def _text(name: str, required: bool = True, **attrs) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", **attrs})
    return forms.CharField(
        label=capitalized(BY_NAME[name].label), max_length=TEXT, required=required, widget=widget
    )


class EntryForm(SiteForm):
    """One paper form, in the order in which it is read. Whatever is typed is read by the same
    rules as a list, so that nothing can be entered here that an import would refuse."""

    form_number = _text("form_number")
    number = _text("number", inputmode="tel")
    area = _text("area", required=False, list="sms-areas")
    topics = _text("topics", required=False)
    language = forms.ChoiceField(label=capitalized(BY_NAME["language"].label))
    date = _text("date", inputmode="numeric", placeholder="19.11.2026")
    collector = _text("collector", required=False)
    wording = forms.ChoiceField(label=capitalized(BY_NAME["wording"].label), required=False)
    scan = _text("scan", required=False)

    KEPT = ("site", "date", "collector", "wording", "area", "language")
    """What the next form of a stack most likely has in common with the last."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.line: Line | None = None
        sites = self.fields["site"].queryset
        self.fields["language"].choices = content_languages()
        self.fields["wording"].choices = [("", _("as printed on the form"))] + [
            (str(row), str(row)) for row in _wordings(sites)
        ]
        self.fields["area"].help_text = _("Empty: the place that the forms were made for.")
        self.fields["topics"].help_text = _("The printed figures: 1 3 7. All of them: 0.")

    def clean(self):
        data = super().clean()
        if "site" not in data:
            return data
        texts = {name: str(data.get(name) or "") for name in BY_NAME}
        self.line = Line(texts, Vocabulary(data["site"]), timezone.now())
        for fault in self.line.faults:
            if fault.name not in self.errors:
                self.add_error(fault.name, fault.words)
        return data

    def point_at(self, name: str) -> None:
        """Where the cursor stands when the page opens."""
        self.fields[name].widget.attrs["autofocus"] = True


def _wordings(sites):
    return ConsentWording.objects.filter(site__in=sites).order_by("language", "-version")


def remembered(form: EntryForm) -> dict[str, str]:
    """What is kept for the next form; no number and nothing of the person."""
    data = form.cleaned_data
    kept = {name: str(data.get(name) or "") for name in EntryForm.KEPT if name != "site"}
    day = form.line.form.signed_at
    return {**kept, "date": formats.date(day, "ka"), "site": str(data["site"].pk)}
