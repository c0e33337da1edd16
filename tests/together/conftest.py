"""Each test founds a municipality of its own, so that nothing has to be cleaned in between.

The processes see only what is committed, so these tests run outside any transaction.
"""

from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from tests.conftest import make_site

from .crew import Crew

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    if django_settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        return
    reason = "needs PostgreSQL: DATABASE_URL=postgres://user@host/name"
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def outbox(tmp_path_factory):
    """The folder into which the SMS gateway of all processes writes."""
    return tmp_path_factory.mktemp("sms")


@pytest.fixture(scope="session")
def civic(outbox):
    """``WAGTAIL_CIVIC`` of all processes: a real queue, and a gateway that writes files."""
    return {
        **django_settings.WAGTAIL_CIVIC,
        "JOBS_SYNC": False,
        "SMS_GATEWAYS": {
            "file": {
                "BACKEND": "wagtail_civic.sms.gateways.file.FileGateway",
                "FOLDER": str(outbox),
            }
        },
        "SMS_GATEWAY": "file",
    }


@pytest.fixture(scope="session")
def database(request, django_test_environment, django_db_blocker):
    """The name of the test database; pytest-django's own fixture would open a transaction."""
    keep = request.config.getvalue("reuse_db")
    with django_db_blocker.unblock():
        made = setup_databases(0, False, aliases={"default"}, keepdb=keep)
        yield connection.settings_dict["NAME"]
        if not keep:
            teardown_databases(made, 0)


@pytest.fixture(scope="session")
def crew(database, civic):
    members = Crew(database, civic)
    yield members
    members.leave()


@pytest.fixture(autouse=True)
def _committing(database, django_db_blocker, settings, civic):
    settings.WAGTAIL_CIVIC = civic
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def locales(_committing):
    from wagtail.models import Locale

    return {code: Locale.objects.get_or_create(language_code=code)[0] for code in ("ka", "en")}


@pytest.fixture
def site(locales):
    """A municipality that no other test has seen, in this run or an earlier one."""
    return make_site(f"town{uuid4().hex}.example", "ქალაქი", locales)
