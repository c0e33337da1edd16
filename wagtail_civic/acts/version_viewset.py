"""Consolidated versions: public as soon as their act is, so entered by whoever may publish it."""

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.views import generic

from wagtail_civic.core import clock
from wagtail_civic.core.columns import DayColumn
from wagtail_civic.core.viewsets import CivicModelViewSet

from . import checking
from .checked_forms import CheckedForm, PersonalPanel
from .choosers import numbers
from .loading import reading_of
from .models.acts import Act
from .models.versions import ActVersion
from .permissions import VersionPolicy, may_enter_versions


class ActVersionForm(CheckedForm):
    def clean(self):
        data = super().clean()
        act = data.get("act")
        if act and not may_enter_versions(self.for_user, act):
            words = _("This act is published: its versions are for those who may publish acts.")
            self.add_error("act", words)
        return data

    def _post_clean(self):
        super()._post_clean()
        try:
            checking.refuse_unchecked(self.instance)
        except ValidationError as error:
            self.add_error(None, error)


class ActVersionFilterSet(WagtailFilterSet):
    act = django_filters.CharFilter(method="of_act", widget=forms.HiddenInput, label="")

    class Meta:
        model = ActVersion
        fields: list[str] = []

    def of_act(self, versions, name, value):
        return versions.filter(act__in=numbers([value]))


class ActVersionIndexView(generic.IndexView):
    def get_base_queryset(self):
        return (
            super()
            .get_base_queryset()
            .defer("text", "act__text")
            .select_related("act")
            .prefetch_related("act__summaries")
        )

    def get_add_url(self):
        """From the versions of one act, the next one of the same act."""
        url = super().get_add_url()
        act = next(iter(numbers([self.request.GET.get("act", "")])), "")
        return f"{url}?act={act}" if url and act else url


class SavesVersions:
    def form_valid(self, form):
        with transaction.atomic():
            response = super().form_valid(form)
            version = form.instance
            checking.log(version, version.act, form.checked_before, self.request.user)
        return response


class ActVersionCreateView(SavesVersions, generic.CreateView):
    def get_initial_form_instance(self):
        """The text of today, to be changed as the amendment says."""
        asked = numbers([self.request.GET.get("act", "")])
        acts = Act.objects.filter(site__in=self.allowed_sites(), pk__in=asked)
        act = acts.first()
        if act is None:
            return ActVersion()
        return ActVersion(act=act, text=reading_of(act, clock.today()).text)


class ActVersionEditView(SavesVersions, generic.EditView):
    pass


class ActVersionViewSet(CivicModelViewSet):
    model = ActVersion
    icon = "copy"
    name = "civic_act_versions"
    menu_order = 15
    index_view_class = ActVersionIndexView
    add_view_class = ActVersionCreateView
    edit_view_class = ActVersionEditView
    filterset_class = ActVersionFilterSet
    list_display = ["act", DayColumn(ActVersion, "valid_from"), "note"]
    search_fields = ["act__title", "act__number"]
    ordering = ["-valid_from"]
    edit_handler = ObjectList(
        [
            FieldPanel("act"),
            FieldRowPanel(
                [
                    FieldPanel(
                        "valid_from",
                        help_text=_("The day the amendment took effect. A day may lie ahead."),
                    ),
                    FieldPanel("note", help_text=_("Which amendments are worked in.")),
                ]
            ),
            FieldPanel("official_url"),
            PersonalPanel(),
            FieldPanel("text"),
        ],
        base_form_class=ActVersionForm,
    )

    @property
    def permission_policy(self):
        return VersionPolicy(self.model)
