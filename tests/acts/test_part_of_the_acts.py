"""A registry may show a part of the acts: the rest is found nowhere."""

from datetime import date

import pytest
from django.db.models import Q

from wagtail_civic.acts.front import LatestActsBlock
from wagtail_civic.acts.models import Act, ActRelation
from wagtail_civic.core import alerts, links, search

pytestmark = pytest.mark.django_db


@pytest.fixture
def hidden(town):
    return town.act("1", title="დაფარული აქტი", adopted=date(2025, 1, 10))


@pytest.fixture
def shown(town):
    return town.act("2", title="ნაჩვენები აქტი")


@pytest.fixture
def _since_2026(town, monkeypatch):
    monkeypatch.setattr(type(town.registry), "acts_shown", lambda self: Q(year__gte=2026))


@pytest.mark.usefixtures("_since_2026")
def test_the_search_finds_only_what_the_registry_shows(town, shown, hidden):
    source = search.sources.get("act")
    assert list(source.objects(town.site)) == [shown]
    assert source.is_visible(shown)
    assert not source.is_visible(hidden)
    assert list(source.entries(hidden)) == []


def test_what_the_registry_no_longer_shows_is_not_found_in_an_old_index(town, hidden, monkeypatch):
    source = search.sources.get("act")
    assert list(source.objects(town.site)) == [hidden]
    before = source.shape(town.site)
    monkeypatch.setattr(type(town.registry), "acts_shown", lambda self: Q(year__gte=2026))
    assert list(source.objects(town.site)) == []
    assert source.shape(town.site) != before


@pytest.mark.usefixtures("_since_2026")
def test_the_front_page_shows_the_same_acts(town, shown, hidden, rf):
    block = LatestActsBlock()
    value = block.to_python({"heading": "", "number": 4})
    found = block.find(value, town.site, rf.get("/"))
    assert [row["title"] for row in found["rows"]] == [shown.title]


@pytest.mark.usefixtures("_since_2026")
def test_nobody_is_told_of_an_act_that_the_registry_does_not_show(shown, hidden):
    adapter = alerts.adapter_for(Act)
    assert adapter.is_announced(shown)
    assert not adapter.is_announced(hidden)
    assert adapter.alert(shown, "ka")
    assert adapter.alert(hidden, "ka") is None


@pytest.mark.usefixtures("_since_2026")
def test_no_page_or_record_names_an_act_that_the_registry_does_not_show(
    client, town, shown, hidden
):
    ActRelation.objects.create(act=shown, kind="amends", target=hidden)
    later = town.act("3", title="მესამე აქტი")
    ActRelation.objects.create(act=later, kind="amends", target=shown)
    answers = [
        town.url(shown),
        "/civic/api/v1/acts/",
        f"/civic/api/v1/acts/{shown.key}/",
        f"/civic/acts/{shown.key}.atom",
    ]
    for answer in (client.get(address) for address in answers):
        assert answer.status_code == 200
        words = answer.content.decode()
        assert hidden.title not in words
        assert "№1" not in words
        assert later.title in words or "№3" in words


@pytest.mark.parametrize("by", ["relations", "relations_of_others"])
@pytest.mark.usefixtures("_since_2026")
def test_the_record_of_an_act_leaves_out_hidden_ones_on_both_sides(client, town, shown, hidden, by):
    act, target = (shown, hidden) if by == "relations" else (hidden, shown)
    ActRelation.objects.create(act=act, kind="amends", target=target)
    assert client.get(f"/civic/api/v1/acts/{shown.key}/").json()[by] == []


@pytest.mark.usefixtures("_since_2026")
def test_what_other_services_link_to_is_public_only_where_the_registry_shows_it(
    town, other_town, shown, hidden
):
    elsewhere = other_town.act("7", adopted=date(2025, 5, 5))
    resolver = links.resolvers.get("act")
    found = resolver.resolve_many([shown.key, hidden.key, elsewhere.key], "ka")
    assert [found[act.key].public for act in (shown, hidden)] == [True, False]
    assert [key for key, _words in resolver.choices(town.site, "", "ka")] == [shown.key]
