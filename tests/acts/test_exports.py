"""The registry for machines: JSON-LD, Akoma Ntoso, a table, an archive, a sitemap."""

import csv
import io
import json
import re
import zipfile
from datetime import date
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wagtail_civic.acts.models import ActCommencement, ActFile, ActRelation, ActVersion
from wagtail_civic.core import clock

from .conftest import article

pytestmark = pytest.mark.django_db

FIRST = date(2026, 5, 1)
AKN = {"a": "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"}


def structured(client, town, act, below=""):
    page = client.get(f"{town.url(act)}{below}").content.decode()
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    return json.loads(found)


def chapter(words):
    return {"type": "chapter", "value": words}


@pytest.fixture
def law(town):
    return town.act(
        "17-51",
        title="მოსაკრებლის <შესახებ>",
        published_on=date(2026, 3, 4),
        published_in="მაცნე",
        official_url="https://matsne.gov.ge/ka/document/view/1",
        text=[
            {"type": "paragraph", "value": "<p>პრეამბულა</p>"},
            chapter("თავი I"),
            article(1, "სფერო", "პირველი</p><p>მეორე"),
            article("1", "დანართის სფერო", "მესამე"),
        ],
    )


# JSON-LD


def test_the_page_tells_machines_which_law_it_is(client, town, law, document):
    ActFile.objects.create(act=law, document=document("a.pdf"))
    data = structured(client, town, law)
    eli = "http://testserver/civic/eli/council/resolution/2026/03/02/17-51"
    assert data["@type"] == "Legislation"
    assert data["legislationIdentifier"] == eli
    assert data["legislationDate"] == "2026-03-02"
    assert data["datePublished"] == "2026-03-04"
    assert data["legislationLegalForce"] == "https://schema.org/InForce"
    assert data["legislationPassedBy"]["name"] == "საკრებულო"
    assert data["sameAs"] == law.official_url
    (file,) = data["encoding"]
    assert file["legislationLegalValue"] == "https://schema.org/UnofficialLegalValue"
    assert len(file["sha256"]) == 64


def test_it_tells_what_the_act_does_to_others(client, town, law):
    change = town.act(title="ცვლილების შესახებ")
    draft = town.act(title="საიდუმლო", live=False)
    ActRelation.objects.create(act=change, kind="amends", target=law)
    ActRelation.objects.create(act=change, kind="repeals", target=draft)
    ActRelation.objects.create(act=change, kind="based_on", outside_title="კოდექსი")
    data = structured(client, town, change)
    assert data["legislationAmends"][0]["url"].endswith(town.url(law))
    assert data["isBasedOn"][0]["name"] == "კოდექსი"
    assert "legislationRepeals" not in data


def test_a_version_tells_which_day_it_is_of(client, town, law):
    ActVersion.objects.create(act=law, valid_from=date(2026, 5, 1), text=[article(1, "", "ა")])
    assert structured(client, town, law)["legislationDateVersion"] == "2026-05-01"
    assert structured(client, town, law, "adopted/")["legislationDateVersion"] == "2026-03-02"


def test_force_is_told_as_a_part_while_a_part_has_not_begun(client, town, law):
    later = clock.today().replace(year=clock.today().year + 1, day=1)
    ActCommencement.objects.create(act=law, scope="მუხლი 1", starts_on=later)
    assert structured(client, town, law)["legislationLegalForce"].endswith("/PartiallyInForce")
    type(law).objects.filter(pk=law.pk).update(repealed_on=date(2026, 4, 1))
    assert structured(client, town, law)["legislationLegalForce"].endswith("/NotInForce")


def test_it_tells_which_acts_its_text_names_and_which_files_are_translations(
    client, town, document
):
    named = town.act("45", adopted=date(2018, 12, 26))
    words = "2018 წლის 26 დეკემბრის №45 დადგენილება და კიდევ 2018 წლის 26 დეკემბრის №45 დადგენილება"
    act = town.act(text=[article(1, "", words)])
    ActFile.objects.create(act=act, document=document("a.pdf"), role="main")
    ActFile.objects.create(act=act, document=document("en.pdf"), role="translation")
    data = structured(client, town, act)
    assert [each["url"] for each in data["citation"]] == [f"http://testserver{town.url(named)}"]
    assert [each["name"] for each in data["encoding"]] == ["a.pdf"]
    (translation,) = data["workTranslation"]
    assert translation["encoding"]["contentUrl"].endswith("en.pdf")


