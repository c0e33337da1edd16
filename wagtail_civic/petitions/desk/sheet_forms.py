"""Lines of paper sheets: as a file, or typed."""

import io

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wagtail_civic.core import tables

LARGEST = tables.MAX_ROWS


class LinesForm(forms.Form):
    file = forms.FileField(
        label=_("CSV or Excel file"),
        required=False,
        help_text=_("Its first row names the columns."),
    )
    typed = forms.CharField(
        label=_("Or type the lines"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("One a line: number; name and surname; personal number; phone"),
    )
    HEADINGS = "line;name;personal number;phone"

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        if bool(data.get("file")) == bool(data.get("typed", "").strip()):
            raise ValidationError(_("Choose a file, or type the lines."))
        stream = data["file"] or io.BytesIO(f"{self.HEADINGS}\n{data['typed']}".encode())
        try:
            data["table"] = tables.read(stream)
        except tables.TableError as error:
            raise ValidationError(str(error)) from error
        return data
