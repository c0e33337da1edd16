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

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from functools import update_wrapper
from weakref import WeakKeyDictionary

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Expression, Field, QuerySet

LONG = 32
"""A list of more values is one array where the database has arrays: drivers are slow with places.
"""

ANY = "ANY("
"""What an array stands in; ``IN`` knows rows only, and of rows PostgreSQL reads the whole table."""

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
        if self.length > LONG and connection.vendor == "postgresql":
            kind = self.output_field.cast_db_type(connection)
            return f"({ANY}%s::{kind}[]))", [(self.name, None)]
        places = ", ".join(["%s"] * self.length)
        return f"({places})", [(self.name, place) for place in range(self.length)]

    def at(self, place: int) -> "Place":
        """One value of the list, by itself."""
        return Place(self.name, self.output_field, place)


class Place(Expression):
    def __init__(self, name: str, field: Field, place: int) -> None:
        super().__init__(output_field=field)
        self.name, self.place = name, place

    def as_sql(self, compiler, connection):
        return "%s", [(self.name, self.place)]


class Statement:
    """A queryset with its SQL; it answers with what the queryset would."""

    def __init__(self, queryset: QuerySet, fields: dict[str, Field]) -> None:
        self.query, self.kind = queryset.query, type(queryset)
        own = ("_query", "_result_cache")
        self.kept = {key: value for key, value in vars(queryset).items() if key not in own}
        self.compiler = self.query.get_compiler(queryset.db)
        self.params: tuple = ()
        try:
            sql, self.params = self.compiler.as_sql()
            self.sql = sql.replace(f" IN ({ANY}", f" = {ANY}(")
        except EmptyResultSet:
            self.sql = ""
        self.places = [
            (at, fields[param[0]], *param)
            for at, param in enumerate(self.params)
            if isinstance(param, tuple) and param and param[0] in fields
        ]
        # A compiler belongs to one connection, and a connection to one thread.
        self.compiler.connection = None

    def ask(self, values: dict) -> list:
        if not self.sql:
            return []
        # Copied, not chained: nothing is added to the query, it only gets a compiler of its own.
        query, compiler = copy(self.query), copy(self.compiler)
        queryset = self.with_query(query)
        compiler.query, compiler.connection = query, connections[queryset.db]
        filled = self.filled(values, compiler.connection)
        compiler.as_sql = lambda *args, **kwargs: (self.sql, filled)
        compiler.get_converters = lambda selected: self._converters(compiler, selected)
        query.get_compiler = lambda *args, **kwargs: compiler
        rows = list(queryset)
        # These point in circles, which only the garbage collector would undo.
        del compiler.get_converters, query.get_compiler
        return rows

    def with_query(self, query) -> QuerySet:
        queryset = self.kind(query=query)
        vars(queryset).update(self.kept)
        return queryset

    def filled(self, values: dict, connection) -> tuple:
        params = list(self.params)
        for at, field, name, place in self.places:
            value = values[name] if place is None else values[name][place]
            if isinstance(value, list):
                params[at] = [field.get_db_prep_value(one, connection) for one in value]
            else:
                params[at] = field.get_db_prep_value(value, connection)
        return tuple(params)

    def _converters(self, compiler, selected) -> dict:
        """Found once for a connection, which alone holds them: their functions are its own."""
        known = vars(compiler.connection).setdefault("civic_converters", WeakKeyDictionary())
        if self not in known:
            known[self] = type(compiler).get_converters(compiler, selected)
        return known[self]


class Prepared:
    """A question; see above."""

    def __init__(self, build: Callable[..., QuerySet], slots: dict[str, Field | list]) -> None:
        self.build, self.slots = build, slots
        self.fields = {name: kind[0] if _several(kind) else kind for name, kind in slots.items()}
        self.lists = tuple(name for name, kind in slots.items() if _several(kind))
        self.statements: dict[tuple, Statement] = {}
        update_wrapper(self, build)

    def __call__(self, **given) -> list:
        return self.with_values(**given).ask()

    def with_values(self, *, is_kept: bool = True, **given) -> "Filled":
        """Not yet asked, so that it can be asked together with others (``ask_together``).

        A question of which nobody knows what it depends on is not ``is_kept``.
        """
        values = {name: given.pop(name) for name in self.slots}
        for name in self.lists:
            values[name] = _rounded(values[name])
        lengths = {name: len(values[name]) for name in self.lists}
        if not is_kept:
            return Filled(self._built(lengths, given), values)
        key = (*lengths.values(), *given.items())
        statement = self.statements.get(key)
        if statement is None or is_checking:
            statement = self._written(key, lengths, given, statement)
        return Filled(statement, values)

    def _written(self, key, lengths, shape, known: Statement | None) -> Statement:
        statement = self._built(lengths, shape)
        if known and (known.sql, known.params) != (statement.sql, statement.params):
            message = f"{self.build.__qualname__} depends on more than its arguments"
            raise AssertionError(message)
        if len(self.statements) >= MOST:
            self.statements.clear()
        self.statements[key] = statement
        return statement

    def _built(self, lengths, shape) -> Statement:
        slots = {
            name: [] if lengths.get(name) == 0 else Slot(name, field, lengths.get(name))
            for name, field in self.fields.items()
        }
        return Statement(self.build(**slots, **shape), self.fields)


class Filled:
    """A statement and the values that it is asked with."""

    def __init__(self, statement: Statement, values: dict) -> None:
        self.statement, self.values = statement, values

    def ask(self) -> list:
        return self.statement.ask(self.values)


def ask_together(questions: Iterable[Filled]) -> list[tuple]:
    """The rows of several questions in one statement.

    Each is a ``values_list`` of the same columns, without an order and without a limit, of texts
    and whole numbers: what a driver answers is what there is.
    """
    asked = [question for question in questions if question.statement.sql]
    if not asked:
        return []
    first = asked[0].statement
    connection = connections[first.with_query(first.query).db]
    params: list = []
    for question in asked:
        params += question.statement.filled(question.values, connection)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(q.statement.sql for q in asked), params)
        return cursor.fetchall()


def prepared(**slots: Field | list) -> Callable[[Callable[..., QuerySet]], Prepared]:
    return lambda build: Prepared(build, slots)


def _several(kind: Field | Sequence) -> bool:
    return isinstance(kind, list)


def _rounded(values: Sequence) -> list:
    """As many as a power of two, the last repeated: ``__in`` asks the same, in fewer statements."""
    values = list(values)
    wanted = 1 << (len(values) - 1).bit_length() if values else 0
    return values + values[-1:] * (wanted - len(values))
