"""What the office fills in."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from wagtail_civic.core.admin_forms import SiteForm

from . import phones
from .models.consent import ConsentWording

DEEPER = "\N{EM SPACE}"


class CampaignForm(WagtailAdminModelForm):
    """Topics and areas as trees of boxes, of the campaign's own municipality."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("topics", "areas"):
            field = self.fields.get(name)
            if field:
                field.queryset = field.queryset.order_by("lineage").with_names()
                field.label_from_instance = indented

    def clean(self):
        data = super().clean()
        site = data.get("site")
        for name in ("topics", "areas"):
            strange = [row for row in data.get(name, ()) if site and row.site_id != site.pk]
            if strange:
                self.add_error(name, _("Choose rows of the same municipality."))
        return data


def indented(row) -> str:
    return DEEPER * (row.lineage.count("/") - 2) + str(row)


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
