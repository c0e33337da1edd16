"""Rows of several kinds with their names, for a page that shows them: one query for all."""

from collections.abc import Iterable

from django.db import router
from django.db.models import CharField, F, IntegerField, Model, QuerySet, Value
from django.db.models.functions import JSONObject


class NameCatalogue:
    """``NameCatalogue({"body": Body, "topic": Topic}, names_of(body=…, topic=…))``.

    A row knows its ``pk``, code, order and names, and nothing else: it is there to be named.
    """

    def __init__(self, models: dict[str, type[Model]], names: Iterable[tuple]) -> None:
        self._models = models
        self._rows: dict[str, dict[int, object]] = {kind: {} for kind in models}
        for row in names:
            self._take(*row)

    def _take(self, kind: str, pk: int, code: str, order: int, language: str, name: str) -> None:
        rows = self._rows[kind]
        if pk not in rows:
            # Fields that were not asked for are deferred; defaults would say what is not so.
            model = self._models[kind]
            using = router.db_for_read(model)
            rows[pk] = model.from_db(using, [model._meta.pk.attname, "code"], [pk, code])
            rows[pk].sort_order, rows[pk].known_names = order, {}
        if language:
            rows[pk].known_names[language] = name

    def all(self, kind: str) -> list:
        return sorted(self._rows[kind].values(), key=lambda row: (row.sort_order, row.code))

    def get(self, kind: str, pk: int | None):
        return self._rows[kind].get(pk)


def names_of(**parts: QuerySet) -> QuerySet:
    """The rows of every kind with their names, in one statement."""
    return together([_names(kind, rows) for kind, rows in parts.items()])


def _names(kind: str, rows: QuerySet) -> QuerySet:
    label = Value(kind, output_field=CharField())
    return rows.order_by().values_list(label, *_name_columns(rows.model).values())


def _name_columns(model: type[Model]) -> dict:
    has_order = any(field.name == "sort_order" for field in model._meta.fields)
    order = F("sort_order") if has_order else Value(0, output_field=IntegerField())
    columns = {"pk": "pk", "code": "code", "order": order}
    return columns | {"language": "names__language", "name": "names__name"}


def told(kind: str, rows: QuerySet, *names: str, **columns) -> QuerySet:
    """Rows as their kind and a JSON object of columns, so that one statement (``together``) can ask
    for rows of different models; ``made`` makes rows of them again."""
    columns = {name: name for name in names} | columns
    label = Value(kind, output_field=CharField())
    return rows.order_by().values_list(label, JSONObject(**columns))


def names_told(**parts: QuerySet) -> list[QuerySet]:
    """What ``names_of`` asks, as parts of a statement that asks for more; see ``told``."""
    return [told(kind, rows, **_name_columns(rows.model)) for kind, rows in parts.items()]


def made(model: type[Model], values: dict) -> Model:
    """A row of which these columns are known; the others are fetched when they are wanted."""
    # In the order of the model's columns, as rows of the database come.
    fields = [field for field in model._meta.concrete_fields if field.attname in values]
    found = [field.to_python(values[field.attname]) for field in fields]
    return model.from_db(router.db_for_read(model), [f.attname for f in fields], found)


def together(queries: list[QuerySet]) -> QuerySet:
    """All in one statement; Django 6.1 would give it the order of the first one's model."""
    first, *others = queries
    return first.union(*others, all=True).order_by() if others else first
