"""Which municipalities a group works for: a panel on the group's edit screen."""

from django import forms
from django.contrib.auth.models import Group
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from .models.access import GroupSite


class GroupSitesForm(forms.Form):
    """Made by Wagtail with the group as ``instance``; saved after the group itself."""

    sites = forms.ModelMultipleChoiceField(
        Site.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Municipalities"),
        help_text=_("The group works for these only. Choose none, and it works for all."),
    )

    def __init__(self, *args, instance: Group | None = None, **kwargs):
        self.group = instance if instance is not None else Group()
        kwargs.setdefault("prefix", "civic_sites")
        super().__init__(*args, **kwargs)
        self.fields["sites"].queryset = Site.objects.all()
        if self.group.pk:
            chosen = self.group.civic_sites.values_list("site", flat=True)
            self.fields["sites"].initial = list(chosen)

    def as_admin_panel(self) -> str:
        if Site.objects.count() < 2:
            field = self.fields["sites"]
            return field.hidden_widget().render(self.add_prefix("sites"), field.initial)
        return render_to_string("wagtail_civic/core/admin/group_sites.html", {"form": self})

    def save(self) -> None:
        chosen = set(self.cleaned_data["sites"])
        self.group.civic_sites.exclude(site__in=chosen).delete()
        for site in chosen:
            GroupSite.objects.get_or_create(group=self.group, site=site)
