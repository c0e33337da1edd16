"""The page and the record of an act say which acts cite it."""

from datetime import date

import pytest
from django.utils import timezone

from wagtail_civic.acts import numbering, withdrawing
from wagtail_civic.acts.jobs import refresh_texts
from wagtail_civic.acts.models import Act, ActCitation, ActVersion

from .conftest import article

pytestmark = pytest.mark.django_db

WORDS = "საკრებულოს №45 დადგენილებით დამტკიცებული წესი"


def citing(town, words=WORDS, live=True, **fields):
    return town.act(text=[article(1, "", words)], live=live, **fields)


@pytest.fixture
def law(town):
    return town.act("45", adopted=date(2020, 12, 26), title="წესის დამტკიცება")


def cited_by(client, law):
    record = client.get(f"/civic/api/v1/acts/{law.key}/").json()
    return [act["id"] for act in record["cited_by"]]


def test_the_page_of_an_act_names_those_that_cite_it_the_newest_first(client, town, law):
    citing(town, title="ადრინდელი აქტი", adopted=date(2026, 1, 1))
    citing(town, title="გვიანდელი აქტი", adopted=date(2026, 2, 1))
    town.act(title="უბრალო აქტი")
    html = client.get(town.url(law)).content.decode()
    assert "მითითებულია აქტში" in html
    assert html.index("გვიანდელი აქტი") < html.index("ადრინდელი აქტი")
    assert "უბრალო აქტი" not in html


def test_of_very_many_the_newest_are_named_and_the_list_shows_the_rest(client, town, law):
    for day in range(1, 23):
        citing(town, title=f"აქტი-{day:02}", adopted=date(2026, 1, day))
    url = f"{town.registry.url}?cites={law.key}"
    html = client.get(town.url(law)).content.decode()
    assert "აქტი-03" in html
    assert "აქტი-02" not in html
    assert f'href="{url}"' in html
    answer = client.get(url)
    assert answer.context["page_obj"].paginator.count == 22
    assert f'<a href="{town.url(law)}">დადგენილება №45</a>' in answer.content.decode()
    record = client.get(f"/civic/api/v1/acts/{law.key}/").json()
    assert len(record["cited_by"]) == 20
    rest = client.get(record["cited_by_url"]).json()
    assert len(rest["acts"]) == 22


@pytest.mark.parametrize("key", ["x", "00000000-0000-0000-0000-000000000000"])
def test_nothing_cites_what_does_not_exist(client, town, law, key):
    citing(town)
    assert client.get("/civic/api/v1/acts/", {"cites": key}).json()["acts"] == []
    assert client.get(town.registry.url, {"cites": key}).status_code == 200


def test_drafts_and_withdrawn_acts_do_not_cite(client, town, law):
    draft = citing(town, live=False)
    assert cited_by(client, law) == []
    draft.save_revision().publish()
    assert cited_by(client, law) == [str(draft.key)]
    withdrawing.withdraw(Act.objects.get(pk=draft.pk), reason="შეცდომა")
    assert cited_by(client, law) == []


def test_an_act_that_is_published_after_it_was_cited_is_cited(client, town):
    act = citing(town)
    law = town.act("45", live=False)
    law.save_revision().publish()
    assert cited_by(client, law) == [str(act.key)]


def test_words_that_come_to_mean_two_acts_mean_none_until_one_is_gone(client, town, law):
    act = citing(town)
    other = town.act("45", adopted=date(2021, 1, 1))
    assert cited_by(client, law) == []
    withdrawing.withdraw(other, reason="შეცდომა")
    assert cited_by(client, law) == [str(act.key)]


def test_a_number_that_moves_takes_its_citations_along(client, town, law):
    act = citing(town)
    own = {"body": law.body, "act_type": law.act_type, "adopted": law.adopted, "reason": "შეცდომა"}
    numbering.renumber(law, number="46", **own)
    assert cited_by(client, law) == []
    numbering.renumber(law, number="45", **own)
    assert cited_by(client, law) == [str(act.key)]


def test_the_text_of_today_is_what_cites(client, town, law):
    act = citing(town)
    version = ActVersion.objects.create(
        act=act, valid_from=timezone.localdate(), text=[article(1, "", "სხვა")]
    )
    assert cited_by(client, law) == []
    version.delete()
    assert cited_by(client, law) == [str(act.key)]
    ActCitation.objects.all().delete()
    ActVersion.objects.bulk_create(
        [ActVersion(act=act, valid_from=timezone.localdate(), text=[article(1, "", WORDS)])]
    )
    refresh_texts()
    assert cited_by(client, law) == [str(act.key)]


def test_an_act_does_not_cite_itself_and_not_one_of_another_town(client, town, other_town, law):
    own = citing(town, words="ეს №77 დადგენილება", number="77")
    citing(other_town)
    assert cited_by(client, own) == cited_by(client, law) == []


def test_a_draft_of_a_published_act_changes_no_citation(client, town, law):
    act = citing(town)
    act.text = [("paragraph", "სხვა")]
    act.save_revision()
    assert cited_by(client, law) == [str(act.key)]
