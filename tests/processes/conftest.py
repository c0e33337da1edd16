"""Each test founds a municipality of its own, so that nothing has to be cleaned in between.

The processes see only what is committed, so these tests run outside any transaction.
"""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from tests.conftest import make_site


@pytest.fixture(scope="session")
def database(request, django_test_environment, django_db_blocker, tmp_path_factory):
    """The name of the test database; pytest-django's own fixture would open a transaction."""
    keep = request.config.getvalue("reuse_db")
    if connection.vendor == "sqlite" and not connection.settings_dict["TEST"]["NAME"]:
        folder = tmp_path_factory.mktemp("database")
        connection.settings_dict["TEST"]["NAME"] = str(folder / "test.sqlite3")
    with django_db_blocker.unblock():
        made = setup_databases(0, False, aliases={"default"}, keepdb=keep)
        yield connection.settings_dict["NAME"]
        if not keep:
            teardown_databases(made, 0)


@pytest.fixture
def locales(database, django_db_blocker):
    from wagtail.models import Locale

    with django_db_blocker.unblock():
        yield {code: Locale.objects.get_or_create(language_code=code)[0] for code in ("ka", "en")}


@pytest.fixture
def site(locales):
    """A municipality that no other test has seen."""
    name = f"town-{uuid4().hex[:12]}"
    return make_site(f"{name}.example", "ქალაქი", locales)
