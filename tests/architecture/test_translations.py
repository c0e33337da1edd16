import pytest

from tests.check_translations import APPS, faults_of


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_every_string_is_there_in_georgian(app):
    assert faults_of(app / "locale" / "ka" / "LC_MESSAGES" / "django.po") == []
