"""What citizens see: the list, its form, the page of an act, its lasting address."""

import json
import re
from datetime import date
from html import unescape

import pytest
from django.db.models import Q
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect

from tests.host.models import ContentPage
from wagtail_civic.acts import numbering, withdrawing
from wagtail_civic.acts.front import LatestActsBlock
from wagtail_civic.acts.models import Act, ActCommencement, ActFile, ActVersion, RegistryPage
from wagtail_civic.acts.registry import act_url

from .conftest import article

pytestmark = pytest.mark.django_db


def page(client, url, **params):
    response = client.get(url, params, follow=False)
    assert response.status_code == 200, response
    return response.content.decode()


def test_the_registry_lists_published_acts_newest_first(client, town):
    town.act(title="ძველი აქტი", adopted=date(2025, 1, 10))
    town.act(title="ახალი აქტი", adopted=date(2026, 5, 10))
    html = page(client, town.registry.url)
    assert html.index("ახალი აქტი") < html.index("ძველი აქტი")
    assert "10.05.2026" in html


def test_a_registry_may_show_a_part_of_the_acts(client, town, monkeypatch):
    town.act("1", title="ძველი აქტი", adopted=date(2025, 1, 10))
    act = town.act("2", title="ახალი აქტი", adopted=date(2026, 5, 10))
    assert "ძველი აქტი" in page(client, town.registry.url)
    monkeypatch.setattr(type(town.registry), "acts_shown", lambda self: Q(year=2026))
    for shown in ({}, {"title": "აქტი"}):
        html = page(client, town.registry.url, **shown)
        assert act.title in html
        assert "ძველი აქტი" not in html
    hidden = town.url(Act.objects.get(number="1"))
    assert client.get(hidden).status_code == 404


def test_the_address_of_an_act_names_body_type_year_and_number(client, town):
    act = town.act("№17-51")
    url = town.url(act)
    assert url.endswith("/acts/council/resolution/2026/17-51/")
    html = page(client, url)
    assert act.title in html
    assert "საკრებულო" in html
    assert "მოქმედი" in html or "in force" in html


def test_another_spelling_of_the_number_leads_to_the_lasting_address(client, town):
    act = town.act("17-51")
    for spelling in ("N17-51", "No17-51", "n17-51"):
        response = client.get(f"{town.registry.url}council/resolution/2026/{spelling}/")
        assert (response.status_code, response["Location"]) == (301, town.url(act))


@pytest.mark.parametrize("number", ["17-ა", "2288-IXმს-Xმპ", "1.2.3", "25¹", "17(ბ)", "01/5"])
def test_every_number_has_an_address_of_its_own(client, town, number):
    act = town.act(number)
    listed = page(client, town.registry.url)
    address = act_url(town.registry, act)
    assert f'href="{address}"' in listed
    assert act.title in page(client, address)


def test_a_former_address_leads_to_the_present_one(client, town):
    act = town.act("1")
    former = town.url(act)
    act = numbering.renumber(
        act,
        body=act.body,
        act_type=act.act_type,
        number="2",
        adopted=date(2025, 3, 2),
        reason="x",
    )
    response = client.get(former)
    assert (response.status_code, response["Location"]) == (301, town.url(act))


def above(town):
    """A page between the front page and the registry."""
    page = ContentPage(title="საბჭო", slug="above", locale=town.registry.locale)
    town.site.root_page.add_child(instance=page)
    return page


def call(page, slug):
    page.slug = slug
    page.save()


def rename(town):
    yield
    call(town.registry, "decisions")


def move(town):
    page = above(town)
    yield
    town.registry.move(page, pos="last-child")


def rename_above(town):
    page = above(town)
    town.registry.move(page, pos="last-child")
    town.registry = RegistryPage.objects.get(pk=town.registry.pk)
    yield
    call(page, "elsewhere")


@pytest.mark.parametrize("change", [rename, move, rename_above])
def test_an_act_is_found_where_the_registry_was(
    client, town, change, django_capture_on_commit_callbacks
):
    changing = change(town)
    next(changing)
    numbers = ["17-51", "1.2.3", "17-ა"]
    acts = [town.act(number) for number in numbers]
    gone = town.act("9")
    moved = town.act("10")
    former = [act_url(town.registry, act) for act in (*acts, gone, moved)]
    withdrawing.withdraw(gone, reason="x")
    kept = {"body": moved.body, "act_type": moved.act_type, "adopted": moved.adopted}
    moved = numbering.renumber(moved, **kept, number="11", reason="x")
    with django_capture_on_commit_callbacks(execute=True):
        next(changing, None)
    town.registry = RegistryPage.objects.get(pk=town.registry.pk)
    for act, address in zip(acts, former, strict=False):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (301, act_url(town.registry, act))
        assert client.get(response["Location"]).status_code == 200
    assert client.get(former[3], follow=True).status_code == 410
    response = client.get(former[4], follow=True)
    assert (response.status_code, response.context["act"]) == (200, moved)


