"""Rows that an editor puts into a form by number: a chooser offers some, and would take any."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.forms import ModelChoiceField
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import BaseChooser
from wagtail.blocks.base import BlockField
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage

from .compat import file_policy

FILES = (AbstractDocument, AbstractImage)
#: What is sent in place of a number that is refused.
NO_ROW = "0"


def choosable(user, model: type[Model]) -> QuerySet:
    """The documents or pictures that Wagtail's choosers offer to this user."""
    return file_policy(model).instances_user_has_any_permission_for(user, ["choose", "change"])


class CivicBlockField(BlockField):
    """Takes no document or picture that the user of its form may not choose, neither as a block
    nor as a link, unless it was there ``before``."""

    user = None
    before = None

    def clean(self, value):
        cleaned = super().clean(value)
        if self._is_refused(cleaned):
            raise ValidationError(
                _(
                    "A document or picture was put in that you may not choose. Choose one from "
                    "the collections you work with."
                )
            )
        return cleaned

    def prepare_value(self, value):
        """What is refused is not shown again: its title would be."""
        return self.before if self._is_refused(value) else value

    def _is_refused(self, value) -> bool:
        return self.user is not None and _has_others(
            self.user, self._references(value) - self._references(self.before)
        )

    def _references(self, value) -> set[tuple[type[Model], str]]:
        found = self.block.extract_references(value) if value else ()
        return {(model, str(key)) for model, key, *_path in found}


def limit_choosers(form) -> None:
    """A form and its inline forms take only documents and pictures that the user of the form may
    choose, or that it began with; and no chooser names a row that its field does not take."""
    user = getattr(form, "for_user", None)
    parts = [([form], [getattr(form, "instance", None)])]
    for formset in getattr(form, "formsets", {}).values():
        parts.append((formset.forms, formset.get_queryset()))
    for forms, rows in parts:
        for each in forms:
            if user is not None:
                _limit_files(each, user, rows)
            _hide_refused(each)


def _limit_files(form, user, rows: Iterable[Model]) -> None:
    """``rows`` are those of the form and its siblings: a draft's own are in no table yet."""
    for name, field in form.fields.items():
        if isinstance(field, CivicBlockField):
            field.user, field.before = user, form.initial.get(name)
        elif isinstance(field, ModelChoiceField) and issubclass(field.queryset.model, FILES):
            held = {row.serializable_value(name) for row in rows} - {None}
            may = choosable(user, field.queryset.model).values("pk")
            field.queryset = field.queryset.filter(Q(pk__in=may) | Q(pk__in=held))


def _hide_refused(form) -> None:
    """A form that is shown again with its faults shows what was sent, and a chooser its title."""
    for name, field in form.fields.items() if form.is_bound else ():
        sent = form.data.get(form.add_prefix(name))
        if sent and isinstance(field.widget, BaseChooser) and not _takes(field, sent):
            form.data = form.data.copy()
            form.data[form.add_prefix(name)] = NO_ROW


def _takes(field: ModelChoiceField, sent: str) -> bool:
    try:
        field.to_python(sent)
    except ValidationError:
        return False
    return True


def _has_others(user, references: set[tuple[type[Model], str]]) -> bool:
    """Whether one of them is a file that the user may not choose."""
    for model in {model for model, _key in references if issubclass(model, FILES)}:
        keys = [_number(model, key) for kind, key in references if kind is model]
        named = model._default_manager.filter(pk__in=[key for key in keys if key is not None])
        if named.exclude(pk__in=choosable(user, model).values("pk")).exists():
            return True
    return False


def _number(model: type[Model], key: str):
    """The key as the database knows it; None for a text that is none."""
    try:
        return model._meta.pk.to_python(key)
    except ValidationError:
        return None
