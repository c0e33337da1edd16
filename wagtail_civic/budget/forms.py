"""The officer's forms: a workbook, what its columns mean, a file of names."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from wagtail_civic.core.admin_forms import SiteForm
from wagtail_civic.core.digests import sha256_of
from wagtail_civic.core.workbook import WorkbookError

from . import importing, nodes
from .importing import Choice
from .models.amounts import STAGE_LABELS
from .models.sources import SourceDocument

UNITS = [(1000, _("thousand lari")), (1, _("lari"))]


class UploadForm(WagtailAdminModelForm):
    """Reads the workbook while it is checked: a file without a table is not stored at all."""

    class Meta:
        model = SourceDocument
        fields = ["site", "title", "date", "file"]
        help_texts = {
            "title": _("As citizens shall read it, for example: Annex to resolution No. 12."),
            "file": _(
                "The annex to the budget resolution, or the treasury's form E1. "
                "You check the totals next; nothing is published before."
            ),
        }
        widgets = {"file": forms.FileInput(attrs={"accept": ".xlsx"})}

    def clean_file(self):
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(".xlsx"):
            raise ValidationError(_("Choose an Excel workbook (.xlsx)."))
        try:
            importing.parse(file)
        except WorkbookError as error:
            raise ValidationError(str(error)) from error
        self.instance.sha256 = self.instance.active_sha256 = sha256_of(file)
        self.instance.filename = file.name[:255]
        return file

    def known(self) -> SourceDocument | None:
        """The same file, if it is in use on this site already."""
        site = self.cleaned_data.get("site")
        if site is None or not self.instance.sha256:
            return None
        same = SourceDocument.objects.for_site(site)
        return same.filter(active_sha256=self.instance.sha256).first()


class UnitForm(forms.Form):
    unit = forms.TypedChoiceField(
        label=_("The amounts are in"), coerce=int, choices=UNITS, widget=forms.RadioSelect
    )


def _digits(size: int) -> forms.TextInput:
    """A field for a few digits that keeps its width in a narrow table."""
    return forms.TextInput(attrs={"size": size, "inputmode": "numeric"})


class ChoiceForm(forms.Form):
    """What one group of columns means."""

    use = forms.BooleanField(label=_("Import"), required=False)
    year = forms.IntegerField(
        label=_("Year"), min_value=1990, max_value=2100, required=False, widget=_digits(6)
    )
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    months = forms.IntegerField(
        label=_("Months covered"), min_value=1, max_value=12, widget=_digits(4)
    )

    def __init__(self, *args, choice: Choice, **kwargs):
        self.choice = choice
        initial = {name: getattr(choice, name) for name in ("use", "year", "stage", "months")}
        super().__init__(*args, prefix=f"column-{choice.key}", initial=initial, **kwargs)
        self.fields["stage"].choices = [("", _("not chosen")), *STAGE_LABELS.items()]

    def clean(self):
        data = super().clean()
        if data.get("use"):
            for name in ("year", "stage"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Say this for a column that is imported."))
        return data


class CheckForm:
    """All that the officer decides about one workbook, as one form."""

    def __init__(self, choices: list[Choice], unit: int | None, data=None):
        self.unit = UnitForm(data, initial={"unit": unit})
        self.choices = [ChoiceForm(data, choice=choice) for choice in choices]
        self.errors: list[str] = []

    def is_valid(self) -> bool:
        valid = [form.is_valid() for form in (self.unit, *self.choices)]
        used = [form.cleaned_data for form in self.choices if form.cleaned_data.get("use")]
        if all(valid):
            if not used:
                self.errors.append(str(_("Choose at least one column to import.")))
            slots = [
                (form.cleaned_data["year"], form.choice.table.direction, form.cleaned_data["stage"])
                for form in self.choices
                if form.cleaned_data.get("use")
            ]
            if len(slots) != len(set(slots)):
                self.errors.append(str(_("Two columns have the same year and stage.")))
        return all(valid) and not self.errors

    def saved(self) -> dict[str, dict]:
        """What is kept with the workbook: the decision about every column."""
        return {
            form.choice.key: {
                "use": form.cleaned_data["use"],
                "year": form.cleaned_data["year"],
                "stage": form.cleaned_data["stage"],
                "months": form.cleaned_data["months"],
            }
            for form in self.choices
        }


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=255, help_text=_("Kept in the history of the workbook.")
    )


class NamesForm(SiteForm):
    file = forms.FileField(
        label=_("File of names (.csv)"),
        help_text=_("Columns: Budget Item Code, Georgian Name, English Translation."),
    )

    def clean_file(self):
        try:
            self.names = nodes.read_names(self.cleaned_data["file"])
        except nodes.NamesError as error:
            raise ValidationError(str(error)) from error
        return self.cleaned_data["file"]
