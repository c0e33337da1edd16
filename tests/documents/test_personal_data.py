"""Documents with personal data wait for a registrar before the public finds them."""

import io

import openpyxl
import pytest
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Collection, GroupCollectionPermission

from wagtail_civic.core import checks as core_checks
from wagtail_civic.core import todo
from wagtail_civic.core.models import CivicLogEntry, GroupSite
from wagtail_civic.documents import checks, demo_files, holding, personal, searching
from wagtail_civic.documents.models import DocumentFile, DocumentText, SearchSettings, State

NUMBER = "01024056789"
OTHER = "62001033445"
ACCOUNT = "GE29NB0000000101904917"
PHONES = "599 12 34 01, 599123402, 555-12-34-03, +995 577 12 34 04, 591 12 34 05"


@pytest.fixture
def registrar(make_user):
    user = make_user("registrar", holding.CLEAR)
    permission = Permission.objects.get(
        content_type__app_label="wagtaildocs", codename="choose_document"
    )
    GroupCollectionPermission.objects.create(
        group=user.groups.get(), collection=Collection.get_first_root_node(), permission=permission
    )
    return user


def civic(settings, **values):
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, **values}


@pytest.mark.parametrize(
    "text",
    [
        f"პირადი ნომერი {NUMBER}",
        f"(პ/ნ {NUMBER})",
        f"პ/ნ/{NUMBER}",
        "01 024 056789",
        "010-2405-6789",
        f"№{NUMBER}.",
        f"გიორგი,{NUMBER},599123456",
        f"{NUMBER},{OTHER}",
        f"5,{OTHER},2,დიახ",
        f"{NUMBER},50",
        f"{NUMBER}/ნინო",
        f"{NUMBER}/599123456",
    ],
)
def test_a_personal_number_is_known(text):
    assert personal.kinds_in(text) == ("number",)


@pytest.mark.parametrize(
    "text",
    [
        "010260020.35.170.016204",
        "260000000.05.001.020670",
        "კოდი 404123456",
        "1 234 567 890,50",
        "123456789012",
        "12345678901.50",
        "12345678901,50",
        "0,12345678901",
        "№ 12345678901/26",
        "№ 26/12345678901",
        "https://example.ge/news/12345678901",
        "2026-11-26 10:30",
    ],
)
def test_codes_and_sums_are_no_personal_numbers(text):
    assert personal.kinds_in(text) == ()


def test_accounts_and_lists_of_telephones_count_where_the_site_wants_it(settings):
    assert personal.kinds_in(f"{ACCOUNT} {PHONES}") == ()
    civic(settings, DOCUMENTS_PERSONAL_DATA=["number", "account", "phones"])
    assert personal.kinds_in(f"{ACCOUNT} {PHONES}") == ("account", "phones")
    assert personal.kinds_in("GE29 NB00 0000 0101 9049 17") == ("account",)
    assert personal.kinds_in("GE29 NB 2026") == ()
    assert personal.kinds_in("ტელ.: 599 12 34 01") == ()


def test_a_pattern_of_the_site_counts(settings):
    civic(settings, DOCUMENTS_PERSONAL_PATTERNS=[r"დიაგნოზი:"])
    assert personal.kinds_in("დიაგნოზი: გრიპი") == ("pattern",)


@pytest.mark.parametrize(
    "values",
    [{"DOCUMENTS_PERSONAL_DATA": ["numbr"]}, {"DOCUMENTS_PERSONAL_PATTERNS": ["("]}],
)
def test_a_wrong_setting_is_told(settings, values):
    civic(settings, **values)
    assert [fault.id for fault in core_checks.check_settings()] == ["wagtail_civic.E004"]


def test_the_text_is_not_found_until_it_is_let_through(upload, find, registrar):
    document = upload("list.docx", ["დახმარება მიეცა", f"გიორგი {NUMBER}"], "სია")
    assert find("დახმარება") == find(NUMBER) == []
    assert find("სია") == ["სია"]
    file = DocumentFile.objects.get(document_id=str(document.pk))
    holding.clear(file, registrar, "კომპანიის კოდია")
    assert find("დახმარება") == ["სია"]
    line = CivicLogEntry.objects.get(action=holding.CLEARED)
    assert (line.user, line.data["reason"]) == (registrar, "კომპანიის კოდია")


