import json
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction

from wagtail_civic.acts import withdrawing
from wagtail_civic.acts.models import Act
from wagtail_civic.core import clock
from wagtail_civic.core.models import Topic
from wagtail_civic.documents.jobs import read_waiting
from wagtail_civic.documents.models import DocumentFile, DocumentText

pytestmark = pytest.mark.django_db

LIST = "/civic/api/v1/acts/"


def read(client, url, **params):
    response = client.get(url, params)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json; charset=utf-8"
    assert response["Access-Control-Allow-Origin"] == "*"
    return json.loads(response.content)


def numbers(client, **params):
    return [act["number"] for act in read(client, LIST, **params)["acts"]]


def test_an_act_is_told_with_everything_that_identifies_it(client, town, document):
    law = town.act("3", title="წესი", adopted=date(2025, 2, 1))
    act = town.act(
        "17-51",
        title="წესში ცვლილების შეტანის შესახებ",
        registration_code="010260020.35.123.016127",
        official_url="https://matsne.gov.ge/ka/document/view/1",
        effective_on=date(2026, 4, 1),
        text=[
            {
                "type": "article",
                "value": {"number": "1", "heading": "საგანი", "text": "<p>ტექსტი</p>"},
            }
        ],
    )
    act.relations.model.objects.create(act=act, kind="amends", target=law)
    act.files.model.objects.create(act=act, document=document("a.pdf", b"abc"), role="main")
    act.summaries.model.objects.create(act=act, language="en", title="Amending", meaning="Less.")
    data = read(client, f"{LIST}{act.key}/")
    assert data["id"] == str(act.key)
    assert data["number_normalised"] == "17-51"
    assert data["title"] == {"ka": act.title, "en": "Amending"}
    assert data["meaning"] == {"en": "Less."}
    assert data["type"] == {
        "code": "resolution",
        "name": {"ka": "დადგენილება", "en": "Resolution"},
    }
    assert data["status"] == "in_force"
    assert data["url"] == f"http://testserver{town.url(act)}"
    assert [(r["type"], r["target"]["id"]) for r in data["relations"]] == [("amends", str(law.key))]
    assert data["files"][0]["sha256"].startswith("ba7816bf")
    (article,) = data["articles"]
    assert (article["anchor"], article["text"]) == ("art_1", "ტექსტი")
    assert article["title"].endswith(" 1. საგანი")
    of_law = read(client, f"{LIST}{law.key}/")
    assert [(r["type"], r["source"]["id"]) for r in of_law["relations_of_others"]] == [
        ("amends", str(act.key))
    ]


def test_the_eli_leads_to_the_page(client, town):
    act = town.act("17-51")
    eli = read(client, f"{LIST}{act.key}/")["eli"]
    assert eli == "http://testserver/civic/eli/council/resolution/2026/03/02/17-51"
    response = client.get(eli)
    assert (response.status_code, response["Location"]) == (302, town.url(act))


ELI = "/civic/eli/council/resolution/2026/03/02/17-51"


@pytest.mark.parametrize(
    ("below", "language", "end"),
    [
        ("/20260415", "ka", "20260415/"),
        ("/adopted", "ka", "adopted/"),
        ("/en", "en", ""),
        ("/20260415/en/", "en", "20260415/"),
    ],
)
def test_the_text_of_a_day_and_a_language_have_an_eli(client, town, below, language, end):
    act = town.act("17-51")
    response = client.get(ELI + below)
    registry = town.registry if language == "ka" else town.registry_en
    here = town.url(act).replace(town.registry.url, registry.url)
    assert (response.status_code, response["Location"]) == (302, f"{here}{end}")
    assert client.get(response["Location"]).status_code == 200


def test_a_version_is_told_with_its_eli(client, town):
    act = town.act("17-51")
    act.versions.create(valid_from=date(2026, 4, 15), text=[])
    (version,) = read(client, f"{LIST}{act.key}/")["versions"]
    assert version["eli"] == f"http://testserver{ELI}/20260415"
    assert client.get(version["eli"])["Location"].endswith("/20260415/")


@pytest.mark.parametrize("below", ["/fr", "/2026041", "/20260415/fr", "/x/y"])
def test_what_is_no_day_and_no_language_of_the_site_is_no_eli(client, town, below):
    town.act("17-51")
    assert client.get(ELI + below).status_code in (302, 404)
    assert town.registry.url not in client.get(ELI + below).get("Location", "")


def test_an_eli_names_a_day_of_the_calendar_and_survives_its_correction(client, town):
    act = town.act("17-51")
    assert client.get(ELI.replace("03/02", "03/01"))["Location"] == town.url(act)
    impossible = client.get(ELI.replace("03/02", "13/41"))
    assert town.registry.url not in impossible.get("Location", "")


