"""System checks: what is missing or wrong, and how to mend it.

``wagtail_civic.E…`` stops the site from starting, ``W…`` is advice. Capabilities add their own,
numbered by app: core 0xx, documents 1xx, acts 2xx, sessions 3xx, petitions 4xx, sms 5xx,
budget 6xx, news 7xx.
"""

from difflib import get_close_matches
from math import inf
from os import cpu_count
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.apps import apps
from django.conf import settings as django_settings
from django.core.checks import Error, Tags, Warning, register
from django.db import connections, router

from . import conf

ROUND = 60
"""Seconds for which the longest of our usual tasks, a turn at a mailing, keeps a worker."""
NEEDED_APPS = {
    "wagtail.contrib.routable_page": "registers, lists and search are routable pages",
    "wagtail.contrib.settings": "the municipality's own settings",
    "wagtail.contrib.typed_table_block": "tables in the body of a page",
    "django_q": "the queue that runs jobs in the background",
}


@register("wagtail_civic")
def check_settings(app_configs=None, **kwargs):
    value = getattr(django_settings, "WAGTAIL_CIVIC", {})
    if not isinstance(value, dict):
        return [
            Error(
                "WAGTAIL_CIVIC must be a dict.",
                hint="Write WAGTAIL_CIVIC = {} or leave it out.",
                id="wagtail_civic.E001",
            )
        ]
    found = []
    for key, given in value.items():
        setting = conf.declared.get(key)
        if setting is None:
            near = get_close_matches(
                str(key), [str(known) for known, _setting in conf.declared.items()], 1
            )
            hint = f"Did you mean {near[0]!r}?" if near else "Remove it."
            found.append(
                Error(f"WAGTAIL_CIVIC has no setting {key!r}.", hint=hint, id="wagtail_civic.E002")
            )
        elif not setting.accepts(given):
            wanted = " or ".join(kind.__name__ for kind in setting.types)
            found.append(
                Error(
                    f"WAGTAIL_CIVIC[{key!r}] is of type {type(given).__name__}.",
                    hint=f"Give it a value of type {wanted}: {setting.doc}",
                    id="wagtail_civic.E003",
                )
            )
        elif setting.validate and (message := setting.validate(given)):
            found.append(
                Error(
                    f"WAGTAIL_CIVIC[{key!r}]: {message}",
                    hint=setting.doc,
                    id="wagtail_civic.E004",
                )
            )
    return found


@register("wagtail_civic")
def check_installed_apps(app_configs=None, **kwargs):
    return [
        Error(
            f"{name!r} is not in INSTALLED_APPS ({reason}).",
            hint=f"Add {name!r} to INSTALLED_APPS.",
            id="wagtail_civic.E005",
        )
        for name, reason in NEEDED_APPS.items()
        if not apps.is_installed(name)
    ]


@register("wagtail_civic")
def check_base_page(app_configs=None, **kwargs):
    swapped = getattr(django_settings, "WAGTAIL_PAGE_MODEL", "wagtailcore.Page")
    if swapped == "wagtailcore.Page":
        return []
    return [
        Error(
            f"The base page is swapped (WAGTAIL_PAGE_MODEL = {swapped!r}).",
            hint=(
                "wagtail_civic's page types build on wagtailcore.Page. Keep the default base "
                "page, or leave the apps out and build page types of your own from the mixins, "
                "e.g. wagtail_civic.petitions.models.PetitionPageMixin."
            ),
            id="wagtail_civic.E006",
        )
    ]


@register("wagtail_civic")
def check_time_zone(app_configs=None, **kwargs):
    name = conf.settings.MUNICIPAL_TIME_ZONE
    if not isinstance(name, str):
        return []
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return [
            Error(
                f"WAGTAIL_CIVIC['MUNICIPAL_TIME_ZONE'] names no time zone: {name!r}.",
                hint="Write it as in 'Asia/Tbilisi'.",
                id="wagtail_civic.E007",
            )
        ]
    return []


@register("wagtail_civic", Tags.database)
def check_sqlite(app_configs=None, databases=None, **kwargs):
    found = []
    for alias in databases or []:
        database = django_settings.DATABASES[alias]
        if not database["ENGINE"].endswith("sqlite3"):
            continue
        options = database.get("OPTIONS", {})
        if options.get("transaction_mode") == "IMMEDIATE" and options.get("timeout", 0) >= 20:
            continue
        found.append(
            Warning(
                f"The SQLite database {alias!r} will refuse some writes when several come at once.",
                hint=(
                    "Set OPTIONS to {'transaction_mode': 'IMMEDIATE', 'timeout': 20, "
                    "'init_command': 'PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;'}."
                ),
                id="wagtail_civic.W008",
            )
        )
    return found


CHARACTERS = """
    SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = DATABASE() AND data_type IN ('char', 'varchar')
    AND character_maximum_length IN (32, 36)
"""
"""Where a UUID may stand as text: as Django before 5 wrote it, or with hyphens."""


@register("wagtail_civic", Tags.database)
def check_uuids(app_configs=None, databases=None, **kwargs):
    """Columns that are older than Django 5 or MariaDB 10.7: no UUID is found in them any more."""
    return [
        Warning(
            f"The MariaDB database {alias!r} keeps UUIDs as text, where Django now looks for "
            f"the type uuid and finds nothing: {', '.join(found)}.",
            hint=(
                "Back up, run python manage.py convert_mariadb_uuids (it changes the columns of "
                "Wagtail and of translatable models), and check again. A column that is still "
                "named: ALTER TABLE … MODIFY … uuid, with NOT NULL where it was so; or keep it, "
                "with a field of your own, as Django's release notes of 5.0 say under "
                "#migrating-uuidfield."
            ),
            id="wagtail_civic.W020",
        )
        for alias in databases or []
        if (found := _uuids_as_text(alias))
    ]