def test_a_large_registry_is_renamed(client, town, django_capture_on_commit_callbacks):
    kept = {"site": town.site, "act_type": town.resolution, "body": town.council, "year": 2026}
    kept |= {"adopted": date(2026, 3, 2), "title": "x", "first_published_at": timezone.now()}
    Act.objects.bulk_create(Act(number=n, number_key=n, **kept) for n in map(str, range(2_100)))
    with django_capture_on_commit_callbacks(execute=True):
        call(town.registry, "decisions")
    response = client.get("/ka/acts/council/resolution/2026/2099/")
    assert response["Location"] == "/ka/decisions/council/resolution/2026/2099/"


def test_of_drafts_and_other_towns_no_address_is_kept(
    town, other_town, django_capture_on_commit_callbacks
):
    town.act("1", live=False)
    other_town.act("2")
    version = ActVersion.objects.create(act=town.act("3"), valid_from=date(2026, 4, 1), text=[])
    with django_capture_on_commit_callbacks(execute=True):
        call(town.registry, "decisions")
        call(town.registry, "acts")
        call(town.registry, "rules")
    routes = Redirect.objects.values_list("redirect_page_route_path", flat=True)
    assert {route for route in routes if route} == {
        "/council/resolution/2026/3/",
        f"/council/resolution/2026/3/{version.valid_from:%Y%m%d}/",
    }
    assert Redirect.objects.filter(redirect_page_route_path__endswith="/3/").count() == 2


@pytest.mark.parametrize(
    "path",
    [
        "council/resolution/2026/999/",
        "nobody/resolution/2026/1/",
        "council/nothing/2026/1/",
        "council/resolution/2025/1/",
        "nobody/",
        "council/nothing/",
        "council/resolution/2026/%00/",
        "council/resolution/2026/%EF%BF%BD/",
    ],
)
def test_an_address_without_an_act_is_not_found(client, town, path):
    town.act("1")
    assert client.get(town.registry.url + path).status_code == 404


def test_the_parts_of_an_address_are_lists(client, town):
    town.act(title="დადგენილება გზებზე")
    town.act(title="ბრძანება წყალზე", act_type=town.order, body=town.mayor)
    town.act(title="შარშანდელი", adopted=date(2025, 5, 5))
    assert "ბრძანება წყალზე" not in page(client, town.registry.url + "council/")
    listed = page(client, town.registry.url + "council/resolution/2026/")
    assert "დადგენილება გზებზე" in listed
    assert "შარშანდელი" not in listed
    assert "შარშანდელი" in page(client, town.registry.url + "2025/")


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"title": "გზების"}, "roads"),
        ({"title": "გზების  შესახებ"}, "roads"),
        ({"title": "ᲒᲖᲔᲑᲘᲡ"}, "roads"),
        ({"title": "roads"}, "roads"),
        ({"number": "№ 17-51"}, "roads"),
        ({"number": "N17"}, "roads"),
        ({"number": "010260020.35"}, "roads"),
        ({"type": "order"}, "water"),
        ({"body": "mayor"}, "water"),
        ({"status": "repealed"}, "water"),
        ({"status": "in_force"}, "roads"),
        ({"since": "2026-01-01"}, "roads"),
        ({"until": "2025-12-31"}, "water"),
        ({"year": "2025"}, "water"),
    ],
)
def test_the_form_finds_acts(client, town, params, expected):
    roads = town.act(
        "17-51",
        title="ადგილობრივი გზების შესახებ",
        registration_code="010260020.35.123.016127",
    )
    roads.summaries.model.objects.create(act=roads, language="en", title="On local roads")
    water = town.act(
        "5",
        title="სასმელი წყლის შესახებ",
        act_type=town.order,
        body=town.mayor,
        adopted=date(2025, 6, 1),
        repealed_on=date(2025, 7, 1),
    )
    found = {"roads": roads, "water": water}
    html = page(client, town.registry.url, **params)
    shown = {name for name, act in found.items() if act.title in html}
    assert shown == {expected}