def test_a_hidden_sheet_is_not_found_but_its_personal_numbers_are_seen(upload, find):
    book = openpyxl.Workbook()
    book.active.append(["ხილული"])
    hidden = book.create_sheet("ფარული")
    hidden.sheet_state = "hidden"
    hidden.append(["საიდუმლო"])
    for name in ("without", "with"):
        target = io.BytesIO()
        book.save(target)
        upload(f"{name}.xlsx", target.getvalue(), name)
        hidden.append([NUMBER])
    assert find("ხილული") == ["without"]
    assert find("საიდუმლო") == []


def test_nothing_of_it_is_in_snippets_and_facets(upload, site):
    upload("list.docx", [f"სია {NUMBER} ბენეფიციარი"], "სია")
    results = searching.search(site, "სია")
    assert [hit.row.text for hit in results.hits] == [""]


def test_a_document_with_the_number_in_its_name_is_not_found_at_all(upload, find, registrar):
    upload("a.docx", ["გზა"], f"განცხადება {NUMBER}")
    upload(f"{OTHER}.docx", ["გზა"], "საჩივარი")
    assert find("გზა") == find("განცხადება") == find("საჩივარი") == []
    for file in DocumentFile.objects.held():
        holding.clear(file, registrar, "შემოწმდა")
    assert len(find("გზა")) == 2


def test_a_number_put_into_the_title_later_counts_too(upload, find, committed, registrar):
    document = upload("a.docx", ["გზა"], "წერილი")
    assert find("გზა") == ["წერილი"]
    document.title = f"წერილი {NUMBER}"
    with committed():
        document.save()
    assert find("გზა") == []


def test_another_file_in_it_is_judged_anew(upload, find, committed, registrar):
    document = upload("list.docx", [f"გზა {NUMBER}"], "სია")
    holding.clear(DocumentFile.objects.get(), registrar, "შემოწმდა")
    for text, found in ((f"ხიდი {OTHER}", []), ("ხიდი", ["სია"])):
        document.file.save("new.docx", ContentFile(demo_files.docx([text])), save=False)
        document.file_hash = ""
        with committed():
            document.save()
        assert find("ხიდი") == found


def test_the_queue_shows_them_masked_and_lets_one_through(client, registrar, upload, find):
    document = upload("list.docx", ["ერთი", demo_files.PAGE_BREAK, f"გზა {NUMBER}"], "სია")
    client.force_login(registrar)
    queue = client.get(reverse("civic_documents_held")).content.decode()
    assert reverse("civic_documents_held_file", args=[DocumentFile.objects.get().pk]) in queue
    assert "პირადი ნომერი" in queue
    file = DocumentFile.objects.get(document_id=str(document.pk))
    address = reverse("civic_documents_held_file", args=[file.pk])
    shown = client.get(address).content.decode()
    assert "01…89" in shown
    assert NUMBER not in shown
    assert client.post(address, {"reason": ""}).status_code == 200
    assert find("გზა") == []
    assert client.post(address, {"reason": "საჯაროა"}).status_code == 302
    assert find("გზა") == ["სია"]
    assert address not in client.get(reverse("civic_documents_held")).content.decode()


def test_another_file_with_a_number_in_its_name_is_judged_anew(upload, find, committed, registrar):
    document = upload("list.docx", [f"გზა {NUMBER}"], "სია")
    holding.clear(DocumentFile.objects.get(), registrar, "შემოწმდა")
    content = document.file.read()
    document.file.save(f"{OTHER}.docx", ContentFile(content), save=False)
    with committed():
        document.save()
    assert find("გზა") == find("სია") == []


def test_nothing_is_let_through_before_all_of_it_is_read(client, registrar, upload, find):
    upload("list.docx", [f"გზა {NUMBER}"], "სია")
    DocumentText.objects.update(state=State.PENDING)
    client.force_login(registrar)
    address = reverse("civic_documents_held_file", args=[DocumentFile.objects.get().pk])
    shown = client.post(address, {"reason": "საჯაროა"})
    assert "<form method" not in shown.content.decode().split("<main", 1)[1]
    assert (DocumentFile.objects.get().cleared_for, find("გზა")) == ("", [])
    assert not CivicLogEntry.objects.filter(action=holding.CLEARED).exists()


