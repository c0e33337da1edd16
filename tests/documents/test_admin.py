"""The editors' side: the report, reading again, the to-do row, the search settings."""

import csv
from datetime import date
from io import BytesIO

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.documents import get_document_model
from wagtail.models import Collection, GroupCollectionPermission

from wagtail_civic.core import setup, todo
from wagtail_civic.core.models import CivicLogEntry
from wagtail_civic.documents import reading
from wagtail_civic.documents.models import (
    DocumentFile,
    DocumentText,
    FruitlessSearch,
    IndexEntry,
    SearchPage,
    State,
)

pytestmark = pytest.mark.django_db

VIEW = "civic_documents.view_documentfile"
REREAD = "civic_documents.reread_document"
REPORT = "civic_documents_report"


@pytest.fixture
def registrar(make_user):
    user = make_user("registrar", VIEW, REREAD)
    _may_choose(user, Collection.get_first_root_node())
    return user


def _may_choose(user, collection):
    permission = Permission.objects.get(
        content_type__app_label="wagtaildocs", codename="choose_document"
    )
    GroupCollectionPermission.objects.create(
        group=user.groups.get(), collection=collection, permission=permission
    )


def content(response):
    return response.content.decode()


def test_the_report_shows_state_and_reason(client, registrar, upload):
    upload("good.docx", "გზა", "კარგი ფაილი")
    upload("bad.pdf", b"%PDF-1.4", "ცუდი ფაილი")
    client.force_login(registrar)
    html = content(client.get(reverse(REPORT)))
    assert "კარგი ფაილი" in html
    assert "წაკითხულია" in html
    assert "ფაილი დაზიანებულია" in html


def test_the_report_is_filtered_and_exported(client, registrar, upload):
    upload("good.docx", "გზა", "კარგი ფაილი")
    upload("bad.pdf", b"%PDF-1.4", "ცუდი ფაილი")
    client.force_login(registrar)
    html = content(client.get(reverse(REPORT), {"shown_state": "failed"}))
    assert "ცუდი ფაილი" in html
    assert "კარგი ფაილი" not in html
    html = content(client.get(reverse(f"{REPORT}_results"), {"title": "კარგი"}))
    assert "კარგი ფაილი" in html
    response = client.get(reverse(REPORT), {"export": "csv"})
    told = b"".join(response.streaming_content).decode()
    assert "ცუდი ფაილი" in told
    assert "დაზიანებულია" in told


def test_no_report_that_is_exported_computes_anything(client, registrar, upload, site):
    formula = '=HYPERLINK("https://evil.example")'
    upload("good.docx", "გზა", formula)
    get_document_model().objects.create(title="-1+1", file="documents/unread.pdf")
    reading.note(get_document_model().objects.get(title="-1+1"))
    day = date(2026, 11, 26)
    counted = {"times": 5, "days": 3, "first_day": day, "last_day": day}
    FruitlessSearch.objects.create(site=site, words=formula, **counted)
    registrar.groups.get().permissions.add(Permission.objects.get(codename="view_fruitlesssearch"))
    client.force_login(registrar)
    for name in (REPORT, "civic_documents_fruitless"):
        answer = client.get(reverse(name), {"export": "csv"})
        rows = list(csv.reader(b"".join(answer).decode("utf-8-sig").splitlines()))
        assert f"'{formula}" in {row[0] for row in rows}
        assert not any(cell.startswith(("=", "-", "+", "@")) for row in rows for cell in row)
        assert "no-store" in answer["Cache-Control"]
        book = load_workbook(BytesIO(b"".join(client.get(reverse(name), {"export": "xlsx"}))))
        (cell,) = [cell for row in book.active for cell in row if cell.value == formula]
        assert cell.data_type == "s"


def test_the_report_costs_the_same_for_many_documents(client, registrar):
    client.force_login(registrar)
    model = get_document_model()
    client.get(reverse(REPORT))
    few = _cost(client)
    for number in range(20):
        reading.note(model.objects.create(title=f"d{number}", file=f"documents/{number}.pdf"))
    assert _cost(client) <= few + 2


def _cost(client):
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse(REPORT))
    return len(queries)


