"""The registry's search form: every field is optional, and anything typed gives a page."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from wagtail_civic.core.text import fold
from wagtail_civic.core.widgets import PlainRenderer, PlainSelect

from .searching import Wanted
from .status import Status
from .titles import spellings

NARROWING = ("type", "body", "topic", "area", "since", "until", "status")

#: By which of them a feed can be narrowed, too.
FED = ("type", "body", "topic", "area", "year")


class RegistryForm(forms.Form):
    default_renderer = PlainRenderer

    title = forms.CharField(label=_("Words of the title"), required=False, max_length=200)
    number = forms.CharField(label=_("Number or code"), required=False, max_length=100)
    type = forms.ChoiceField(label=_("Type"), required=False, widget=PlainSelect)
    body = forms.ChoiceField(label=_("Body"), required=False, widget=PlainSelect)
    topic = forms.ChoiceField(label=_("Topic"), required=False, widget=PlainSelect)
    area = forms.ChoiceField(label=_("Area"), required=False, widget=PlainSelect)
    status = forms.ChoiceField(label=_("Status"), required=False, widget=PlainSelect)
    year = forms.IntegerField(required=False, widget=forms.HiddenInput, max_value=9999)
    cites = forms.UUIDField(required=False, widget=forms.HiddenInput)
    since = forms.DateField(
        label=_("Adopted from"), required=False, widget=forms.DateInput({"type": "date"})
    )
    until = forms.DateField(
        label=_("Adopted until"), required=False, widget=forms.DateInput({"type": "date"})
    )

    def __init__(self, data, catalogue, issuing: set[int], topics: list, areas: list):
        """``issuing`` are the bodies to choose from: those that have issued an act; topics and
        areas are those of the site, in the order of their trees."""
        super().__init__(data)
        self.catalogue, self.trees = catalogue, {"topic": topics, "area": areas}
        for kind, everything in (("topic", _("all topics")), ("area", _("all areas"))):
            if rows := self.trees[kind]:
                words = [(row.code, row.indented()) for row in rows]
                self.fields[kind].choices = [("", everything), *words]
            else:
                del self.fields[kind]
        for kind, everything in (("type", _("all types")), ("body", _("all bodies"))):
            offered = catalogue.all(kind)
            if kind == "body":
                offered = [row for row in offered if row.pk in issuing]
            rows = [(row.code, row.label()) for row in offered]
            self.fields[kind].choices = [("", everything), *rows]
        self.fields["status"].choices = [("", _("any")), *Status.choices]

    def _chosen(self, kind: str) -> int | None:
        code = self.cleaned_data.get(kind)
        return next((row.pk for row in self.catalogue.all(kind) if row.code == code), None)

    def _within(self, kind: str) -> list[int]:
        """The row that was chosen of a tree, with all that is part of it."""
        code = self.cleaned_data.get(kind)
        lineage = next((row.lineage for row in self.trees[kind] if row.code == code), None)
        rows = self.trees[kind] if lineage else []
        return [row.pk for row in rows if row.lineage.startswith(lineage)]

    def wanted(self) -> Wanted:
        """What was filled in and could be understood."""
        self.is_valid()
        given = self.cleaned_data
        return Wanted(
            act_type=self._chosen("type"),
            body=self._chosen("body"),
            topics=self._within("topic"),
            areas=self._within("area"),
            cites=given.get("cites"),
            year=given.get("year"),
            since=given.get("since"),
            until=given.get("until"),
            words=[spellings(word) for word in fold(given.get("title", "")).split()[:8]],
            number=given.get("number", ""),
            status=given.get("status", ""),
        )

    def fed(self) -> dict[str, str]:
        """What the address of a feed asks for, so that it tells of what is listed."""
        given = {name: self.cleaned_data.get(name) for name in FED}
        asked = {name: str(value) for name, value in given.items() if value}
        return {"lang": get_language() or "", **asked}

    def narrowing(self) -> list:
        """The fields behind the fold."""
        return [self[name] for name in NARROWING if name in self.fields]

    @property
    def is_narrowed(self) -> bool:
        return any(self.data.get(name) for name in NARROWING)

    @property
    def is_searching(self) -> bool:
        return any(self.data.get(name) for name in self.fields)
