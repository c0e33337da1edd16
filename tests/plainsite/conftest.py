"""The plain host's towns are built once; every test works in a transaction on top of them."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from wagtail.models import Site

from . import town as builder
from .walking import Walk


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, collected):
    with django_db_blocker.unblock():
        if not Site.objects.filter(hostname=builder.HOST).exists():
            builder.build()


@pytest.fixture(scope="session")
def collected():
    """The static files with hashes in their names: without them no page of this host renders."""
    out = StringIO()
    call_command("collectstatic", interactive=False, verbosity=1, stdout=out)
    return out.getvalue()


@pytest.fixture
def town(db):
    return Site.objects.get(hostname=builder.HOST)


@pytest.fixture
def neighbour(db):
    return Site.objects.get(hostname=builder.NEIGHBOUR)


@pytest.fixture(scope="session")
def walk(django_db_setup, django_db_blocker):
    """The whole town as a visitor sees it, in both languages."""
    with django_db_blocker.unblock():
        return Walk(builder.HOST).from_(builder.entrances(builder.HOST))


@pytest.fixture
def visitor():
    return Client(headers={"host": builder.HOST})


@pytest.fixture
def office(town, visitor):
    """The same browser, logged in as the demonstration's administrator."""
    from tests.plainsite.people.models import Staff

    visitor.force_login(Staff.objects.get(email="admin@chaieti.example"))
    return visitor