def test_a_document_is_read_again(client, registrar, upload, committed, monkeypatch):
    document = upload("good.docx", "გზა", "ფაილი")
    DocumentText.objects.update(state=State.FAILED, reason="too_long")
    file = DocumentFile.objects.get(document_id=str(document.pk))
    client.force_login(registrar)
    with committed():
        response = client.post(reverse("civic_documents_reread", args=[file.pk]))
    assert response.status_code == 302
    assert DocumentFile.objects.with_state().get().shown_state == State.OK
    assert CivicLogEntry.objects.filter(action="civic_documents.reread").count() == 1


def test_reading_again_needs_the_permission_and_a_post(client, make_user, upload):
    document = upload("good.docx", "გზა")
    file = DocumentFile.objects.get(document_id=str(document.pk))
    viewer = make_user("viewer", VIEW)
    _may_choose(viewer, Collection.get_first_root_node())
    client.force_login(viewer)
    url = reverse("civic_documents_reread", args=[file.pk])
    assert client.get(url).status_code == 405
    assert client.post(url).status_code in (302, 403)
    assert DocumentFile.objects.get().text.state == State.OK
    assert "ხელახლა წაკითხვა" not in content(client.get(reverse(REPORT)))


def test_without_permission_there_is_no_report(client, clerk, upload):
    upload("secret.docx", "გზა", "ფაილი")
    client.force_login(clerk)
    assert "ფაილი" not in content(client.get(reverse(REPORT), follow=True))


def test_documents_of_collections_out_of_reach_are_not_listed(
    client, make_user, upload, collection
):
    upload("ours.docx", "გზა", "ჩვენი", collection=collection)
    theirs = upload("theirs.docx", "ხიდი", "უცხო საბუთი")
    user = make_user("registrar", VIEW, REREAD)
    _may_choose(user, collection)
    client.force_login(user)
    html = content(client.get(reverse(REPORT)))
    assert "ჩვენი" in html
    assert "უცხო საბუთი" not in html
    file = DocumentFile.objects.get(document_id=str(theirs.pk))
    client.post(reverse("civic_documents_reread", args=[file.pk]))
    assert DocumentFile.objects.get(pk=file.pk).text_id is not None
    assert not CivicLogEntry.objects.filter(action="civic_documents.reread").exists()


def test_unreadable_documents_are_something_to_do(rf, registrar, clerk, upload):
    upload("bad.pdf", b"%PDF-1.4")
    request = rf.get("/")
    request.user = registrar
    (item,) = [item for item in todo.items(request) if "civic/documents" in item.url]
    assert item.count == 1
    request.user = clerk
    assert not [item for item in todo.items(request) if "civic/documents" in item.url]


def test_setup_makes_a_search_page_in_each_language(site):
    setup.run(setup.SetupContext(site))
    titles = {page.locale.language_code: page.title for page in SearchPage.objects.all()}
    assert titles == {"ka": "ძებნა", "en": "Search"}


def test_the_search_settings_open(client, superuser, site):
    client.force_login(superuser)
    url = reverse("wagtailsettings:edit", args=["civic_documents", "searchsettings", site.pk])
    assert "ამ საიტის კოლექციები" in content(client.get(url))


def test_the_search_page_opens_in_the_editor(client, superuser, site, locales):
    page = SearchPage(title="ძებნა", slug="search", locale=locales["ka"])
    site.root_page.add_child(instance=page)
    client.force_login(superuser)
    assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    assert page.make_preview_request().status_code == 200


def test_the_command_reads_what_waits_and_says_what_failed(site, upload, capsys):
    upload("bad.pdf", b"%PDF-1.4", "ცუდი")
    upload("good.docx", "გზა", "კარგი")
    IndexEntry.objects.all().delete()
    call_command("civic_extract", "--all")
    printed = capsys.readouterr()
    assert "2/2" in printed.out
    assert "2 documents read, 1 without text." in printed.out
    assert "ცუდი" in printed.err
    assert IndexEntry.objects.filter(kind="document").count() == 2
    call_command("civic_extract")
    assert "0 documents read" in capsys.readouterr().out
    call_command("civic_extract", "--retry", verbosity=0)
    assert "1 documents read, 1 without text." in capsys.readouterr().out


def test_the_index_is_made_anew(site, publish, find, capsys):
    publish("გზა")
    IndexEntry.objects.all().delete()
    call_command("civic_index")
    assert "indexed" in capsys.readouterr().out
    assert find("გზა") == ["გზა"]
