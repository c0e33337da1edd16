"""A question is put into SQL once, and answers what its queryset would."""

from datetime import timedelta

import pytest
from django.db.models import AutoField, BigAutoField, CharField, DateTimeField, QuerySet, UUIDField
from django.utils import timezone
from wagtail.models import Page

from wagtail_civic.core import prepared as module
from wagtail_civic.core.catalogue import together
from wagtail_civic.core.models import Area, Topic
from wagtail_civic.core.prepared import Prepared, ask_together, prepared
from wagtail_civic.core.visibility import unexpired

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_in_production(monkeypatch):
    """Nothing is built anew."""
    monkeypatch.setattr(module, "is_checking", False)


def counted(build, **slots) -> tuple[Prepared, list]:
    """The question, and a list that grows whenever its queryset is built."""
    built = []

    def building(**given) -> QuerySet:
        built.append(given)
        return build(**given)

    return prepared(**slots)(building), built


def test_it_is_built_once_and_asked_with_other_values(site, other_site, as_in_production):
    question, built = counted(
        lambda site: Topic.objects.filter(site=site).order_by("code"), site=BigAutoField()
    )
    mine, theirs = (Topic.objects.create(site=s, code="water") for s in (site, other_site))
    assert question(site=site.pk) == [mine]
    assert question(site=other_site.pk) == [theirs]
    assert len(built) == 1


def test_rows_that_came_since_are_found(site, as_in_production):
    question, _built = counted(lambda site: Topic.objects.filter(site=site), site=BigAutoField())
    assert question(site=site.pk) == []
    topic = Topic.objects.create(site=site, code="water")
    assert question(site=site.pk) == [topic]


@pytest.mark.parametrize("wanted", [[], ["a"], ["a", "c"], ["c", "b", "a"]])
def test_a_list_may_be_of_any_length(site, as_in_production, wanted):
    for code in "abcd":
        Topic.objects.create(site=site, code=code)
    question, built = counted(
        lambda codes: Topic.objects.filter(code__in=codes).values_list("code", flat=True),
        codes=[CharField()],
    )
    for _twice in range(2):
        assert sorted(question(codes=wanted)) == sorted(wanted)
    assert len(built) == 1


def test_rows_by_a_list_of_keys_of_another_table(site, as_in_production):
    topics = [Topic.objects.create(site=site, code=code) for code in "ab"]
    children = [Topic.objects.create(site=site, code=f"in-{t.code}", parent=t) for t in topics]
    question, _built = counted(
        lambda parents: Topic.objects.filter(parent__in=parents).order_by("pk"),
        parents=[BigAutoField()],
    )
    assert question(parents=[topics[0].pk]) == children[:1]
    assert question(parents=[topic.pk for topic in topics]) == children


def test_keys_and_moments_reach_the_database_as_it_stores_them(site, as_in_production):
    page = Page.objects.get(pk=site.root_page_id)
    page.get_translations().delete()
    question, _built = counted(
        lambda key, now: Page.objects.filter(unexpired(now), translation_key=key),
        key=UUIDField(),
        now=DateTimeField(),
    )
    now = timezone.now()
    assert question(key=page.translation_key, now=now) == [page]
    Page.objects.filter(pk=page.pk).update(expire_at=now)
    assert question(key=page.translation_key, now=now - timedelta(seconds=1)) == [page]
    assert question(key=page.translation_key, now=now) == []


def test_related_rows_come_with_it(site, as_in_production, django_assert_num_queries):
    question, _built = counted(
        lambda pk: Page.objects.filter(pk=pk).select_related("locale").only("title", "locale"),
        pk=AutoField(),
    )
    for _twice in range(2):
        with django_assert_num_queries(1):
            (page,) = question(pk=site.root_page_id)
            assert (page.title, page.locale.language_code) == ("ჩაიეთი", "ka")


def test_several_kinds_of_rows_in_one_statement(site, as_in_production):
    Topic.objects.create(site=site, code="water")
    Area.objects.create(site=site, code="village")
    question, _built = counted(
        lambda site: together(
            [model.objects.filter(site=site).order_by().values_list("code") for model in PAIR]
        ),
        site=BigAutoField(),
    )
    for _twice in range(2):
        assert sorted(question(site=site.pk)) == [("village",), ("water",)]