@pytest.mark.parametrize(
    "params",
    [
        {"title": "\x00"},
        {"title": '"'},
        {"title": "%' OR 1=1 --"},
        {"title": "x" * 5000},
        {"number": "\x00№"},
        {"number": "%_"},
        {"type": "nothing"},
        {"body": "\x00"},
        {"status": "?"},
        {"year": "99999999999"},
        {"year": "x"},
        {"since": "2026-13-45"},
        {"until": "yesterday"},
        {"page": "x"},
        {"page": "-7"},
        {"page": "999999999999999999999"},
    ],
)
def test_anything_typed_gives_a_page(client, town, params):
    town.act()
    page(client, town.registry.url, **params)


@pytest.mark.parametrize(
    ("number", "first", "last"),
    [("1", "25", "6"), ("2", "5", "1"), ("9", "5", "1"), ("²", "25", "6")],
)
def test_pages_of_what_was_found(client, town, number, first, last):
    for day in range(1, 26):
        town.act(str(day), title=f"აქტი {day}", adopted=date(2026, 3, day))
    town.act("99", title="სხვა", adopted=date(2026, 5, 1))
    response = client.get(town.registry.url, {"title": "აქტი", "page": number})
    titles = [row["title"] for row in response.context["rows"]]
    assert (titles[0], titles[-1]) == (f"აქტი {first}", f"აქტი {last}")
    assert response.context["page_obj"].paginator.count == 25


def test_nothing_found_says_what_to_do(client, town):
    town.act()
    html = page(client, town.registry.url, title="არარსებული")
    assert f'href="{town.registry.url}"' in html


def test_the_page_of_an_act_says_what_it_is(client, town, document):
    act = town.act(
        "17-51",
        title="ადგილობრივი გზების შესახებ",
        published_on=date(2026, 3, 5),
        published_in="საკანონმდებლო მაცნე",
        official_url="https://matsne.gov.ge/ka/document/view/1",
        registration_code="010260020.35.123.016127",
        effective_on=date(2026, 4, 1),
        text=[
            {
                "type": "article",
                "value": {"number": str(n), "heading": "საგანი", "text": "<p>ა</p>"},
            }
            for n in (1, 2, 3)
        ],
    )
    act.summaries.model.objects.create(act=act, language="ka", meaning="გზა შეკეთდება.")
    act.files.model.objects.create(act=act, document=document("roads.pdf", title="ხელმოწერილი"))
    html = page(client, town.url(act)).replace("<wbr>", "")
    for words in (
        "გზა შეკეთდება.",
        "05.03.2026, საკანონმდებლო მაცნე",
        "https://matsne.gov.ge/ka/document/view/1",
        "010260020.35.123.016127",
        "01.04.2026",
        "ხელმოწერილი",
        'id="art_2"',
        'href="#art_2"',
    ):
        assert words in html


def test_an_english_reader_sees_the_translation_and_the_language_of_the_rest(client, town):
    act = town.act("17-51", title="ადგილობრივი გზების შესახებ")
    act.summaries.model.objects.create(act=act, language="en", title="On local roads")
    url = town.url(act).replace(town.registry.url, town.registry_en.url)
    html = page(client, url)
    assert "On local roads" in html
    assert "Resolution №17-51" in html
    other = town.act("18", title="წყლის შესახებ")
    html = page(client, town.url(other).replace(town.registry.url, town.registry_en.url))
    assert '<span lang="ka">წყლის შესახებ</span>' in html


def test_relations_are_shown_from_both_sides(client, town):
    law, change = town.act("1", title="წესის დამტკიცება"), town.act("2", title="წესის შეცვლა")
    relation = change.relations.model
    relation.objects.create(act=change, kind="amends", target=law)
    relation.objects.create(
        act=change,
        kind="based_on",
        outside_title="ადგილობრივი თვითმმართველობის კოდექსი",
        outside_url="https://matsne.gov.ge/ka/document/view/2244429",
    )
    of_law, of_change = page(client, town.url(law)), page(client, town.url(change))
    assert f'href="{town.url(change)}"' in of_law
    assert f'href="{town.url(law)}"' in of_change
    assert "ადგილობრივი თვითმმართველობის კოდექსი" in of_change


def test_the_feed_of_a_narrowed_list_tells_of_what_is_listed(client, town):
    order = town.act("1", act_type=town.order, body=town.mayor, adopted=date(2025, 1, 1))
    town.act("2")
    asked = [("mayor/", {}), ("mayor/order/2025/", {}), ("", {"type": "order", "page": "1"})]
    for below, params in asked:
        html = page(client, f"{town.registry.url}{below}", **params)
        feeds = [unescape(url) for url in re.findall(r'href="(/civic/acts\.atom[^"]*)"', html)]
        assert len(feeds) == 2
        assert len(set(feeds)) == 1
        entries = client.get(feeds[0]).content.decode()
        assert [each for each in ("№1:", "№2:") if each in entries] == ["№1:"]
    html = page(client, town.registry_en.url, type="nothing", title='"><script>')
    assert 'href="/civic/acts.atom?lang=en"' in html
    assert order.title in client.get("/civic/acts.atom?lang=ka").content.decode()


