"""What somebody types who signs a petition."""

from datetime import datetime
from typing import Self

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from wagtail_civic.core.actions import PublicForm
from wagtail_civic.core.models import Area

from .entry import DECLARATION, Entry, Typed
from .forms import AddressField, AreaField, NameField, PersonalNumberField, takes_phones

MAXIMUM_DIGITS = 18
"""Of the number of a row that every database can hold."""


class SignForm(PublicForm):
    purpose = "petitions.sign"

    name = NameField(label=_("First and last name"))
    address = AddressField(label=_("E-mail"))
    personal_number = PersonalNumberField(
        label=_("Personal number"),
        help_text=_("So that nobody signs twice. It is not kept, only a code made of it."),
    )
    area = AreaField(label=_("Village or town"))
    shows_name = forms.BooleanField(label=_("Show my name on the list"), required=False)
    wants_notices = forms.BooleanField(
        label=_("Write to me by e-mail what becomes of the petition"),
        required=False,
    )
    eligible = forms.BooleanField(label=DECLARATION)

    def __init__(
        self,
        *args,
        site,
        declaration: str = "",
        areas: list[Area] | None = None,
        personal_number: str = "no",
        has_areas: bool | None = None,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.fields["personal_number"].required = personal_number == "required"
        if personal_number == "no":
            del self.fields["personal_number"]
        self.fields["area"].offer(site, areas)
        if has_areas is None:
            offered = self.fields["area"].queryset
            has_areas = bool(self.data.get("area") or areas or offered.exists())
        if not has_areas:
            del self.fields["area"]
        if takes_phones():
            self.fields["address"].label = _("E-mail or phone")
        self.fields["address"].help_text = _(
            "We send you a confirmation. Your address is never published."
        )
        if declaration:
            self.fields["eligible"].label = declaration

    @classmethod
    def typed(cls, data: QueryDict | None) -> Typed:
        """That by which rows are found; the form itself says what is wrong with the rest."""
        if data is None:
            return Typed()
        try:
            contact = cls.base_fields["address"].clean(data.get("address", ""))
        except ValidationError:
            contact = None
        area = data.get("area", "")
        is_number = area.isascii() and area.isdecimal() and len(area) <= MAXIMUM_DIGITS
        return Typed(contact, int(area) if is_number else None)

    @classmethod
    def of_entry(cls, data: QueryDict | None, entry: Entry, now: datetime) -> Self:
        """With what was read of the petition, so that the form has nothing to ask."""
        form = cls(
            data,
            site=entry.petition.site,
            declaration=entry.declaration,
            personal_number=entry.settings.personal_number,
            has_areas=entry.has_areas,
            now=now,
        )
        if "area" in form.fields:
            form.fields["area"].know(entry.area)
        return form


class IdentifiedForm(PublicForm):
    """What somebody whom the host's log-in knows still has to say."""

    purpose = "petitions.sign"
    minimum_seconds = 0

    area = AreaField(label=_("Village or town"))
    shows_name = forms.BooleanField(label=_("Show my name on the list"), required=False)
    eligible = forms.BooleanField(label=DECLARATION)

    def __init__(self, *args, site, texts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].offer(site)
        if not self.fields["area"].queryset.exists():
            del self.fields["area"]
        if texts.eligibility:
            self.fields["eligible"].label = texts.eligibility