# Akoma Ntoso


def xml(client, act, query=""):
    response = client.get(f"/civic/api/v1/acts/{act.key}/akn.xml{query}")
    assert response.status_code == 200
    return ElementTree.fromstring(response.content)


def test_an_act_is_exported_in_the_order_of_the_standard(client, law):
    (act,) = xml(client, law)
    names = [child.tag.rpartition("}")[2] for child in act]
    assert names == ["meta", "preface", "body"]
    meta = [child.tag.rpartition("}")[2] for child in act[0]]
    assert meta == ["identification", "publication", "lifecycle", "references"]
    levels = [child.tag.rpartition("}")[2] for child in act[0][0]]
    assert levels == ["FRBRWork", "FRBRExpression", "FRBRManifestation"]
    work = [child.tag.rpartition("}")[2] for child in act[0][0][0]]
    assert work == [
        *("FRBRthis", "FRBRuri", "FRBRalias", "FRBRdate", "FRBRauthor"),
        *("FRBRcountry", "FRBRsubtype", "FRBRnumber", "FRBRname"),
    ]
    assert act.find(".//a:FRBRnumber", AKN).get("value") == "17-51"
    assert act.find(".//a:FRBRlanguage", AKN).get("language") == "kat"
    assert act.find(".//a:docTitle", AKN).text == "მოსაკრებლის <შესახებ>"


def test_its_chapters_hold_its_articles_and_its_articles_paragraphs(client, law):
    root = xml(client, law)
    (chapter,) = root.findall(".//a:body/a:chapter", AKN)
    assert [each.get("eId") for each in chapter.findall("a:article", AKN)] == ["art_1", "art_1_2"]
    words = [each.text for each in chapter.findall("a:article[1]//a:content/a:p", AKN)]
    assert words == ["პირველი", "მეორე"]
    ids = [each.get("eId") for each in root.iter() if each.get("eId")]
    assert len(ids) == len(set(ids))


def test_the_export_says_what_the_act_does_to_others_of_the_registry(client, town, law):
    change = town.act("18", adopted=date(2026, 5, 1))
    draft = town.act("19", live=False)
    for kind, target in (("amends", law), ("repeals", draft), ("part_of", law)):
        ActRelation.objects.create(act=change, kind=kind, target=target)
    ActRelation.objects.create(act=change, kind="amends", outside_title="კოდექსი")
    root = xml(client, change)
    meta = [child.tag.rpartition("}")[2] for child in root.find(".//a:meta", AKN)]
    assert meta == ["identification", "lifecycle", "analysis", "references"]
    (modification,) = root.find(".//a:activeModifications", AKN)
    assert modification.tag.endswith("textualMod")
    assert modification.get("type") == "substitution"
    work = "/akn/ge-chaieti/act/resolution"
    ends = [modification.find(f"a:{name}", AKN).get("href") for name in ("source", "destination")]
    assert ends == [f"{work}/2026-05-01/18/!main", f"{work}/2026-03-02/17-51/!main"]
    (reference,) = root.findall(".//a:activeRef", AKN)
    assert reference.get("href") == f"{work}/2026-03-02/17-51"
    ids = [each.get("eId") for each in root.iter() if each.get("eId")]
    assert len(ids) == len(set(ids))


def test_the_export_names_what_changed_the_act_and_every_name_leads_somewhere(client, town, law):
    change = town.act(adopted=date(2026, 5, 1))
    ActRelation.objects.create(act=change, kind="amends", target=law)
    root = xml(client, law)
    events = [
        (each.get("type"), each.get("date"))
        for each in root.findall(".//a:lifecycle/a:eventRef", AKN)
    ]
    assert events == [("generation", "2026-03-02"), ("amendment", "2026-05-01")]
    known = {each.get("eId") for each in root.find(".//a:references", AKN)}
    named = {each.get("source") for each in root.findall(".//a:eventRef", AKN)}
    assert {name.lstrip("#") for name in named} <= known


