"""What exists once: the record of a page, the number of an act."""

import pytest

from wagtail_civic.acts.models import Act, ActType
from wagtail_civic.core.models import Body
from wagtail_civic.core.records import record_for
from wagtail_civic.petitions.models import Petition

from .crew import SIZE
from .petitions import make_index, make_petition


@pytest.fixture
def kinds(site):
    """A body and a type of acts."""
    body = Body.objects.create(site=site, code="council", kind="council")
    return body, ActType.objects.create(site=site, code="resolution")


def test_a_missing_record_is_made_once(crew, site):
    index = make_index(site)
    pages = [make_petition(index, submitted=False).page().specific for _number in range(8)]
    Petition.objects.filter(site=site).delete()
    answers = crew("find_record", [(page.pk,) for page in pages])
    assert answers == [(record_for(page).pk,) * SIZE for page in pages]
    assert Petition.objects.filter(site=site).count() == 8


def test_an_acts_number_is_taken_by_one(crew, site, kinds):
    body, act_type = kinds
    numbers = [str(number) for number in range(1, 16)]
    answers = crew("reserve", [(site.pk, body.pk, act_type.pk, number) for number in numbers])
    assert [sum(answer) for answer in answers] == [1] * 15
    assert sorted(Act.objects.filter(site=site).values_list("number", flat=True)) == sorted(numbers)


def test_the_same_number_written_differently_is_the_same_number(crew, site, kinds):
    body, act_type = kinds
    answers = crew(
        "reserve", [(site.pk, body.pk, act_type.pk, n) for n in ("7", "№7", "N 7", " 7.")]
    )
    assert sum(map(sum, answers)) == 1
