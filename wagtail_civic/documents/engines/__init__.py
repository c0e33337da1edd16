"""The database's own full-text engine behind one small interface.

Each knows how to prepare what it needs beside the table of ``IndexEntry``, and how to answer a
parsed query with the best rows of a site.
"""

from functools import cache

from django.db import connections, router

from wagtail_civic.core.conf import settings

from .base import Engine

__all__ = ["Engine", "engine", "forget", "prepare"]


def engine(using: str | None = None) -> Engine:
    """What searches: the site's own search backend if it names one, else the database."""
    backend = settings.SEARCH_BACKEND
    if backend is None:
        return database_engine(using)
    from .backend import BackendEngine

    return BackendEngine(backend, database_engine(using))


def database_engine(using: str | None = None) -> Engine:
    """The engine of the database that holds the index."""
    from ..models.entries import IndexEntry

    connection = connections[using or router.db_for_read(IndexEntry)]
    if connection.vendor == "sqlite":
        from . import sqlite

        if _has_fts5(connection.alias):
            return sqlite.SQLiteEngine(connection)
    elif connection.vendor == "postgresql":
        from .postgresql import PostgreSQLEngine

        return PostgreSQLEngine(connection)
    elif connection.vendor == "mysql":
        from .mysql import MySQLEngine

        return MySQLEngine(connection)
    from .plain import PlainEngine

    return PlainEngine(connection)


@cache
def _has_fts5(alias: str) -> bool:
    """Asked once in a process: the library does not change under it."""
    from .sqlite import has_fts5

    return has_fts5(connections[alias])


def prepare(using: str) -> None:
    """Make what the engine needs in this database; again after a migration rebuilt the table."""
    from ..models.entries import IndexEntry

    if IndexEntry._meta.db_table in connections[using].introspection.table_names():
        engine(using).prepare()


def forget(using: str) -> None:
    engine(using).forget()
