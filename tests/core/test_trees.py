import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from wagtail_civic.core.models import Area, AreaName, Body, Topic, TopicName

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree(site):
    town = Area.objects.create(site=site, code="town", kind="municipality")
    unit = Area.objects.create(site=site, code="unit", kind="unit", parent=town)
    village = Area.objects.create(site=site, code="village", parent=unit)
    return town, unit, village


def test_a_subtree_is_one_query(tree, django_assert_num_queries):
    town, unit, village = tree
    with django_assert_num_queries(1):
        assert set(unit.descendants()) == {unit, village}
    assert set(Area.objects.within([town.pk])) == {town, unit, village}
    assert set(Area.objects.above([village.pk])) == {town, unit, village}
    assert list(village.ancestors()) == [town, unit]


def test_a_list_shows_by_indents_what_is_part_of_what(tree):
    shown = [row.indented("– ") for row in Area.objects.order_by("lineage")]
    assert shown == ["town", "– unit", "– – village"]
    assert tree[2].indented() == "\N{EM SPACE}\N{EM SPACE}village"


def test_moving_a_branch_moves_everything_below_it(tree, site):
    town, unit, village = tree
    other = Area.objects.create(site=site, code="other", kind="unit", parent=town)
    unit.parent = other
    unit.save()
    village.refresh_from_db()
    assert village.lineage == f"/{town.pk}/{other.pk}/{unit.pk}/{village.pk}/"
    assert set(other.descendants(include_self=False)) == {unit, village}


def test_a_row_cannot_become_part_of_itself(tree):
    town, _unit, village = tree
    town.parent = village
    with pytest.raises(ValidationError):
        town.full_clean(exclude=["site"])
    with pytest.raises(ValidationError):
        town.save()


def test_lineages_do_not_confuse_similar_ids(site):
    rows = [Topic.objects.create(site=site, code=f"t{number}") for number in range(12)]
    child = Topic.objects.create(site=site, code="child", parent=rows[0])
    assert set(rows[0].descendants()) == {rows[0], child}


def test_names_fall_back_to_another_language(site):
    topic = Topic.objects.create(site=site, code="roads")
    TopicName.objects.create(row=topic, language="ka", name="გზები")
    with translation.override("en"):
        assert str(topic) == "გზები"
        assert topic.label_language() == "ka"
    TopicName.objects.create(row=topic, language="en", name="Roads")
    topic = Topic.objects.get(pk=topic.pk)
    with translation.override("en"):
        assert str(topic) == "Roads"
    assert topic.label("ka") == "გზები"


def test_a_row_without_names_shows_its_code(site):
    assert str(Topic.objects.create(site=site, code="roads")) == "roads"


def test_a_list_of_names_needs_two_queries(site, django_assert_num_queries):
    for number in range(5):
        row = Area.objects.create(site=site, code=f"a{number}")
        AreaName.objects.create(row=row, language="ka", name=f"სოფელი {number}")
    with django_assert_num_queries(2):
        assert len([str(row) for row in Area.objects.for_site(site).with_names()]) == 5


def test_a_code_is_unique_in_one_municipality_only(site, other_site):
    Topic.objects.create(site=site, code="roads")
    Topic.objects.create(site=other_site, code="roads")
    with pytest.raises(IntegrityError), transaction.atomic():
        Topic.objects.create(site=site, code="roads")


def test_a_parent_of_another_municipality_is_refused(site, other_site):
    stranger = Topic.objects.create(site=other_site, code="roads")
    with pytest.raises(ValidationError) as refused:
        Topic(site=site, code="bridges", parent=stranger).full_clean()
    assert "parent" in refused.value.message_dict


def test_a_body_is_part_of_its_own_municipality_and_never_of_itself(site, other_site):
    council = Body.objects.create(site=site, code="council", kind="council")
    bureau = Body(site=site, code="bureau", kind="bureau", parent=council)
    bureau.full_clean()
    bureau.save()
    council.parent = bureau
    with pytest.raises(ValidationError, match="საკუთარი"):
        council.clean()
    foreign = Body(site=other_site, code="bureau", kind="bureau", parent=bureau)
    with pytest.raises(ValidationError) as refused:
        foreign.clean()
    assert "parent" in refused.value.message_dict


def test_tree_order_puts_parents_before_children(tree, site):
    rows = Area.objects.for_site(site).in_tree_order()
    assert [(row.code, row.depth) for row in rows] == [("town", 0), ("unit", 1), ("village", 2)]


def test_a_row_may_be_made_with_its_names(site):
    names = [TopicName(language="ka", name="გზები"), TopicName(language="en", name="Roads")]
    Topic(site=site, code="roads", names=names).save()
    assert Topic.objects.get(code="roads").label("en") == "Roads"
