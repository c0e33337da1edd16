"""What a stranger sends past a form: rows and links of another municipality, an unknown host."""

from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import ModelChoiceField, ModelMultipleChoiceField
from django.test import Client

from .surfaces import civic_addresses
from .tables import changes, contents
from .test_redirects import filled, forms_of

pytestmark = pytest.mark.django_db

#: Whoever asks there begins something of their own: no row of ours is named, or only by a number
#: that the neighbour gives, too.
BEGINNINGS = {
    *("civic_petitions:submit", "civic_petitions:ask_mine", "civic_sms:subscribe"),
    *("civic_petitions:sign", "civic_petitions:follow"),
    "civic_documents:save",
}
#: Counted guesses, and what the worker of the install is told.
COUNTED = ("civic_core_ratewindow", "django_q_ormq")


def test_a_link_or_number_of_one_municipality_does_nothing_at_another(ours, theirs):
    """Every form of ours, filled in and stamped, is sent to the neighbour's address."""
    forms = [form for form in forms_of(ours) if form[0] not in BEGINNINGS]
    before = contents()
    for name, url, fields in forms:
        words = filled(name, fields, ours)
        Client().post(url, words, HTTP_HOST=theirs.site.hostname)
    found = [row for row in changes(before, contents()) if row.split()[1] not in COUNTED]
    assert found == []
    assert len(forms) > 12


def test_here_the_same_links_do_what_they_are_for(ours):
    """Else the test above could not fail."""
    changed = set()
    for name, url, fields in forms_of(ours):
        before = contents()
        with transaction.atomic():
            Client().post(url, filled(name, fields, ours))
            rows = changes(before, contents())
            transaction.set_rollback(True)
        if [row for row in rows if row.split()[1] not in COUNTED]:
            changed.add(name)
    assert changed >= {
        "civic_core:confirm",
        "civic_acts:stop",
        "civic_documents:stop",
        "civic_petitions:sign",
        "civic_petitions:withdraw_link",
        "civic_petitions:stop_notices",
        "civic_sessions:own",
        "civic_sms:leave",
    }


def test_no_public_form_takes_a_row_of_another_municipality(ours, theirs):
    asked, taken = 0, []
    for name, urls in civic_addresses(ours).items():
        form = (Client().get(urls[0]).context or {}).get("form")
        for field in getattr(form, "fields", {}).values():
            if isinstance(field, ModelChoiceField):
                row = theirs.rows.get(field.queryset.model._meta.label)
                if row is None:
                    continue
                asked += 1
                several = isinstance(field, ModelMultipleChoiceField)
                with suppress(ValidationError):
                    field.clean([row.pk] if several else row.pk)
                    taken.append((name, field.label))
    assert taken == []
    assert asked >= 2


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver:80@evil"])
def test_nothing_is_sent_under_a_host_that_is_none(settings, ours, host):
    settings.ALLOWED_HOSTS = ["testserver"]
    before = contents()
    for name, url, fields in forms_of(ours):
        client = Client(raise_request_exception=False)
        answer = client.post(url, filled(name, fields, ours), HTTP_HOST=host)
        assert answer.status_code == 400, name
    assert changes(before, contents()) == []
