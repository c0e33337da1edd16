"""What an officer fills in about doubtful signatures."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from wagtail_civic.core import contacts
from wagtail_civic.core.models import Area

from .. import patterns, rolls
from ..doubt_words import void_reason_choices
from ..voiding import Criteria
from ..wording import assurance_choices


class CriteriaForm(forms.Form):
    """Several criteria may be given; all of them must hold."""

    network = forms.RegexField(
        "^[0-9a-f]{64}$", label=_("Network"), required=False, widget=forms.HiddenInput
    )
    domain = forms.CharField(
        label=_("E-mail domain"),
        required=False,
        max_length=100,
        help_text=patterns.HELP[patterns.DOMAIN],
    )
    begun_from = forms.DateTimeField(
        label=_("Signed from"), required=False, widget=AdminDateTimeInput
    )
    begun_until = forms.DateTimeField(
        label=_("Signed until"), required=False, widget=AdminDateTimeInput
    )
    assurance = forms.ChoiceField(label=_("Verified"), required=False)
    area = forms.ModelChoiceField(Area.objects.none(), label=_("Area"), required=False)
    suspected = forms.BooleanField(label=_("Only doubted signatures"), required=False)

    stranger = forms.BooleanField(
        label=_("Only those whose personal number is not on the electoral roll"),
        required=False,
        help_text=_("Who has come of age since, or mistyped a digit, is among them: look first."),
    )

    def __init__(self, *args, petition, **kwargs):
        super().__init__(*args, **kwargs)
        self.petition = petition
        self.roll = rolls.numbers_for(petition)
        if self.roll is None:
            del self.fields["stranger"]
        choices = [choice for choice in assurance_choices() if choice[0] != "paper"]
        self.fields["assurance"].choices = [("", "—"), *choices]
        areas = Area.objects.for_site(petition.site).prefetch_related("names")
        self.fields["area"].queryset = areas

    def clean_domain(self):
        value = self.cleaned_data["domain"]
        try:
            return patterns.normal(patterns.DOMAIN, value) if value else ""
        except ValueError:
            raise ValidationError(patterns.HELP[patterns.DOMAIN]) from None

    def clean(self):
        data = super().clean()
        if not self.errors and self.criteria().is_empty:
            raise ValidationError(_("Say which signatures are meant: give at least one criterion."))
        return data

    def criteria(self) -> Criteria:
        data = self.cleaned_data
        return Criteria(
            network=data["network"],
            domain=data["domain"],
            begun_from=data["begun_from"].isoformat() if data["begun_from"] else "",
            begun_until=data["begun_until"].isoformat() if data["begun_until"] else "",
            assurance=data["assurance"],
            area=data["area"].pk if data["area"] else None,
            suspected=data["suspected"],
            not_in=self.roll.pk if data.get("stranger") else None,
        )


class ObjectionForm(forms.Form):
    """The whole address: a part of it would let signers be guessed."""

    address = forms.CharField(
        label=_("E-mail address or telephone of the signer"),
        max_length=254,
        help_text=_("As the signer gave it. The history notes that you looked."),
    )

    def clean_address(self):
        value = self.cleaned_data["address"]
        return contacts.parse("email" if "@" in value else "phone", value)


class ProposalForm(CriteriaForm):
    """The same criteria, with why; shown once they have been counted."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=void_reason_choices,
        help_text=_("Published with the number of voided signatures; the signers see it too."),
    )
    explanation = forms.CharField(
        label=_("Explanation"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For the second officer; kept in the records, not published."),
    )