def test_a_file_has_an_address_that_outlasts_its_document(client, town, document):
    act = town.act("17-51")
    roles = ("main", "annex", "annex")
    for place, role in enumerate(roles):
        act.files.model.objects.create(
            act=act, document=document(f"{place}.pdf"), role=role, sort_order=place
        )
    told = read(client, f"{LIST}{act.key}/")["files"]
    base = f"/civic/acts/{act.key}/files"
    assert [file["lasting_url"] for file in told] == [
        f"http://testserver{base}/{end}/" for end in ("main/1", "annex/1", "annex/2")
    ]
    for file in told:
        assert f"http://testserver{client.get(file['lasting_url'])['Location']}" == file["url"]
    assert client.get(f"{base}/main/")["Location"] in told[0]["url"]
    second = act.files.get(sort_order=2)
    second.document = document("new-name.pdf")
    second.save()
    assert client.get(f"{base}/annex/2/")["Location"].endswith("new-name.pdf")


def test_a_file_that_the_public_may_not_open_has_no_such_address(client, town, document):
    hidden = Collection.get_first_root_node().add_child(name="inner")
    CollectionViewRestriction.objects.create(collection=hidden, restriction_type="login")
    act, draft = town.act("17-51"), town.act("18", live=False)
    act.files.model.objects.create(act=act, document=document("a.pdf", collection=hidden))
    act.files.model.objects.create(act=draft, document=document("b.pdf"))
    for each, end in ((act, "main/1"), (act, "main/0"), (act, "annex/1"), (draft, "main/1")):
        response = client.get(f"/civic/acts/{each.key}/files/{end}/")
        assert "documents" not in response.get("Location", "")


def test_the_record_says_of_which_day_it_is_and_what_its_files_are(client, town, document):
    law = town.act("3")
    act = town.act("17-51")
    act.relations.model.objects.create(act=act, kind="amends", target=law, note="მუხლი 5")
    act.files.model.objects.create(act=act, document=document("a.txt", b"some words"))
    data = read(client, f"{LIST}{act.key}/")
    assert data["as_at"] == clock.today().isoformat()
    assert data["relations"][0]["note"] == "მუხლი 5"
    (inverse,) = read(client, f"{LIST}{law.key}/")["relations_of_others"]
    assert inverse["note"] == "მუხლი 5"
    (file,) = data["files"]
    assert (file["mime"], file["pages"], file["text_method"]) == ("text/plain", None, None)
    read_waiting()
    for told in (read(client, f"{LIST}{act.key}/"), read(client, LIST)["acts"][0]):
        (file,) = told["files"]
        assert (file["pages"], file["text_method"]) == (1, "text")


@pytest.fixture
def with_file(town, document):
    """``with_file(b"words", **fields)``: a published act whose file has been read."""

    def make(content, **fields):
        act = town.act(**fields)
        act.files.model.objects.create(act=act, document=document("a.txt", content), role="main")
        read_waiting()
        return act

    return make


def text_address(act):
    return f"/civic/acts/{act.key}/files/main/1/text/"


def test_the_text_of_a_file_is_open_data_page_by_page(client, town, with_file):
    act = with_file("ერთი".encode())
    text = DocumentText.objects.get()
    text.pages.create(number=2, content="", method="scan")
    text.pages.create(number=3, content="სამი", method="text")
    text.pages.create(number=4, content="დამალული ფურცელი", method="hidden")
    told = [read(client, f"{LIST}{act.key}/"), read(client, LIST)["acts"][0]]
    for record in told:
        assert record["files"][0]["text_url"] == f"http://testserver{text_address(act)}"
    response = client.get(text_address(act))
    assert response.content.decode() == "ერთი\f\fსამი"
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(("state", "words"), [("ok", "ფაილის ტექსტი"), ("ocr", "ავტომატურად")])
def test_the_page_of_an_act_leads_to_the_text_of_its_file(client, town, with_file, state, words):
    act = with_file(b"some words")
    DocumentText.objects.update(state=state)
    html = client.get(town.url(act)).content.decode()
    _before, link, after = html.partition(f'<a href="{text_address(act)}">')
    assert link
    assert after.startswith(words)


@pytest.mark.parametrize("why", ["personal data", "unread", "failed", "private"])
def test_a_text_that_the_public_may_not_find_has_no_address(client, town, with_file, why):
    words = b"number 01024056789" if why == "personal data" else b"some words"
    act = with_file(words)
    if why == "unread":
        DocumentText.objects.update(state="pending", read_at=None)
        DocumentText.objects.get().pages.all().delete()
    elif why == "failed":
        DocumentText.objects.update(state="failed")
        DocumentText.objects.get().pages.all().delete()
    elif why == "private":
        hidden = Collection.get_first_root_node().add_child(name="inner")
        CollectionViewRestriction.objects.create(collection=hidden, restriction_type="login")
        act.files.get().document.__class__.objects.update(collection=hidden)
    files = read(client, f"{LIST}{act.key}/")["files"]
    assert [file["text_url"] for file in files] == ([] if why == "private" else [None])
    assert text_address(act) not in client.get(town.url(act)).content.decode()
    response = client.get(text_address(act))
    assert response.status_code == 404 or "/files/" in response["Location"]
    assert b"01024056789" not in response.content


