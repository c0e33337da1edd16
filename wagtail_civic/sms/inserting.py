"""`INSERT … SELECT`: rows made in the database from rows of the database, without Python."""

from django.db import connections, router
from django.db.models.constants import OnConflict


def insert_select(model, columns: dict, rows) -> int:
    """Write one row of `model` for each of `rows`; how many were written.

    `columns` are names of fields to expressions over `rows`. What a unique constraint holds already
    is skipped, so that a second run adds nothing.
    """
    using = router.db_for_write(model)
    connection = connections[using]
    rows = rows.using(using).annotate(**{f"put_{name}": value for name, value in columns.items()})
    select = rows.values_list(*(f"put_{name}" for name in columns))
    sql, params = select.query.get_compiler(using).as_sql()
    quote = connection.ops.quote_name
    fields = [model._meta.get_field(name) for name in columns]
    insert = connection.ops.insert_statement(on_conflict=OnConflict.IGNORE)
    suffix = connection.ops.on_conflict_suffix_sql(fields, OnConflict.IGNORE, [], [])
    names = ", ".join(quote(field.column) for field in fields)
    statement = f"{insert} {quote(model._meta.db_table)} ({names}) {sql} {suffix}"
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return max(0, cursor.rowcount)
