"""A form of a text, in which whoever has looked ticks each place with personal data."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel

from . import checking

#: The rows below the form of an act whose words the public reads.
PARTS = ("summaries", "files")


class PlacesField(forms.MultipleChoiceField):
    """What was ticked may stand no more in the text that came with it."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value):
        return True


class CheckedForm(WagtailAdminModelForm):
    personal = PlacesField(
        label=_("Personal data"),
        help_text=_("Tick what you have looked at and the public may read."),
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.checked_before = self.instance.personal_checked
        if "personal" in self.fields:
            self.fields["personal"].choices = self.places
            self.initial["personal"] = self.checked_before.split()

    def places(self) -> list[tuple[str, str]]:
        rows = {name: _rows(self.formsets[name]) for name in PARTS if name in self.formsets}
        found = checking.places(self.instance, **rows)
        return [(place.digest, str(place)) for place in found]

    def _post_clean(self):
        super()._post_clean()
        self.instance.personal_checked = " ".join(self.cleaned_data.get("personal") or ())

    def is_valid(self):
        """Which places there are is known after the rows below the form have been read, too."""
        is_valid = super().is_valid()
        ticked = self.instance.personal_checked.split()
        known = [digest for digest, _words in self.places() if digest in ticked]
        self.instance.personal_checked = " ".join(known)
        return is_valid


def _rows(formset) -> list:
    """The rows as they are typed, without those that are to go."""
    gone = [form for form in formset.forms if getattr(form, "cleaned_data", {}).get("DELETE")]
    return [form.instance for form in formset.forms if form not in gone]


class PersonalPanel(FieldPanel):
    """Shown where there is something to look at."""

    def __init__(self, **kwargs):
        super().__init__("personal", **kwargs)

    def clone_kwargs(self):
        kwargs = super().clone_kwargs()
        del kwargs["field_name"]
        return kwargs

    class BoundPanel(FieldPanel.BoundPanel):
        def is_shown(self):
            return super().is_shown() and bool(self.form and self.form.places())
