"""What an officer fills in for a move."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from wagtail_civic.core.languages import content_languages
from wagtail_civic.core.link_fields import LinkField

from .. import noting
from ..models.reasons import RejectionReason
from ..models.settings import PetitionSettings
from ..wording import combining_choices, outcome_choices


class MoveForm(forms.Form):
    """Nothing to fill in: the button alone confirms."""

    def __init__(self, *args, petition, user=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.petition, self.user = petition, user
        self.prepare()

    def prepare(self) -> None:
        """Fill in what depends on the petition."""


class ReasonForm(MoveForm):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept in the history, not published."),
    )


class PublishForm(MoveForm):
    combining = forms.ChoiceField(label=_("What counts"), choices=combining_choices)

    def prepare(self):
        if self.petition.opened_at:
            del self.fields["combining"]
        else:
            settings = PetitionSettings.for_site(self.petition.site)
            self.fields["combining"].initial = settings.combining


class ReturnForm(MoveForm):
    note = forms.CharField(
        label=_("What has to change"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The initiator receives this text by e-mail."),
    )

    def prepare(self):
        if noting.is_supported(self.petition):
            self.fields["note"].help_text = _(
                "The initiator receives this text by e-mail. People have signed the words as they "
                "are, so a correction comes as a new petition, which people sign anew."
            )


#: What answers no petition.
OTHER_KINDS = ("petition",)


class RejectForm(MoveForm):
    reason = forms.ModelChoiceField(
        RejectionReason.objects.none(),
        label=_("Reason"),
        help_text=_("With a hiding reason the public sees nothing of the petition."),
    )
    note = forms.CharField(
        label=_("Explanation"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The initiator receives it; unless the reason hides, it is published."),
    )

    def prepare(self):
        reasons = RejectionReason.objects.for_site(self.petition.site)
        self.fields["reason"].queryset = reasons.prefetch_related("names")


class NoteForm(MoveForm):
    """One text for each language of the site; one is enough."""

    def prepare(self):
        for code, name in content_languages():
            self.fields[f"text_{code}"] = forms.CharField(
                label=_("Note (%(language)s)") % {"language": name},
                max_length=2000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 4}),
            )

    def clean(self):
        texts = {name.removeprefix("text_"): text for name, text in super().clean().items()}
        if not any(texts.values()):
            raise ValidationError(_("Write the note in at least one language."))
        return {"texts": texts}


class HeardForm(MoveForm):
    result = forms.ChoiceField(
        label=_("What became of the hearing"),
        choices=lambda: [("heard", _("heard")), ("not_heard", _("not heard"))],
    )


class HearingForm(MoveForm):
    on = forms.DateField(label=_("Date of the hearing"), widget=AdminDateInput)
    link = LinkField(
        label=_("Session"), help_text=_("Words of its title. The newest are offered as you type.")
    )

    def prepare(self):
        self.fields["link"].prepare(self.petition.site, self.user, but=OTHER_KINDS)


class DecisionForm(MoveForm):
    outcome = forms.ChoiceField(label=_("Outcome"), choices=outcome_choices)
    link = LinkField(
        label=_("The act or session that answers it"),
        help_text=_(
            "The number of the act, or words of its title or of the session's; the newest are "
            "offered as you type. The words of the answer go on the petition's page."
        ),
    )
    answered = forms.BooleanField(
        label=_("The answer is given with the decision"),
        required=False,
        initial=True,
        help_text=_("Otherwise the days for the answer begin to run."),
    )

    def prepare(self):
        self.fields["link"].prepare(self.petition.site, self.user, but=OTHER_KINDS)


class DeliveryForm(MoveForm):
    sheets = forms.IntegerField(label=_("Sheets"), min_value=1, max_value=100_000)
    submitted = forms.IntegerField(label=_("Signatures on them"), min_value=1, max_value=1_000_000)

    def clean(self):
        data = super().clean()
        if data.get("sheets") and data.get("submitted", 0) < data["sheets"]:
            self.add_error("submitted", _("A sheet holds at least one signature."))
        return data


class CheckForm(MoveForm):
    void = forms.CharField(
        label=_("Void lines"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("One a line: its number, a space, the reason. For example: 17 not a voter"),
    )
    protocol = forms.CharField(label=_("Number of the protocol"), max_length=60)
    checked_by = forms.CharField(
        label=_("Checked by"),
        max_length=255,
        help_text=_("Offices, not private data: it is published."),
    )

    def clean_void(self) -> dict[int, str]:
        found: dict[int, str] = {}
        for text in self.cleaned_data["void"].splitlines():
            if not text.strip():
                continue
            number, _space, reason = text.strip().partition(" ")
            number = number.rstrip(".:,")
            if not (number.isascii() and number.isdigit() and len(number) < 8):
                raise ValidationError(
                    _("“%(text)s” does not begin with the number of a line.") % {"text": text[:40]}
                )
            if int(number) in found:
                raise ValidationError(_("Line %(line)s is named twice.") % {"line": number})
            found[int(number)] = reason.strip()[:200]
        return found
