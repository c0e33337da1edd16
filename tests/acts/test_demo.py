"""The demonstration's acts: real enough to show everything, and gone without a trace."""

import pytest
from django.apps import apps
from django.utils import timezone

from wagtail_civic.acts import demo as builder
from wagtail_civic.acts.models import Act, ActFile, ActRelation, ActVersion
from wagtail_civic.core import demo, demo_town, setup

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(site):
    """The demonstration's town with its acts, on a site that was set up."""
    setup.run(setup.SetupContext(site))
    ctx = demo.DemoContext(site, timezone.now())
    demo_town.build(ctx)
    builder.build(ctx)
    return ctx


def test_the_demonstration_shows_every_kind_of_act(shown):
    acts = Act.objects.for_site(shown.site)
    assert acts.published().count() >= 200
    assert set(acts.values_list("act_type__code", flat=True)) == {
        "resolution",
        "individual-act",
        "order",
        "chair-order",
    }
    assert len(set(acts.values_list("year", flat=True))) >= 3
    kinds = set(ActRelation.objects.values_list("kind", flat=True))
    assert {"amends", "repeals", "supplements", "implements", "corrects", "based_on"} == kinds
    today = timezone.localdate()
    statuses = {str(act.status_now) for act in acts.with_status(today)}
    assert statuses == {"in_force", "not_yet", "repealed", "expired"}
    assert all(act.title_in("en") != act.title for act in acts)
    assert ActRelation.objects.filter(kind="repeals").count() > 30
    assert ActRelation.objects.filter(kind="amends").count() > 5
    assert all(len(act.text) for act in acts)
    assert ActVersion.objects.get().valid_from > ActVersion.objects.get().act.adopted
    if apps.is_installed("wagtail_civic.documents"):
        assert ActFile.objects.filter(role="main").count() >= 24
        assert all(file.sha256 for file in ActFile.objects.all())


def test_building_twice_makes_nothing_twice(shown):
    before = Act.objects.count()
    builder.build(shown)
    assert Act.objects.count() == before


def test_removal_leaves_nothing_of_it_and_everything_else(shown):
    own = Act.objects.first()
    kept = Act.objects.create(
        site=shown.site, act_type=own.act_type, title="საკუთარი აქტი", live=False
    )
    demo.remove(shown.site)
    assert list(Act.objects.all()) == [kept]
    assert not ActFile.objects.exists()
    assert not ActVersion.objects.exists()