def test_a_page_sets_no_cookie(client, town):
    act = town.act()
    for url in (town.registry.url, town.url(act)):
        assert not client.get(url).cookies


@pytest.mark.parametrize(("shown", "most"), [("list", 14), ("act", 12)])
def test_the_number_of_queries_does_not_grow(client, town, shown, most, document):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    town.act("17-51", act_type=town.order)
    words = "№17-51 ბრძანების შესაბამისად"
    target = town.act("0", title="მთავარი", text=[article(1, "", words)])
    ActVersion.objects.create(
        act=target, valid_from=date(2026, 4, 1), text=[article(1, "", f"ახლა {words}")]
    )
    ActCommencement.objects.create(act=target, scope="მუხლი 1", starts_on=date(2026, 5, 1))
    ActFile.objects.create(act=target, document=document())
    url = town.registry.url if shown == "list" else town.url(target)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            page(client, url)
        return len(captured)

    def add(numbers):
        acts = [
            Act(
                site=town.site,
                act_type=town.resolution,
                body=town.council,
                number=str(n),
                number_key=str(n),
                adopted=date(2026, 2, 1),
                year=2026,
                title=f"აქტი {n}",
                first_published_at=timezone.now(),
            )
            for n in numbers
        ]
        Act.objects.bulk_create(acts)
        relation = target.relations.model
        relation.objects.bulk_create(
            relation(act=act, kind="amends", target=target, sort_order=0)
            for act in Act.objects.filter(number_key__in=[str(n) for n in numbers])
        )

    add(range(1, 11))
    page(client, url)
    few = queries()
    add(range(11, 1001))
    assert queries() == few
    assert few <= most


BOTH_SIDES = [
    ("amends", "amends", "amended by", "legislationAmends"),
    ("repeals", "repeals", "repealed by", "legislationRepeals"),
    ("supplements", "supplements", "supplemented by", "legislationAmends"),
    ("implements", "implements", "implemented by", "isBasedOn"),
    ("corrects", "corrects", "corrected by", "legislationCorrects"),
    ("based_on", "is based on", "is the basis of", "isBasedOn"),
    ("part_of", "is part of", "has the part", "isPartOf"),
]


@pytest.mark.parametrize(("kind", "does", "is_done", "told"), BOTH_SIDES)
def test_each_relation_is_named_on_both_pages_and_told_to_machines(
    client, town, kind, does, is_done, told
):
    target, act = town.act("1", title="Target"), town.act("2", title="Act")
    act.relations.model.objects.create(act=act, kind=kind, target=target)
    urls = {each: act_url(town.registry_en, each) for each in (target, act)}
    of_act = page(client, urls[act])
    for html, other, words in ((of_act, target, does), (page(client, urls[target]), act, is_done)):
        _start, _link, named = html.partition("Related acts")
        assert words in named
        assert urls[other] in named
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', of_act, re.DOTALL)
    (other,) = json.loads(data)[told]
    assert other["name"] == "Target"
    assert other["url"].endswith(urls[target])


def test_an_act_says_that_its_page_is_not_the_official_text_and_where_that_is(client, town):
    plain, known = town.act("1"), town.act("2", official_url="https://matsne.gov.ge/ka/document/1")
    notice = "ეს ოფიციალური ტექსტი არ არის"
    for act in (plain, known):
        assert notice in page(client, town.url(act))
    assert 'href="https://matsne.gov.ge/ka/document/1"' in page(client, town.url(known))
    assert "matsne.gov.ge/ka/document" not in page(client, town.url(plain))


def test_a_front_page_shows_as_many_of_the_newest_as_its_editor_wants_and_leads_to_all(town, rf):
    for number in range(1, 7):
        town.act(str(number), title=f"აქტი {number}", adopted=date(2026, 1, number))
    town.act("7", title="მონახაზი", live=False)
    block = LatestActsBlock()
    value = block.to_python({"heading": "", "number": 3})
    found = block.find(value, town.site, rf.get("/"))
    assert [row["title"] for row in found["rows"]] == ["აქტი 6", "აქტი 5", "აქტი 4"]
    assert found["all_url"] == town.registry.url
    assert found["heading"] == "ახალი აქტები"