def test_what_nothing_keeps_back_is_not_let_through_in_advance(upload, registrar):
    upload("a.docx", ["გზა"])
    assert holding.clear(DocumentFile.objects.get(), registrar, "შემოწმდა") is False
    assert DocumentFile.objects.get().cleared_for == ""


def test_a_registrar_of_another_municipality_lets_nothing_through(
    client, site, other_site, registrar, upload, find
):
    folder = Collection.get_first_root_node().add_child(name="ours")
    SearchSettings.for_site(site).collections.add(folder)
    upload("list.docx", [f"გზა {NUMBER}"], collection=folder)
    address = reverse("civic_documents_held_file", args=[DocumentFile.objects.get().pk])
    GroupSite.objects.create(group=registrar.groups.get(), site=other_site)
    client.force_login(registrar)
    client.post(address, {"reason": "საჯაროა"})
    assert find("გზა") == []
    GroupSite.objects.update(site=site)
    client.post(address, {"reason": "საჯაროა"})
    assert find("გზა") == ["list.docx"]


def test_the_queue_is_something_to_do(rf, registrar, make_user, upload):
    upload("list.docx", [NUMBER])
    request = rf.get("/")
    request.user = registrar
    assert [item.count for item in todo.items(request) if "held" in item.url] == [1]
    request.user = make_user("other", "civic_documents.view_documentfile")
    assert [item for item in todo.items(request) if "held" in item.url] == []


def test_only_who_may_lets_through(client, make_user, upload):
    upload("list.docx", [NUMBER])
    file = DocumentFile.objects.get()
    client.force_login(make_user("clerk", "civic_documents.view_documentfile"))
    for address in (
        reverse("civic_documents_held"),
        reverse("civic_documents_held_file", args=[file.pk]),
    ):
        client.post(address, {"reason": "x"})
        assert "list.docx" not in client.get(address, follow=True).content.decode()
    file.refresh_from_db()
    assert file.cleared_for == ""


def test_a_document_of_collections_out_of_reach_is_not_in_the_queue(client, make_user, upload):
    upload("list.docx", [NUMBER])
    client.force_login(make_user("registrar", holding.CLEAR))
    address = reverse("civic_documents_held_file", args=[DocumentFile.objects.get().pk])
    assert client.get(address, follow=True).status_code == 404


def test_the_file_is_refused_to_the_public_where_the_site_wants_it(
    client, settings, tmp_path, upload, registrar
):
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    settings.STORAGES = settings.STORAGES | {"default": files}
    settings.MEDIA_ROOT = tmp_path
    document = upload("list.docx", [NUMBER])
    assert client.get(document.url).status_code == 200
    civic(settings, DOCUMENTS_HOLD_FILES=True)
    assert client.get(document.url).status_code == 404
    client.force_login(registrar)
    assert client.get(document.url).status_code == 200
    client.logout()
    holding.clear(DocumentFile.objects.get(), registrar, "შემოწმდა")
    assert client.get(document.url).status_code == 200


def test_files_that_are_handed_out_past_django_are_warned_about(settings):
    settings.WAGTAILDOCS_SERVE_METHOD = "direct"
    assert checks.withheld_files() == []
    civic(settings, DOCUMENTS_HOLD_FILES=True)
    assert [warning.id for warning in checks.withheld_files()] == ["wagtail_civic.W107"]


def test_after_a_change_of_the_settings_what_was_read_is_judged_again(
    upload, find, settings, capsys
):
    upload("list.docx", [f"გზა {ACCOUNT}"])
    assert find("გზა") == ["list.docx"]
    civic(settings, DOCUMENTS_PERSONAL_DATA=["account"])
    call_command("civic_extract", personal=True)
    assert find("გზა") == []
    assert capsys.readouterr().out.startswith("1 documents")


def test_after_a_change_of_the_settings_names_are_judged_again(upload, find, settings):
    upload("a.docx", ["გზა"], f"ანგარიში {ACCOUNT}")
    assert len(find("გზა")) == 1
    civic(settings, DOCUMENTS_PERSONAL_DATA=["account"])
    call_command("civic_extract", personal=True)
    assert find("გზა") == []
