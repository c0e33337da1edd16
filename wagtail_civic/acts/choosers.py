"""Choosing an act, for relations: only acts of the editor's municipalities, found by the ORM."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
)
from wagtail.snippets.widgets import AdminSnippetChooser

from .permissions import ACTIONS, act_policy


def numbers(texts: Iterable[str]) -> list[str]:
    """Those of the texts that can be the number of a row."""
    return [text for text in texts if text.isdecimal() and len(text) < 19]


class ActChooserForm(BaseFilterForm):
    q = forms.CharField(
        label=_("Number or words of the title"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Number or words of the title")}),
    )

    def filter(self, acts):
        acts = super().filter(acts)
        query = (self.cleaned_data.get("q") or "").strip()
        if query:
            self.is_searching, self.search_query = True, query
            words = Q()
            for word in query.split()[:8]:
                words &= Q(title__icontains=word)
            numbered = acts.model.objects.numbered(query)
            acts = acts.filter(words | Q(pk__in=numbered.values("pk")))
        return acts


class PermittedActs:
    def dispatch(self, request, *args, **kwargs):
        if not act_policy().user_has_any_permission(request.user, ACTIONS):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def permitted(self):
        sites = act_policy().sites(self.request.user, ACTIONS)
        return self.model_class.objects.filter(site__in=sites).for_list().newest_first()

    def get_object_list(self):
        return self.permitted()

    def get_object(self, pk):
        return self.get_objects([pk]).get()

    def get_objects(self, pks):
        return self.permitted().filter(pk__in=numbers(pks))


class ChooseActView(PermittedActs, ChooseView):
    filter_form_class = ActChooserForm


class ChooseActResultsView(PermittedActs, ChooseResultsView):
    filter_form_class = ActChooserForm


class ActChosenView(PermittedActs, SnippetChosenView):
    pass


class ActChosenMultipleView(PermittedActs, SnippetChosenMultipleView):
    pass


class ActChooser(AdminSnippetChooser):
    def get_instance(self, value):
        """What was sent and cannot be the number of a row is no act; the field says so."""
        if isinstance(value, str) and not numbers([value]):
            return None
        return super().get_instance(value)


class ActChooserViewSet(SnippetChooserViewSet):
    base_widget_class = ActChooser
    choose_view_class = ChooseActView
    choose_results_view_class = ChooseActResultsView
    chosen_view_class = ActChosenView
    chosen_multiple_view_class = ActChosenMultipleView
