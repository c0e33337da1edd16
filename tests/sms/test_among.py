"""A condition for many values answers as `pk__in` does, in every database."""

import pytest
from django.db.models import F

from wagtail_civic.sms.among import Among
from wagtail_civic.sms.models import Subscriber

pytestmark = pytest.mark.django_db


def test_it_finds_what_a_list_finds(make_subscriber):
    people = [make_subscriber() for _number in range(4)]
    wanted = {people[0].pk, people[2].pk}
    found = Subscriber.objects.filter(Among(F("pk"), [*wanted, 0]))
    assert set(found.values_list("pk", flat=True)) == wanted


def test_it_narrows_what_is_written(make_subscriber):
    first, second = make_subscriber(), make_subscriber()
    assert Subscriber.objects.filter(Among(F("pk"), [first.pk])).update(language="en") == 1
    assert Subscriber.objects.get(pk=second.pk).language != "en"


def test_nothing_is_among_nothing(make_subscriber):
    make_subscriber()
    assert not Subscriber.objects.filter(Among(F("pk"), [])).exists()
