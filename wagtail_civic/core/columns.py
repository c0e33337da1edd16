"""Columns of the editors' lists, in the same words and figures as the public pages."""

from wagtail.admin.ui.tables import BooleanColumn, Column

from . import formats, text


class FieldColumn(Column):
    """One field of a model, named and sorted by that field."""

    def __init__(self, model, name: str, **kwargs):
        label = text.capitalized(model._meta.get_field(name).verbose_name)
        super().__init__(name, label=label, sort_key=name, **kwargs)


class DayColumn(FieldColumn):
    """``19.11.2026``"""

    def get_value(self, instance):
        value = super().get_value(instance)
        return formats.date(value) if value else ""


class NumberColumn(FieldColumn):
    """``63 000``"""

    def get_value(self, instance):
        value = super().get_value(instance)
        return "" if value is None else formats.number(value)


class YesNoColumn(BooleanColumn, FieldColumn):
    """A tick or a cross."""
