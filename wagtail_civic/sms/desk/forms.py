"""What the office fills in."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from wagtail_civic.core.admin_forms import SiteForm, offer_tree
from wagtail_civic.core.permissions import sites_for

from .. import phones
from ..models.consent import ConsentWording
from ..models.settings import SmsSettings


class CampaignForm(WagtailAdminModelForm):
    """Topics and areas as trees of boxes, of the campaign's own municipality."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("topics", "areas"):
            field = self.fields.get(name)
            if field:
                offer_tree(field)

        self._offer_senders()
        for form in self.formsets["texts"].forms if "texts" in self.formsets else ():
            # What a text may say depends on whether its mailing announces anything.
            form.instance.campaign = self.instance

    def _offer_senders(self) -> None:
        """The names in the settings of one's municipalities; no field where there is no choice."""
        sites = sites_for(self.for_user, "civic_sms.change_campaign") if self.for_user else ()
        found = [name for site in sites for name in SmsSettings.for_site(site).senders]
        names = list(dict.fromkeys([*found, *filter(None, [self.instance.sender])]))
        if len(names) < 2:
            self.fields.pop("sender", None)
        elif "sender" in self.fields:
            choices = [("", _("as usual")), *((name, name) for name in names)]
            label = self.fields["sender"].label
            self.fields["sender"] = forms.ChoiceField(label=label, choices=choices, required=False)

    def clean(self):
        data = super().clean()
        site = data.get("site")
        sender = data.get("sender")
        if sender and site and sender not in SmsSettings.for_site(site).senders:
            self.add_error("sender", _("This municipality has no such sender."))
        for name in ("topics", "areas"):
            strange = [row for row in data.get(name, ()) if site and row.site_id != site.pk]
            if strange:
                self.add_error(name, _("Choose rows of the same municipality."))
        return data


class WordingForm(WagtailAdminModelForm):
    class Meta:
        model = ConsentWording
        fields = ["site", "language", "text"]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class NumberForm(SiteForm):
    """A mobile number as people write it."""

    number = forms.CharField(label=_("Mobile number"), max_length=phones.LONGEST)

    def clean_number(self):
        try:
            return phones.parse(self.cleaned_data["number"])
        except ImportError:
            raise ValidationError(_("Telephone numbers cannot be read on this server.")) from None


class OptOutForm(NumberForm):
    """Somebody asked by telephone or in person."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("Who asked, when and how.")
    )


class TestMessageForm(NumberForm):
    """Where a test message goes."""
