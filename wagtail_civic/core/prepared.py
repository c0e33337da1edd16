"""Questions that are put into SQL once in a process, and asked with other values afterwards.

Most of what a public page costs is not its rows but Django writing the same statements again for
each reader. A question that every reader asks is therefore a function that builds its queryset
from *slots*; the statement is kept, and each call fills the slots.

    @prepared(site=BigAutoField(), now=DateTimeField(), acts=[BigAutoField()])
    def repeals(site, now, acts):
        return ActRelation.objects.filter(target__in=acts, …)

    repeals(site=site.pk, now=timezone.now(), acts=[1, 2, 3])  # a list, evaluated

What is declared is a slot: a value of that field, or (in brackets) several values for ``__in``.
Every other argument belongs to the shape of the question: it must be hashable, of few different
values (a language, the path of an index), and there is a statement for each.

The function must build the same queryset for the same shape, whatever time it is and whatever the
database holds. The tests build every question anew at every call and compare (``is_checking``).
"""

from collections.abc import Callable, Sequence
from functools import update_wrapper

from django.core.exceptions import EmptyResultSet
from django.db.models import Expression, Field, QuerySet

MOST = 200
"""Statements of one question; with more, its shape was not a shape, and it starts again."""

#: Tests build each question anew and compare; see ``tests/conftest.py``.
is_checking = False


class Slot(Expression):
    """Where one value goes, or one list of values, once the statement is written."""

    def __init__(self, name: str, field: Field, length: int | None = None) -> None:
        super().__init__(output_field=field)
        self.name, self.length = name, length

    def as_sql(self, compiler, connection):
        if self.length is None:
            return "%s", [(self.name, None)]
        places = ", ".join(["%s"] * self.length)
        return f"({places})", [(self.name, place) for place in range(self.length)]


class Statement:
    """A queryset with its SQL; it answers with what the queryset would."""

    def __init__(self, queryset: QuerySet, fields: dict[str, Field]) -> None:
        self.queryset, self.fields = queryset, fields
        compiler = queryset.query.get_compiler(queryset.db)
        self.params: tuple = ()
        try:
            self.sql, self.params = compiler.as_sql()
        except EmptyResultSet:
            self.sql = ""
        own = ("query", "connection", "using")
        self.written = {key: value for key, value in vars(compiler).items() if key not in own}

    def ask(self, values: dict) -> list:
        if not self.sql:
            return []
        queryset = self.queryset._chain()
        compiler = queryset.query.get_compiler(queryset.db)
        vars(compiler).update(self.written)
        filled = tuple(self._filled(param, values, compiler.connection) for param in self.params)
        compiler.as_sql = lambda *args, **kwargs: (self.sql, filled)
        queryset.query.get_compiler = lambda *args, **kwargs: compiler
        return list(queryset)

    def _filled(self, param, values: dict, connection):
        if not (isinstance(param, tuple) and param and param[0] in self.fields):
            return param
        name, place = param
        value = values[name] if place is None else values[name][place]
        return self.fields[name].get_db_prep_value(value, connection)


class Prepared:
    """A question; see above."""

    def __init__(self, build: Callable[..., QuerySet], slots: dict[str, Field | list]) -> None:
        self.build, self.slots = build, slots
        self.fields = {name: kind[0] if _several(kind) else kind for name, kind in slots.items()}
        self.statements: dict[tuple, Statement] = {}
        update_wrapper(self, build)

    def __call__(self, **given) -> list:
        values = {name: given.pop(name) for name in self.slots}
        lengths = {name: len(values[name]) for name, kind in self.slots.items() if _several(kind)}
        key = (*lengths.values(), *given.items())
        statement = self.statements.get(key)
        if statement is None or is_checking:
            statement = self._written(key, lengths, given, statement)
        return statement.ask(values)

    def _written(self, key, lengths, shape, known: Statement | None) -> Statement:
        slots = {
            name: [] if lengths.get(name) == 0 else Slot(name, field, lengths.get(name))
            for name, field in self.fields.items()
        }
        statement = Statement(self.build(**slots, **shape), self.fields)
        if known and (known.sql, known.params) != (statement.sql, statement.params):
            message = f"{self.build.__qualname__} depends on more than its arguments"
            raise AssertionError(message)
        if len(self.statements) >= MOST:
            self.statements.clear()
        self.statements[key] = statement
        return statement


def prepared(**slots: Field | list) -> Callable[[Callable[..., QuerySet]], Prepared]:
    return lambda build: Prepared(build, slots)


def _several(kind: Field | Sequence) -> bool:
    return isinstance(kind, list)
