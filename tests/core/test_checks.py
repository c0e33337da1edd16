from contextlib import contextmanager, nullcontext
from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import connection
from wagtail.models import Page

from wagtail_civic.core import checks, conf


def found(**kwargs):
    return {message.id: message for message in run_checks(**kwargs)}


def test_the_test_project_is_clean():
    assert not [key for key in found() if str(key).startswith("wagtail_civic.E")]


def test_an_unknown_setting_is_named_with_the_nearest_one(settings):
    settings.WAGTAIL_CIVIC = {"JOB_SYNC": True}
    assert "JOBS_SYNC" in found()["wagtail_civic.E002"].hint


def test_a_wrong_type_is_named(settings):
    settings.WAGTAIL_CIVIC = {"CSS": "no"}
    message = found()["wagtail_civic.E003"]
    assert "CSS" in message.msg
    assert "bool" in message.hint


def test_yes_is_not_a_number(settings):
    settings.WAGTAIL_CIVIC = {"TOY_COUNT": True}
    assert "TOY_COUNT" in found()["wagtail_civic.E003"].msg


WRONG_VALUES = [
    ("TRUSTED_PROXY_COUNT", -1, "E004"),
    ("FORM_MINIMUM_SECONDS", -0.5, "E004"),
    ("FORM_MINIMUM_SECONDS", float("nan"), "E004"),
    ("PEERTUBE_HOSTS", [None], "E004"),
    ("PEERTUBE_HOSTS", ["https://tube.example"], "E004"),
    ("SESSIONS_QUESTION_GRACE_HOURS", -1, "E004"),
    ("SESSIONS_QUESTION_GRACE_HOURS", float("inf"), "E004"),
    ("SESSIONS_LONGEST_HOURS", 0, "E004"),
    ("SESSIONS_QUESTION_RETENTION_DAYS", 0, "E004"),
    ("SEARCH_BACKEND", "elastic", "E109"),
    ("SEARCH_BACKEND", "", "E109"),
    ("PETITIONS_EMBEDDER", 7, "E003"),
    ("PETITIONS_EMBEDDER", "nowhere", "E402"),
    ("PETITIONS_EMBEDDER", ".nowhere", "E402"),
    ("PETITIONS_EMBEDDER", "wagtail_civic.petitions.meanings.CHUNK", "E402"),
    ("PETITIONS_EMBEDDER_LEAST", -1, "E004"),
    ("PETITIONS_EMBEDDER_LEAST", 60, "E004"),
    ("PETITIONS_IDENTITY", 7, "E003"),
    ("PETITIONS_IDENTITY", "nowhere", "E404"),
    ("PETITIONS_IDENTITY", "nowhere.Passport", "E404"),
    ("PETITIONS_IDENTITY", "wagtail_civic.petitions.identity.Passport", "E404"),
    ("PETITIONS_IDENTITY", "wagtail_civic.petitions.identity.Identity", "E404"),
    ("PETITIONS_IDENTITY", "wagtail_civic.petitions.identity.provider", "E404"),
    ("PETITIONS_IDENTITY", "wagtail_civic.petitions.identity.IdentityProvider", "E404"),
]


@pytest.mark.parametrize(("key", "value", "expected"), WRONG_VALUES)
def test_a_value_that_would_fail_a_request_is_named_before(settings, key, value, expected):
    if conf.declared.get(key) is None:
        pytest.skip("its app is left out")
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, key: value}
    errors = [m for m in run_checks(tags=["wagtail_civic"]) if ".E" in m.id]
    (message,) = [m for m in errors if key in m.msg]
    assert message.id == f"wagtail_civic.{expected}"
    assert message.hint


def test_settings_that_are_no_dict_are_refused_and_do_no_harm(settings):
    settings.WAGTAIL_CIVIC = ["CSS"]
    assert "wagtail_civic.E001" in found()
    assert conf.settings.CSS is True


@pytest.mark.parametrize("value", [3, "Mars/Olympus", "../etc/passwd"])
def test_a_wrong_time_zone_is_named(settings, value):
    settings.WAGTAIL_CIVIC = {"MUNICIPAL_TIME_ZONE": value}
    assert {"wagtail_civic.E003", "wagtail_civic.E007"} & set(found())


QUEUE = ["W009", "E010", "W011", "W012", "W015", "W016", "W017", "W018", "W019"]
GOOD = {
    "orm": "default",
    "timeout": 120,
    "retry": 180,
    "max_attempts": 3,
    "workers": 2,
    "catch_up": False,
}


def test_a_good_queue_is_silent(settings):
    settings.WAGTAIL_CIVIC = {}
    settings.Q_CLUSTER = GOOD
    before = set(found(include_deployment_checks=True))
    assert not {f"wagtail_civic.{number}" for number in QUEUE} & before
    settings.Q_CLUSTER = {**GOOD, "workers": 8, "queue_limit": 16}
    assert set(found(include_deployment_checks=True)) == before


def test_a_site_without_time_zones_is_named(settings):
    settings.USE_TZ = False
    assert "wagtail_civic.E014" in found()


