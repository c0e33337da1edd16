"""Registers, petition pages, feeds, API, block, search: what the public sees, and what not."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import ProtectedError
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Page, PageViewRestriction

from wagtail_civic.core import links, search
from wagtail_civic.core.records import record_for, refusal
from wagtail_civic.petitions import counting, deciding, jobs, moderation, paper
from wagtail_civic.petitions.announcing import PetitionSearch
from wagtail_civic.petitions.blocks import OpenPetitionsBlock
from wagtail_civic.petitions.chart import bars
from wagtail_civic.petitions.models import Petition, PetitionPage, RejectionReason

from .conftest import add_initiator, add_signatures, at, make_index

pytestmark = pytest.mark.django_db
TITLE = "ხიდის აღდგენა სოფელ მთისპირში"


def text_of(client, url, **headers):
    answer = client.get(url, **headers)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def everywhere(client, index, petition):
    """Every public place in which a petition can turn up."""
    request = RequestFactory().get("/", headers={"host": "testserver"})
    block = OpenPetitionsBlock()
    value = block.to_python({"heading": "", "count": 3})
    found = [
        text_of(client, index.get_url()),
        text_of(client, f"{index.get_url()}finished/"),
        text_of(client, f"{index.get_url()}fulfilled/"),
        text_of(client, f"{index.get_url()}rejected/"),
        text_of(client, f"{index.get_url()}?q=ხიდის"),
        text_of(client, "/civic/ka/petitions/feed/"),
        text_of(client, "/civic/api/v1/petitions/"),
        block.render(value, {"request": request, "page": index}),
    ]
    target = links.resolve_public("petition", petition.key, "ka")
    found.append(target.title if target else "")
    return found


def test_an_open_petition_is_everywhere(client, index, petition):
    found = everywhere(client, index, petition)
    assert [TITLE in text for text in found] == [
        True, False, False, False, True, True, True, True, True,
    ]  # fmt: skip


@pytest.mark.parametrize("hide", ["unpublish", "private", "private_above", "taken_down", "expired"])
def test_what_the_public_may_not_see_is_nowhere(client, index, petition, officer, hide):
    page = petition.page()
    if hide == "unpublish":
        page.unpublish()
    elif hide == "taken_down":
        moderation.take_down(petition, now=timezone.now(), user=officer, reason="x")
    elif hide == "expired":
        past = timezone.now() - timedelta(hours=1)
        Page.objects.filter(pk=page.pk).update(expire_at=past)
    else:
        private = page if hide == "private" else index
        PageViewRestriction.objects.create(page=private, restriction_type="login")
    if hide == "private_above":
        found = [
            text_of(client, "/civic/ka/petitions/feed/"),
            text_of(client, "/civic/api/v1/petitions/"),
        ]
    else:
        found = everywhere(client, index, petition)
    assert not any(TITLE in text for text in found)
    for url in ("", "count/"):
        address = f"/civic/api/v1/petitions/{petition.number}/{url}"
        assert client.get(address).status_code in (302, 404)


def test_what_happens_to_a_petition_is_a_feed(client, petition, page, officer):
    moderation.pause(petition, now=timezone.now(), user=officer, reason="საიდუმლო მიზეზი")
    text = text_of(client, page.get_url())
    url = f"/civic/ka/petitions/{petition.number}/feed/"
    assert text.count(url) == 2
    feed = text_of(client, url)
    assert feed.index("შეჩერ") < feed.index("გამოქვეყნდა")
    assert "საიდუმლო" not in feed
    assert feed.count("<entry>") == 3
    assert len(set(re.findall(r"<id>(.*?)</id>", feed))) == 4
    assert page.get_full_url() in feed


@pytest.mark.parametrize("hide", ["taken_down", "unpublish", "other_site"])
def test_the_feed_of_what_is_not_public_is_not_found(client, petition, officer, other_site, hide):
    url, host = f"/civic/ka/petitions/{petition.number}/feed/", "testserver"
    if hide == "taken_down":
        moderation.take_down(petition, now=timezone.now(), user=officer, reason="x")
    elif hide == "unpublish":
        petition.page().unpublish()
    else:
        host = "other.example"
    assert client.get(url, headers={"host": host}).status_code == 404


@pytest.mark.parametrize("state", ["draft", "submitted"])
def test_a_petition_in_moderation_is_nowhere_even_if_its_page_is_live(
    client, index, make_petition, state
):
    petition = make_petition(state)
    Page.objects.filter(pk=petition.page().pk).update(live=True)
    assert not any(TITLE in text for text in everywhere(client, index, petition))
    assert client.get(petition.page().get_url()).status_code == 404


def test_the_other_municipality_shows_nothing_of_it(client, petition, other_site):
    other = make_index(other_site)
    host = {"headers": {"host": "other.example"}}
    for url in (
        other.get_url(),
        f"{other.get_url()}?q=ხიდის",
        "/civic/ka/petitions/feed/",
        "/civic/api/v1/petitions/",
    ):
        url = url.replace("http://other.example", "")
        assert TITLE not in text_of(client, url, **host)
    for url in ("", "count/"):
        answer = client.get(f"/civic/api/v1/petitions/{petition.number}/{url}", **host)
        assert answer.status_code in (302, 404)


def test_no_personal_data_leave_the_house(client, index, petition, area):
    add_initiator(petition)
    add_signatures(petition, 3, area=area)
    counting.recount(petition, timezone.now() + timedelta(minutes=1))
    found = "".join(
        [
            *everywhere(client, index, petition),
            text_of(client, f"/civic/api/v1/petitions/{petition.number}/"),
            text_of(client, petition.page().get_url()),
            *(f"{e.title}{e.text}" for e in PetitionSearch().entries(petition)),
        ]
    )
    for secret in ("@example.org", "ხელმომწერი 1", "ნინო ბერიძე"):
        assert secret not in found
    for row in petition.signatures.all():
        assert str(row.uuid) not in found


def test_the_page_says_what_counts_and_why(client, petition):
    text = text_of(client, petition.page().get_url())
    for words in ("315", "63\u00a0000", "0,5%", "01.10.2020", "ცესკო"):
        assert words in text, words


def test_the_page_shows_areas_ways_and_days(client, petition, area):
    add_signatures(petition, 5, area=area)
    counting.recount(petition, timezone.now() + timedelta(minutes=1))
    text = text_of(client, petition.page().get_url())
    assert "მთისპირი" in text
    assert "ელფოსტით" in text
    drawn = re.search(r'<g class="civic-progress__bar"><path d="([^"]+)"', text)[1]
    assert re.fullmatch(r"(M[\d.]+ 120V[\d.]+h[\d.]+V120z)+", drawn)


def test_the_protocol_of_a_paper_check_is_published(client, petition):
    check = paper.deliver(petition, sheets=13, submitted=244, now=timezone.now(), seed="2022-06-21")
    paper.record_check(
        check,
        void_lines={check.lines[0]: "არ არის ამომრჩეველი"},
        checked_by="აპარატი",
        protocol="12",
        now=timezone.now(),
    )
    page = text_of(client, petition.page().get_url())
    data = json.loads(text_of(client, f"/civic/api/v1/petitions/{petition.number}/"))
    assert "2022-06-21" in page
    assert "არ არის ამომრჩეველი" in page
    assert data["paper_checks"][0]["lines"] == check.lines
    assert data["paper_checks"][0]["remaining"] == 243


def test_a_page_takes_the_same_queries_for_ten_and_a_thousand_signatures(client, petition, area):
    url = petition.page().get_url()
    add_signatures(petition, 10, area=area)
    counting.recount(petition, timezone.now() + timedelta(minutes=1))
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    add_signatures(petition, 990, start=10, area=area)
    counting.recount(Petition.objects.get(pk=petition.pk), timezone.now() + timedelta(minutes=2))
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few) <= 35
    counts = [q["sql"] for q in many if "COUNT(" in q["sql"] and "signature" in q["sql"]]
    assert counts == []


def test_a_register_takes_the_same_queries_for_five_and_fifty_petitions(
    client, index, make_petition
):
    for number in range(5):
        make_petition("open", title=f"პეტიცია ნომერი {number}")
    client.get(index.get_url())
    with CaptureQueriesContext(connection) as few:
        client.get(index.get_url())
    for number in range(45):
        make_petition("open", title=f"კიდევ ერთი {number}")
    with CaptureQueriesContext(connection) as many:
        answer = client.get(index.get_url())
    assert len(answer.context["rows"]) == 20
    assert len(many) == len(few) <= 30


def test_registers_are_paged_and_odd_pages_are_answered(client, index, make_petition):
    for number in range(22):
        make_petition("open", title=f"პეტიცია ნომერი {number}")
    assert len(client.get(f"{index.get_url()}?page=2").context["rows"]) == 2
    for odd in ("0", "-1", "abc", "999", "9" * 5000, "%00"):
        assert client.get(f"{index.get_url()}?page={odd}").status_code == 200


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ხიდის", True),
        ("ᲮᲘᲓᲘᲡ", True),
        ("აღდგენა მთისპირში", True),
        ("წყალდიდობამ", True),
        ("აღდგენა პარკი", False),
        ("%", False),
        ("' OR 1=1 --", False),
        ("\x00", True),
        ("ა" * 5000, False),
    ],
)
def test_search_within_a_register(client, index, petition, query, found):
    answer = client.get(index.get_url(), {"q": query})
    assert answer.status_code == 200
    assert (TITLE in answer.content.decode()) == found


def test_a_petition_is_found_by_its_number(client, index, petition):
    assert TITLE in text_of(client, f"{index.get_url()}?q=№{petition.number}")


def test_counts_stand_in_words_and_in_tabs(client, index, petition):
    answer = client.get(index.get_url())
    assert [tab["count"] for tab in answer.context["tabs"]] == [1, 0, 0, 0]
    assert answer.context["counts_in_words"] in answer.content.decode()


def test_the_count_is_small_public_and_cacheable(client, petition):
    url = f"/civic/api/v1/petitions/{petition.number}/count/"
    answer = client.get(url)
    assert answer.json() == {
        "number": petition.number,
        "count": 0,
        "required": 315,
        "reached": False,
        "collects": True,
    }
    assert "public" in answer["Cache-Control"]
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Cookie" not in answer.get("Vary", "")
    again = client.get(url, headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    Petition.objects.filter(pk=petition.pk).update(signatures_electronic=1)
    changed = client.get(url, headers={"if-none-match": answer["ETag"]})
    assert changed.status_code == 200


def test_the_api_filters_by_register_topic_and_area(client, petition, area, site):
    from wagtail_civic.core.models import Topic

    topic = Topic.objects.create(site=site, code="roads")
    petition.topics.add(topic)
    Petition.objects.filter(pk=petition.pk).update(area=area)
    for query, count in [
        ("", 1),
        ("?register=current", 1),
        ("?register=finished", 0),
        ("?topic=roads", 1),
        ("?topic=water", 0),
        ("?area=mtispiri", 1),
        ("?area=x", 0),
        ("?register=nonsense", 1),
        ("?page=abc&per_page=-5", 1),
    ]:
        data = client.get(f"/civic/api/v1/petitions/{query}").json()
        assert len(data["results"]) == count, query


def test_the_api_tells_the_basis_and_the_timeline(client, petition):
    data = client.get(f"/civic/api/v1/petitions/{petition.number}/").json()
    assert data["basis"]["voters"] == 63000
    assert data["basis"]["required_electronic"] == 315
    assert {event["kind"] for event in data["timeline"]} == {"submitted", "opened"}
    assert data["texts"]["ka"]["title"] == TITLE


def test_a_rejected_petition_has_a_reason_and_no_counts(client, make_petition, officer, site):
    reason = RejectionReason.objects.create(site=site, code="competence")
    petition = make_petition()
    moderation.reject(petition, now=timezone.now(), user=officer, reason=reason, note="ახსნა")
    data = client.get(f"/civic/api/v1/petitions/{petition.number}/").json()
    assert data["counts"] is None
    assert data["rejection"]["code"] == "competence"


def test_the_feed_is_well_formed_whatever_was_typed(client, make_petition):
    import defusedxml.ElementTree as ElementTree

    make_petition("open", title="ხიდი <b>&\x0b და გზა")
    answer = client.get("/civic/ka/petitions/feed/")
    assert answer["Content-Type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(answer.content)
    assert len(root.findall("{http://www.w3.org/2005/Atom}entry")) == 1


def test_what_a_citizen_wrote_is_shown_as_text(client, make_petition, index):
    petition = make_petition(title="<script>alert(1)</script> სათაური")
    page = petition.page()
    page.ask = "<img src=x onerror=alert(1)>"
    page.save_revision()
    moderation.publish(petition, now=timezone.now())
    for url in (page.get_url(), index.get_url()):
        text = text_of(client, url)
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def test_pages_have_nothing_inline_and_set_no_cookie(client, petition, index, area):
    add_signatures(petition, 5, area=area)
    counting.recount(petition, timezone.now() + timedelta(minutes=1))
    for url in (petition.page().get_url(), index.get_url(), "/civic/ka/petitions/new/"):
        answer = client.get(url)
        text = answer.content.decode()
        for script in re.findall("<script[^>]*>", text):
            assert ' src="/static/' in script
        assert " style=" not in text
        assert " onclick" not in text
        assert not answer.cookies


@pytest.mark.parametrize("state", ["draft", "submitted", "open"])
def test_an_officer_previews_a_petition_in_every_state(make_petition, state):
    assert make_petition(state).page().make_preview_request().status_code == 200


def test_previewing_a_page_not_saved_yet_makes_no_record(index):
    page = PetitionPage(title="ახალი", ask="ვითხოვთ", locale=index.locale)
    assert page.make_preview_request().status_code == 200
    assert not Petition.objects.exists()


def test_a_private_translation_is_not_listed(client, petition, english):
    PageViewRestriction.objects.create(page=english, restriction_type="login")
    for url in (
        "/en/petitions/",
        "/civic/en/petitions/feed/",
        "/civic/api/v1/petitions/",
        f"/civic/api/v1/petitions/{petition.number}/",
    ):
        text = text_of(client, url)
        assert "Rebuild the footbridge" not in text
        assert TITLE in text


def test_a_copy_of_the_page_is_a_new_petition(petition):
    add_signatures(petition, 3)
    copy = petition.page().copy(update_attrs={"slug": "copy", "title": "ასლი"})
    other = record_for(copy)
    assert other.pk != petition.pk
    assert (other.state, other.signatures.count(), other.number) == ("draft", 0, "")
    other.refresh_from_db()
    assert other.register is None


def test_a_live_copy_shows_nothing_until_it_is_opened(client, petition):
    copy = petition.page().copy(update_attrs={"slug": "copy", "title": "ასლი"})
    assert client.get(copy.get_url()).status_code == 404


def test_a_petition_with_signatures_is_not_deleted(petition):
    add_signatures(petition, 1)
    page = petition.page()
    assert refusal(page)
    with pytest.raises(ProtectedError), transaction.atomic():
        page.delete()
    assert Petition.objects.filter(pk=petition.pk).exists()


def test_the_index_above_signatures_is_not_deleted(client, superuser, petition, index):
    add_signatures(petition, 1)
    client.force_login(superuser)
    client.post(f"/admin/pages/{index.pk}/delete/")
    assert Petition.objects.filter(pk=petition.pk).exists()


def test_a_petition_without_any_data_goes_with_its_page(make_petition):
    petition = make_petition("draft")
    petition.page().delete()
    assert not Petition.objects.filter(pk=petition.pk).exists()


@pytest.fixture
def english(petition, index, locales):
    """The English translation of the open petition."""
    index.copy_for_translation(locales["en"]).save_revision().publish()
    page = petition.page("ka").copy_for_translation(locales["en"])
    page.title, page.ask = "Rebuild the footbridge", "We ask for a bridge."
    page.save_revision().publish()
    return page


def test_translations_share_one_count(client, petition, english):
    assert record_for(english).pk == petition.pk
    Petition.objects.filter(pk=petition.pk).update(signatures_electronic=42)
    assert '<span class="civic-progress__count">42</span>' in text_of(client, english.get_url())
    with override("en"):
        listed = text_of(client, "/en/petitions/")
    assert "Rebuild the footbridge" in listed
    assert TITLE not in listed


def test_an_untranslated_petition_is_listed_in_its_own_language(
    client, petition, english, make_petition
):
    other = make_petition("open", title="პარკის მოწყობა დაბაში")
    assert f'lang="ka"><a href="{other.page().get_url()}"' in text_of(client, "/en/petitions/")


def test_deleting_one_translation_keeps_the_petition(petition, english):
    add_signatures(petition, 1)
    english.delete()
    assert Petition.objects.filter(pk=petition.pk).exists()


def test_wagtail_localize_translates_words_and_shares_facts(petition, english, locales):
    localize = pytest.importorskip("wagtail_localize.models")
    from wagtail_localize.operations import translate_object

    page = PetitionPage.objects.get(translation_key=petition.key, locale=locales["ka"])
    english.delete()
    translate_object(page, [locales["en"]])
    translation = localize.Translation.objects.get(
        source__object_id=page.translation_key, target_locale=locales["en"]
    )
    segments = {segment.string.data for segment in translation.source.stringsegment_set.all()}
    assert TITLE in segments
    assert page.ask in segments
    copy = PetitionPage.objects.get(translation_key=petition.key, locale=locales["en"])
    assert copy.kind == page.kind
    assert record_for(copy).pk == petition.pk


def test_publishing_an_old_draft_changes_no_fact(petition):
    page = petition.page()
    old = page.save_revision()
    Petition.objects.filter(pk=petition.pk).update(signatures_electronic=99)
    deciding.close(Petition.objects.get(pk=petition.pk), now=timezone.now())
    old.publish()
    petition.refresh_from_db()
    assert (petition.state, petition.signatures_electronic) == ("closed", 99)


def test_search_finds_public_petitions_with_their_register(petition, make_petition, officer):
    source = search.sources.get("petition")
    waiting = make_petition(title="მოლოდინში მყოფი")
    assert list(source.objects(petition.site)) == [petition]
    entry = next(iter(source.entries(petition)))
    assert (entry.title, entry.facets["register"]) == (TITLE, "current")
    assert entry.page_id == petition.page().pk
    assert not source.is_visible(waiting)
    moderation.take_down(petition, now=timezone.now(), user=officer, reason="x")
    assert not source.is_visible(petition)


def test_search_hears_of_moves_and_of_edits(petition, officer):
    heard = []

    def listen(sender, kind, pk, **kwargs):
        heard.append((kind, pk))

    search.source_changed.connect(listen)
    try:
        petition.page().save_revision().publish()
        assert ("petition", petition.pk) in heard
        heard.clear()
        deciding.close(petition, now=timezone.now(), user=officer)
        assert ("petition", petition.pk) in heard
    finally:
        search.source_changed.disconnect(listen)


def test_choices_for_links_stay_within_the_municipality(petition, other_site):
    resolver = links.resolvers.get("petition")
    assert [key for key, _title in resolver.choices(petition.site, "ხიდის", "ka")] == [petition.key]
    assert resolver.choices(other_site, "", "ka") == []


def test_time_left_is_told_until_the_end(client, petition):
    from freezegun import freeze_time

    url = petition.page().get_url()
    assert "დარჩა 30 დღე" in text_of(client, url)
    with freeze_time(petition.deadline - timedelta(hours=1)):
        assert "ბოლო დღე" in text_of(client, url)
    with freeze_time(petition.deadline + timedelta(hours=1)):
        assert "/sign/" not in text_of(client, url)
        jobs.close_due()
        assert "ვერ შეგროვდა" in text_of(client, url)


@pytest.mark.parametrize(
    ("days", "first", "last", "expected"),
    [
        ({}, "2026-11-01", "2026-11-03", [0, 0, 0]),
        ({"2026-11-02": 5}, "2026-11-01", "2026-11-03", [0, 5, 0]),
        ({"2026-11-02": 5}, "2026-11-03", "2026-11-01", []),
    ],
)
def test_the_chart_has_a_bar_a_day(days, first, last, expected):
    day = lambda text: at(text).date()  # noqa: E731
    drawn = bars({day(k): v for k, v in days.items()}, day(first), day(last))
    assert [bar.count for bar in drawn] == expected


def test_a_long_chart_shares_bars_and_loses_nobody():
    first = at("2026-01-01").date()
    days = {first + timedelta(days=number): 1 for number in range(365)}
    drawn = bars(days, first, first + timedelta(days=364))
    assert len(drawn) <= 92
    assert sum(bar.count for bar in drawn) == 365
    assert all(bar.x + bar.width <= 600 for bar in drawn)


def test_what_was_taken_down_is_gone_and_tells_nothing(client, petition, page, officer):
    address = page.get_url()
    moderation.take_down(petition, now=timezone.now(), user=officer, reason="სასამართლო")
    answer = client.get(address)
    assert answer.status_code == 410
    text = answer.content.decode()
    assert page.title not in text
    assert page.ask not in text
    moderation.restore(petition, now=timezone.now(), user=officer, reason="სასამართლო")
    assert client.get(address).status_code == 200


def test_what_was_never_public_is_not_gone_but_not_found(client, make_petition):
    assert client.get(make_petition().page().get_url()).status_code == 404


def test_a_link_shared_elsewhere_says_what_the_petition_asks(client, make_petition):
    page = make_petition("open", title='ხიდი "ახლა" <b>').page()
    text = client.get(page.get_url()).content.decode()
    assert 'property="og:title" content="ხიდი &quot;ახლა&quot; &lt;b&gt;"' in text
    assert f'property="og:url" content="{page.get_full_url()}"' in text
    assert "ვითხოვთ, რომ საკრებულომ" in text.partition("og:description")[2][:120]
