"""A number that no column holds names no row.

Django says so of ``pk=…`` and leaves ``pk__in=…`` to the database, which fails: SQLite with an
OverflowError, PostgreSQL with a DataError. Forms, filters and choosers of several rows ask so.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import models
from django.db.models.lookups import In


class FittingIn(In):
    def process_rhs(self, compiler, connection):
        if self.rhs_is_direct_value():
            kind = self.lhs.output_field.get_internal_type()
            least, most = connection.ops.integer_field_range(kind)
            self.rhs = [
                value for value in self.rhs if not isinstance(value, int) or least <= value <= most
            ]
        return super().process_rhs(compiler, connection)


def connect() -> None:
    """For the rows of the suite and those they point at, in this installation's own fields:
    Django's classes, and so the host's other models, stay as they are."""
    for key in {model._meta.pk for model in _chosen()}:
        if isinstance(key, models.AutoField):
            key.register_lookup(FittingIn)


def _chosen() -> Iterator[type[models.Model]]:
    for model in apps.get_models():
        if model._meta.app_label.startswith("civic_"):
            yield model
            relations = [*model._meta.fields, *model._meta.many_to_many]
            yield from (field.related_model for field in relations if field.related_model)