def test_a_text_that_a_registrar_let_through_has_its_address(client, town, with_file):
    act = with_file(b"number 01024056789")
    file = DocumentFile.objects.select_related("text").get()
    DocumentFile.objects.update(cleared_for=file.text.file_hash)
    assert read(client, f"{LIST}{act.key}/")["files"][0]["text_url"]
    assert client.get(text_address(act)).content == b"number 01024056789"


def test_the_text_of_a_file_goes_with_its_act(client, town, with_file):
    act = with_file(b"some words")
    withdrawing.withdraw(act, reason="x")
    response = client.get(text_address(act))
    assert b"some words" not in response.content


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"type": "order"}, ["2"]),
        ({"body": "mayor"}, ["2"]),
        ({"year": "2025"}, ["2"]),
        ({"year": "2026"}, ["1"]),
        ({"year": "x"}, []),
        ({"type": "nothing"}, []),
        ({}, ["1", "2"]),
    ],
)
def test_the_list_can_be_narrowed(client, town, params, expected):
    town.act("1")
    town.act("2", act_type=town.order, body=town.mayor, adopted=date(2025, 1, 1))
    assert numbers(client, **params) == expected


def test_a_harvester_asks_for_what_changed(client, town):
    old, _new = town.act("1"), town.act("2")
    long_ago = timezone.now() - timedelta(days=30)
    Act.objects.filter(pk=old.pk).update(modified_at=long_ago)
    moment = timezone.now() - timedelta(days=1)
    assert numbers(client, modified_since=moment.isoformat()) == ["2"]
    assert numbers(client, modified_since=moment.date().isoformat()) == ["2"]
    assert len(numbers(client, modified_since="yesterday")) == 2
    assert len(numbers(client, modified_since="2026-99-99T00:00")) == 2


def test_an_unchanged_list_is_not_sent_twice(client, town):
    town.act("1")
    etag = client.get(LIST)["ETag"]
    assert client.get(LIST, HTTP_IF_NONE_MATCH=etag).status_code == 304


def test_nothing_can_be_written(client, town):
    act = town.act("1")
    for url in (LIST, f"{LIST}{act.key}/"):
        assert client.post(url).status_code == 405


def test_the_list_asks_as_often_for_many_acts_as_for_few(client, town):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries():
        with CaptureQueriesContext(connection) as captured:
            read(client, LIST)
        return len(captured)

    def add(count):
        target = town.act()
        for _ in range(count):
            act = town.act()
            act.relations.model.objects.create(act=act, kind="repeals", target=target)

    add(3)
    read(client, LIST)
    few = queries()
    add(20)
    assert queries() == few


def test_the_feed_tells_of_the_newest_acts(client, town):
    town.act("1", title="პირველი \x0b აქტი")
    act = town.act("2", title="მეორე აქტი", act_type=town.order)
    act.summaries.model.objects.create(act=act, language="ka", meaning="იაფდება.")
    response = client.get("/civic/acts.atom")
    assert response["Content-Type"].startswith("application/atom+xml")
    atom = "{http://www.w3.org/2005/Atom}"
    entries = ElementTree.fromstring(response.content).findall(f"{atom}entry")
    assert [entry.find(f"{atom}title").text for entry in entries] == [
        "ბრძანება №2: მეორე აქტი",
        "დადგენილება №1: პირველი  აქტი",
    ]
    assert entries[0].find(f"{atom}id").text == f"urn:uuid:{act.key}"
    english = client.get("/civic/acts.atom", {"lang": "en", "type": "order"}).content.decode()
    assert "Order №2" in english
    assert "პირველი" not in english


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"body": "mayor"}, {"3"}),
        ({"body": "council"}, {"1", "2"}),
        ({"topic": "roads"}, {"2"}),
        ({"topic": "town"}, {"2"}),
        ({"type": "order"}, {"3"}),
        ({"year": "2025"}, {"1"}),
        ({"body": "council", "year": "2026"}, {"2"}),
        ({"body": "nobody"}, set()),
    ],
)
def test_a_feed_tells_of_one_body_type_topic_or_year(client, town, params, expected):
    above = Topic.objects.create(site=town.site, code="town")
    roads = Topic.objects.create(site=town.site, code="roads", parent=above)
    town.act("1", adopted=date(2025, 1, 1))
    about_roads = town.act("2")
    about_roads.topics.through.objects.create(act=about_roads, topic=roads)
    town.act("3", body=town.mayor, act_type=town.order)
    feed = client.get("/civic/acts.atom", params).content.decode()
    found = {number for number in "123" if f"№{number}:" in feed}
    assert found == expected
