"""Notes, tags, the department, and one step for many petitions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .. import casework
from ..models.desk import CaseNote
from ..models.petition import Petition
from .choosing import ChoiceOfSites

TAGS = 10


class NoteForm(forms.ModelForm):
    class Meta:
        model = CaseNote
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}


class TagsForm(forms.Form):
    tags = forms.CharField(
        label=_("Tags"),
        required=False,
        max_length=400,
        help_text=_("Separated by commas; for colleagues only."),
    )

    def clean_tags(self) -> list[str]:
        words = [casework.tag_of(word) for word in self.cleaned_data["tags"].split(",")]
        return list(dict.fromkeys(word for word in words if word))[:TAGS]


class DepartmentForm(forms.Form):
    department = forms.ModelChoiceField(
        casework.departments([]),
        label=_("Department"),
        required=False,
        empty_label=_("none"),
        help_text=_("Whose business the petition is in the city hall; for colleagues only."),
    )

    def __init__(self, *args, petition, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = casework.departments([petition.site])


BULK_LABELS = {
    casework.TAKE_UP: _("Take up for moderation"),
    casework.FLAG: _("Flag for a colleague"),
    casework.TAG: _("Add a tag"),
    casework.UNTAG: _("Remove a tag"),
    casework.ASSIGN: _("Assign to a department"),
}


class BulkForm(forms.Form):
    petitions = forms.ModelMultipleChoiceField(
        Petition.objects.none(), label=_("Petitions"), widget=forms.CheckboxSelectMultiple
    )
    action = forms.ChoiceField(label=_("What to do"), choices=list(BULK_LABELS.items()))
    words = forms.CharField(
        label=_("Reason or tag"),
        required=False,
        max_length=500,
        help_text=_("A flag needs a reason, kept in the history; a tag its word."),
    )
    department = ChoiceOfSites(
        casework.departments([]),
        label=_("Department"),
        required=False,
        empty_label=_("none"),
        help_text=_("Only for assigning: whose business the petitions are in the city hall."),
    )

    def __init__(self, *args, petitions, sites, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["petitions"].queryset = petitions
        departments = casework.departments(sites)
        self.fields["department"].offer(departments, sites)
        if not departments.exists():
            del self.fields["department"]
            steps = [each for each in BULK_LABELS.items() if each[0] != casework.ASSIGN]
            self.fields["action"].choices = steps

    def clean(self):
        data = super().clean()
        named = data.get("action") in (casework.FLAG, casework.TAG, casework.UNTAG)
        if named and not data.get("words", "").strip():
            self.add_error("words", _("This is needed here."))
        return data

    def given(self):
        """What the chosen step needs: a department, or words."""
        data = self.cleaned_data
        return data["department"] if data["action"] == casework.ASSIGN else data["words"]