@pytest.mark.parametrize(
    ("queue", "expected"),
    [
        (None, "wagtail_civic.W009"),
        ({"orm": "default", "max_attempts": 3}, "wagtail_civic.E010"),
        (
            {"orm": "default", "max_attempts": 3, "timeout": 90, "retry": 60},
            "wagtail_civic.E010",
        ),
        ({"orm": "default", "timeout": 60, "retry": 90}, "wagtail_civic.W011"),
        ({"max_attempts": 3, "timeout": 60, "retry": 90}, "wagtail_civic.W012"),
        ({**GOOD, "orm": "queue"}, "wagtail_civic.W015"),
        ({**GOOD, "catch_up": True}, "wagtail_civic.W016"),
        ({**GOOD, "cached": 60}, "wagtail_civic.W017"),
        ({**GOOD, "workers": 8}, "wagtail_civic.W018"),
        ({**GOOD, "queue_limit": 0}, "wagtail_civic.W018"),
        ({**GOOD, "sync": True}, "wagtail_civic.W019"),
    ],
)
def test_a_queue_that_repeats_or_loses_work_is_named(settings, queue, expected):
    settings.WAGTAIL_CIVIC = {}
    settings.Q_CLUSTER = queue
    assert expected in found(include_deployment_checks=True)


def test_sqlite_without_immediate_transactions_is_named(settings):
    if not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        pytest.skip("for SQLite only")
    databases = {"default": {**django_settings.DATABASES["default"], "OPTIONS": {}}}
    settings.DATABASES = databases
    assert [m.id for m in checks.check_sqlite(databases=["default"])] == ["wagtail_civic.W008"]


KEY_OF_PAGES = (Page._meta.db_table, "translation_key")


class OldMariaDB:
    """The connection of the tests, as that of a town whose tables Django 4 made on MariaDB."""

    vendor, mysql_is_mariadb = "mysql", True
    texts = (KEY_OF_PAGES, ("auth_user", "password"), ("of_another_program", "ref"))

    def __init__(self, version=(10, 11)):
        self.features = SimpleNamespace(has_native_uuid_field=version >= (10, 7))
        uuid = "uuid" if version >= (10, 7) else "char(32)"
        self.data_types = {**connection.data_types, "UUIDField": uuid}

    def __getattr__(self, name):
        return getattr(connection, name)

    def cursor(self):
        asked = SimpleNamespace(execute=lambda sql: None, fetchall=lambda: self.texts)
        return nullcontext(asked)


@pytest.mark.parametrize(("version", "count"), [((10, 6), 0), ((10, 11), 1)])
def test_uuids_that_an_old_mariadb_keeps_as_text_are_named(monkeypatch, version, count):
    monkeypatch.setattr(checks, "connections", {"default": OldMariaDB(version)})
    found = checks.check_uuids(databases=["default"])
    assert [message.id for message in found] == ["wagtail_civic.W020"] * count
    for message in found:
        assert message.msg.endswith("finds nothing: wagtailcore_page.translation_key.")
        assert "convert_mariadb_uuids" in message.hint


@pytest.mark.django_db
def test_a_database_made_today_keeps_no_uuids_as_text():
    assert checks.check_uuids(databases=["default"]) == []
    assert checks.check_uuids() == []


@contextmanager
def as_text(table, column):
    """The column as Django 4 made it, and as it was at the end."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} MODIFY {column} char(36) NOT NULL")
        cursor.execute(f"UPDATE {table} SET {column} = REPLACE({column}, '-', '')")
        cursor.execute(f"ALTER TABLE {table} MODIFY {column} char(32) NOT NULL")
        try:
            yield
        finally:
            cursor.execute(f"ALTER TABLE {table} MODIFY {column} uuid NOT NULL")


@pytest.mark.skipif(connection.vendor != "mysql", reason="for MariaDB only")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_on_mariadb_the_named_command_mends_what_is_named():
    if not connection.features.has_native_uuid_field:
        pytest.skip("for MariaDB 10.7 and newer")
    key = Page.objects.first().translation_key
    with as_text(*KEY_OF_PAGES):
        assert not Page.objects.filter(translation_key=key).exists()
        (message,) = checks.check_uuids(databases=["default"])
        assert message.msg.endswith("finds nothing: wagtailcore_page.translation_key.")
        call_command("convert_mariadb_uuids")
        assert checks.check_uuids(databases=["default"]) == []
        assert Page.objects.filter(translation_key=key).exists()


def test_a_swapped_base_page_is_refused_with_the_mixins_named(settings):
    settings.WAGTAIL_PAGE_MODEL = "host.BasePage"
    (message,) = checks.check_base_page()
    assert message.id == "wagtail_civic.E006"
    assert "PetitionPageMixin" in message.hint


def test_a_missing_app_is_named(monkeypatch):
    monkeypatch.setattr(checks, "NEEDED_APPS", {"no.such.app": "somebody needs it"})
    (message,) = checks.check_installed_apps()
    assert message.id == "wagtail_civic.E005"
    assert "no.such.app" in message.msg


def test_capitals_in_the_georgian_admin_are_named(settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "Mkhedruli" not in name]
    assert "MkhedruliMiddleware" in found()["wagtail_civic.W013"].hint
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("en", "English")]
    settings.WAGTAILADMIN_PERMITTED_LANGUAGES = [("en", "English")]
    assert "wagtail_civic.W013" not in found()
