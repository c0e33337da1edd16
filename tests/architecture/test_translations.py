import polib
import pytest

from tests.check_translations import APPS, faults_of


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_every_string_is_there_in_georgian(app):
    assert faults_of(app / "locale" / "ka" / "LC_MESSAGES" / "django.po") == []


def test_no_string_means_two_things():
    """All apps share one catalogue at run time: a second translation would hide the first."""
    meanings = {}
    for app in APPS:
        for entry in polib.pofile(str(app / "locale" / "ka" / "LC_MESSAGES" / "django.po")):
            if not entry.obsolete:
                texts = tuple(entry.msgstr_plural.values()) or (entry.msgstr,)
                meanings.setdefault((entry.msgctxt, entry.msgid), set()).add(texts)
    assert {key: texts for key, texts in meanings.items() if len(texts) > 1} == {}
