"""All that the database holds, to be compared before and after."""

from collections import Counter

from django.apps import apps
from django.db import connection

#: What Django and Wagtail keep by themselves of whoever is there.
OF_THE_VISIT = {"django_session", "wagtailadmin_editingsession"}


def contents() -> dict[str, Counter]:
    """The rows of every table as they are stored, each as a text."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if model._meta.managed and not model._meta.proxy and table not in OF_THE_VISIT:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                found[table] = Counter(map(repr, cursor.fetchall()))
    return found


def changes(before: dict[str, Counter], after: dict[str, Counter]) -> list[str]:
    """The rows that came (+) and went (-); a changed row does both."""
    lines = []
    for table in before:
        lines += [f"+ {table} {row}" for row in after[table] - before[table]]
        lines += [f"- {table} {row}" for row in before[table] - after[table]]
    return lines
