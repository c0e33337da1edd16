"""Forms of the admin that several capabilities share."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site


class SiteForm(forms.Form):
    """What concerns one municipality: asks which, unless the user works for one only."""

    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"))

    def __init__(self, *args, sites, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites
        if len(sites) == 1:
            self.fields["site"].initial = sites[0]
            self.fields["site"].widget = forms.HiddenInput()
