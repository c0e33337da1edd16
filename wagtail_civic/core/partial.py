"""Rows of which some columns are known already, without asking for them again."""

from collections.abc import Mapping
from typing import TypeVar

from django.db import router
from django.db.models import Model

Row = TypeVar("Row", bound=Model)


def partly(model: type[Row], values: Mapping) -> Row:
    """The row with these columns; others are fetched when somebody asks for them.

    ``values["id"]`` is the primary key, of a model below another one, too; what the model has no
    column for is left out.
    """
    values = {**values, model._meta.pk.attname: values["id"]}
    columns = [field.attname for field in model._meta.concrete_fields if field.attname in values]
    return model.from_db(router.db_for_read(model), columns, [values[name] for name in columns])