def test_the_text_of_another_day_can_be_exported(client, law):
    ActVersion.objects.create(act=law, valid_from=date(2026, 5, 1), text=[article(9, "", "ა")])
    articles = {
        day: [each.text for each in xml(client, law, day).findall(".//a:article/a:num", AKN)]
        for day in ("", "?on=2026-03-05")
    }
    assert articles == {"": ["9"], "?on=2026-03-05": ["1", "1"]}


def test_an_export_asks_as_often_for_many_changes_as_for_few(client, town, law):
    def change():
        ActRelation.objects.create(act=town.act(adopted=FIRST), kind="amends", target=law)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            xml(client, law)
        return len(captured)

    change()
    queries()
    few = queries()
    for _n in range(5):
        change()
    assert queries() == few


def test_characters_that_xml_refuses_are_left_out(client, town):
    act = town.act(title="ა\x0bბ", text=[article(1, "გ\x1fდ", "ე")])
    assert xml(client, act).find(".//a:docTitle", AKN).text == "აბ"


# The table and the archive


def table(client, query=""):
    response = client.get(f"/civic/acts.csv{query}")
    text = b"".join(response).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_all_published_acts_are_a_table(client, town, law):
    town.act(live=False)
    (row,) = table(client)
    assert row["number"] == "17-51"
    assert row["url"].endswith(town.url(law))
    assert row["status"] == "in_force"


def test_the_table_can_be_narrowed(client, town, law):
    town.act("9", act_type=town.order)
    assert [row["number"] for row in table(client, "?type=order")] == ["9"]
    assert table(client, "?year=1999") == []


def test_no_cell_is_a_formula(client, town):
    town.act(title="=HYPERLINK(1)")
    assert table(client)[0]["title"].startswith("'=")


def test_the_table_asks_as_often_for_many_acts_as_for_few(client, town):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            table(client)
        return len(captured)

    town.act()
    table(client)
    few = queries()
    for _n in range(20):
        town.act()
    assert queries() == few


def test_the_archive_of_a_year_holds_records_texts_and_files(client, town, law, document):
    ActFile.objects.create(act=law, document=document("ტექსტი.pdf", b"signed"))
    town.act("9", adopted=date(2025, 3, 2))
    response = client.get("/civic/acts.zip?year=2026")
    with zipfile.ZipFile(io.BytesIO(b"".join(response))) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        folder = "council/resolution/2026/17-51"
        assert "acts.csv" in names
        assert json.loads(archive.read(f"{folder}/act.json"))["number"] == "17-51"
        assert "მუხლი 1. სფერო" in archive.read(f"{folder}/text.txt").decode()
        assert [archive.read(n) for n in names if n.startswith(f"{folder}/1-")] == [b"signed"]
        assert not [name for name in names if "2025" in name]


@pytest.mark.parametrize("query", ["", "?year=", "?year=20²6", "?year=20261"])
def test_an_archive_is_of_one_year(client, town, law, query):
    assert client.get(f"/civic/acts.zip{query}").status_code == 404


# The sitemap


def test_the_sitemap_lists_the_lasting_addresses(client, town, law):
    town.act("8", live=False)
    index = client.get("/civic/acts-sitemap.xml").content.decode()
    assert index.count("<loc>") == 1
    part = client.get("/civic/acts-sitemap.xml?part=1").content.decode()
    assert part.count("<loc>") == 1
    assert f"<loc>http://testserver{town.url(law)}</loc>" in part


def test_a_large_registry_is_listed_in_parts(client, town, monkeypatch):
    monkeypatch.setattr("wagtail_civic.acts.sitemap.PER_PART", 2)
    for _n in range(5):
        town.act()
    assert client.get("/civic/acts-sitemap.xml").content.decode().count("<loc>") == 3
    parts = [client.get(f"/civic/acts-sitemap.xml?part={n}").content.decode() for n in (1, 2, 3, 4)]
    assert [part.count("<loc>") for part in parts] == [2, 2, 1, 0]


@pytest.mark.parametrize("part", ["0", "x", "²", "-1", "999999"])
def test_a_part_that_cannot_be_is_not_found(client, town, part):
    assert client.get(f"/civic/acts-sitemap.xml?part={part}").status_code == 404