PAIR = (Topic, Area)


def test_several_questions_are_asked_in_one_statement(
    site, other_site, as_in_production, django_assert_num_queries
):
    for code in "ab":
        Topic.objects.create(site=site, code=code)
    Area.objects.create(site=site, code="village")
    Area.objects.create(site=other_site, code="elsewhere")
    topics, _built = counted(
        lambda codes: Topic.objects.filter(code__in=codes).order_by().values_list("code", "pk"),
        codes=[CharField()],
    )
    areas, _built = counted(
        lambda site: Area.objects.filter(site=site).order_by().values_list("code", "pk"),
        site=BigAutoField(),
    )
    for wanted in (["a"], ["a", "b"], []):
        asked = [topics.with_values(codes=wanted), areas.with_values(site=site.pk)]
        with django_assert_num_queries(1):
            found = ask_together(asked)
        assert sorted(code for code, _pk in found) == [*wanted, "village"]
    with django_assert_num_queries(0):
        assert ask_together([topics.with_values(codes=[])]) == []


def test_a_question_of_which_nobody_knows_what_it_depends_on_is_written_every_time(site):
    question, built = counted(
        lambda pk: Topic.objects.filter(pk=pk).values_list("code", flat=True), pk=BigAutoField()
    )
    topic = Topic.objects.create(site=site, code="water")
    for _twice in range(2):
        assert question.with_values(is_kept=False, pk=topic.pk).ask() == ["water"]
    assert len(built) == 2


def test_one_place_of_a_list_is_a_value_of_its_own(site, as_in_production):
    for code in ("water", "waste", "roads"):
        Topic.objects.create(site=site, code=code)
    question, _built = counted(
        lambda parts: Topic.objects.filter(
            code__icontains=parts.at(0), code__startswith=parts.at(1)
        ).values_list("code", flat=True),
        parts=[CharField()],
    )
    assert question(parts=["AT", "w"]) == ["water"]
    assert question(parts=["%", "w"]) == []


def test_lists_of_nearly_the_same_length_share_a_statement(site, as_in_production):
    topics = [Topic.objects.create(site=site, code=code) for code in "abcde"]
    question, built = counted(
        lambda keys: Topic.objects.filter(pk__in=keys).order_by("code"), keys=[BigAutoField()]
    )
    for length in (3, 4):
        assert question(keys=[topic.pk for topic in topics[:length]]) == topics[:length]
    assert len(built) == 1


def test_what_no_slot_is_belongs_to_the_shape(site, as_in_production):
    for code in "ab":
        Topic.objects.create(site=site, code=code)
    question, built = counted(
        lambda site, order: Topic.objects.filter(site=site).order_by(order), site=BigAutoField()
    )
    orders = ("code", "-code", "code")
    found = [[t.code for t in question(site=site.pk, order=order)] for order in orders]
    assert found == [["a", "b"], ["b", "a"], ["a", "b"]]
    assert len(built) == 2


def test_a_shape_of_ever_new_values_does_not_fill_the_memory(as_in_production, monkeypatch):
    monkeypatch.setattr(module, "MOST", 3)
    question, _built = counted(lambda code: Topic.objects.filter(code=code))
    for number in range(10):
        question(code=str(number))
    assert len(question.statements) <= 3


def test_the_tests_notice_a_question_that_depends_on_more_than_its_arguments(site):
    moments = iter([1, 2])
    question, _built = counted(
        lambda site: Topic.objects.filter(site=site, sort_order=next(moments)), site=BigAutoField()
    )
    question(site=site.pk)
    with pytest.raises(AssertionError, match="depends on more"):
        question(site=site.pk)


def test_one_argument_too_many_or_too_few_is_an_error(site):
    question, _built = counted(lambda site: Topic.objects.filter(site=site), site=BigAutoField())
    with pytest.raises(KeyError):
        question()
    with pytest.raises(TypeError):
        question(site=site.pk, other=1)
