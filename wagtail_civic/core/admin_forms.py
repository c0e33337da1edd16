"""Forms of the admin that several capabilities share."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm
from wagtail.models import Site

from .choosing import limit_choosers


class ChoosesOwnFiles:
    """Mixed into a form that Wagtail's own views show: what it takes is ours to say."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        limit_choosers(self)


class CivicPageForm(ChoosesOwnFiles, WagtailAdminPageForm):
    """For pages: a form of a page of ours, or of a host's subclass, derives from it.

    Wagtail's form fills the slug from the title as it is typed, and refuses one that is taken:
    the second "Public hearing" of a year would be an error in another tab. Until a page has been
    public, its slug gets a number instead.
    """

    def clean_slug(self) -> str:
        slug, page, parent = self.cleaned_data["slug"], self.instance, self.parent_page
        if page.first_published_at or page._slug_is_available(slug, parent, page):
            return slug
        return page.free_slug(slug, parent)


class CivicSettingForm(ChoosesOwnFiles, WagtailAdminModelForm):
    """For the settings of a municipality."""


def offer_tree(field: forms.ModelChoiceField) -> None:
    """The topics or areas of its queryset as everybody sees them: each below what it is part of,
    its neighbours in the order that the municipality gave them."""

    def choices():
        rows = field.queryset.with_names().in_tree_order()
        found = [(row.pk, row.indented()) for row in rows]
        return found if field.empty_label is None else [("", field.empty_label), *found]

    field.choices = choices


class SiteForm(forms.Form):
    """What concerns one municipality: asks which, unless the user works for one only."""

    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"))

    def __init__(self, *args, sites, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites
        if len(sites) == 1:
            self.fields["site"].initial = sites[0]
            self.fields["site"].widget = forms.HiddenInput()