def _uuids_as_text(alias: str) -> list[str]:
    connection = connections[alias]
    if connection.vendor != "mysql" or not connection.mysql_is_mariadb:
        return []
    if not connection.features.has_native_uuid_field:
        return []
    with connection.cursor() as cursor:
        cursor.execute(CHARACTERS)
        texts = set(cursor.fetchall())
    expected = {
        (model._meta.db_table, field.column)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and router.allow_migrate_model(alias, model)
        for field in model._meta.local_concrete_fields
        if field.db_type(connection) == "uuid"
    }
    return [f"{table}.{column}" for table, column in sorted(texts & expected)]


@register("wagtail_civic")
def check_queue(app_configs=None, **kwargs):
    queue = getattr(django_settings, "Q_CLUSTER", None)
    if conf.settings.JOBS_SYNC is True:
        return []
    if not isinstance(queue, dict):
        return [
            Warning(
                "Q_CLUSTER is not set: django-q2 falls back to Redis and repeats failing tasks.",
                hint=(
                    "Set Q_CLUSTER = {'name': 'civic', 'orm': 'default', 'timeout': 120, "
                    "'retry': 180, 'max_attempts': 3, 'workers': 2, 'poll': 1, 'catch_up': False}."
                ),
                id="wagtail_civic.W009",
            )
        ]
    found = []
    timeout, retry = queue.get("timeout"), queue.get("retry", 60)
    if timeout is None or retry <= timeout:
        found.append(
            Error(
                "Q_CLUSTER: a task may run twice at once (retry must be longer than timeout).",
                hint="Set 'timeout': 120 and 'retry': 180.",
                id="wagtail_civic.E010",
            )
        )
    if not queue.get("max_attempts"):
        found.append(
            Warning(
                "Q_CLUSTER: a failing task is repeated for ever.",
                hint="Set 'max_attempts': 3.",
                id="wagtail_civic.W011",
            )
        )
    if not queue.get("orm"):
        found.append(
            Warning(
                "Q_CLUSTER: this broker loses tasks when a worker dies.",
                hint="Set 'orm': 'default'; the periodic jobs find lost work, only later.",
                id="wagtail_civic.W012",
            )
        )
    return found


@register("wagtail_civic")
def check_queue_pace(app_configs=None, **kwargs):
    """What makes django-q2 do a job more often than it is asked to (1.11, measured)."""
    queue = getattr(django_settings, "Q_CLUSTER", None)
    if conf.settings.JOBS_SYNC is True or not isinstance(queue, dict):
        return []
    workers = queue.get("workers") or cpu_count() or 4
    waiting = queue.get("queue_limit", workers**2)
    rounds = -(-waiting // workers) if waiting else inf
    dangers = [
        (
            queue.get("orm", "default") not in ("default", None),
            "the queue lies in another database than the schedules, which begin again and again.",
            "Set 'orm': 'default'.",
            "W015",
        ),
        (
            queue.get("catch_up", True),
            "after an outage every job is run as often as it was missed.",
            "Set 'catch_up': False; each job finds all its work in one run.",
            "W016",
        ),
        (
            queue.get("cached"),
            "results are kept in the cache, so that the attempts of a failing task are not counted "
            "and it is repeated for ever.",
            "Remove 'cached'.",
            "W017",
        ),
        (
            rounds * ROUND >= queue.get("retry", 60) and rounds > 1,
            "tasks may wait in the cluster longer than 'retry', and are then run twice.",
            f"Set 'queue_limit': {workers}, or a longer 'retry'.",
            "W018",
        ),
    ]
    return [
        Warning(f"Q_CLUSTER: {message}", hint=hint, id=f"wagtail_civic.{number}")
        for is_so, message, hint, number in dangers
        if is_so
    ]


@register("wagtail_civic", deploy=True)
def check_queue_is_one(app_configs=None, **kwargs):
    queue = getattr(django_settings, "Q_CLUSTER", None)
    if not isinstance(queue, dict) or not queue.get("sync"):
        return []
    return [
        Warning(
            "Q_CLUSTER: 'sync' makes every visitor wait for the jobs that a click begins.",
            hint="Remove 'sync' and run a worker: python manage.py qcluster.",
            id="wagtail_civic.W019",
        )
    ]


@register("wagtail_civic")
def check_use_tz(app_configs=None, **kwargs):
    if django_settings.USE_TZ:
        return []
    return [
        Error(
            "USE_TZ is False: deadlines, quiet hours and schedules would shift with the server's "
            "clock.",
            hint="Set USE_TZ = True.",
            id="wagtail_civic.E014",
        )
    ]


@register("wagtail_civic")
def check_georgian_labels(app_configs=None, **kwargs):
    name = "wagtail_civic.core.middleware.MkhedruliMiddleware"
    languages = {code for code, _name in getattr(django_settings, "LANGUAGES", ())}
    few = len(languages) < 20  # Django's own list names a hundred: the host chose none
    if "ka" not in languages or not few or name in django_settings.MIDDLEWARE:
        return []
    return [
        Warning(
            "Labels in the Georgian admin begin with a Mtavruli (capital) letter.",
            hint=f"Add {name!r} to MIDDLEWARE, after the security middleware.",
            id="wagtail_civic.W013",
        )
    ]
