"""Where the site withholds files: what the public gets before, between and after readings."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.models import Collection, GroupCollectionPermission

from wagtail_civic.core import jobs as queue
from wagtail_civic.core.blocks import DocumentBlock
from wagtail_civic.core.models import GroupSite
from wagtail_civic.core.visibility import is_public_document
from wagtail_civic.documents import demo_files, holding, jobs, reading
from wagtail_civic.documents.extract import Extraction, Page
from wagtail_civic.documents.extract.result import BROKEN, MISSING, SCAN, STORAGE, TOO_LONG
from wagtail_civic.documents.models import DocumentFile, DocumentText, SearchSettings, State

pytestmark = pytest.mark.django_db

NUMBER = "01024056789"
REREAD = "civic_documents.reread_document"
VIEW = "civic_documents.view_documentfile"


@pytest.fixture(autouse=True)
def _withholding(settings, tmp_path):
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    settings.STORAGES = settings.STORAGES | {"default": files}
    settings.MEDIA_ROOT = tmp_path
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "DOCUMENTS_HOLD_FILES": True}


@pytest.fixture
def no_worker(monkeypatch):
    """Tasks are kept in the queue, and nobody takes them from it."""
    monkeypatch.setattr(queue, "enqueue", lambda *args, **kwargs: None)


@pytest.fixture
def editor(make_user):
    """May choose the documents of all collections."""

    def make(*permissions, sites=()):
        user = make_user("editor", *permissions, sites=sites)
        permission = Permission.objects.get(
            content_type__app_label="wagtaildocs", codename="choose_document"
        )
        root = Collection.get_first_root_node()
        GroupCollectionPermission.objects.create(
            group=user.groups.get(), collection=root, permission=permission
        )
        return user

    return make


def is_given(client, document) -> bool:
    status = client.get(document.url).status_code
    assert status in (200, 404)
    return status == 200


def file_of(document) -> DocumentFile:
    return DocumentFile.objects.select_related("text").get(document_id=str(document.pk))


def read(document, now):
    jobs.read_document(file_of(document).pk, now)


def test_a_file_is_not_given_before_it_has_been_read(client, no_worker, upload, find, now):
    document = upload("a.docx", ["გზა"])
    assert not is_given(client, document)
    assert not is_public_document(document)
    assert find("a.docx") == []
    read(document, now)
    assert is_given(client, document)
    assert is_public_document(document)
    assert find("გზა") == ["a.docx"]


def test_a_file_that_nobody_noted_is_not_given(client, upload):
    document = upload("a.docx", ["გზა"])
    DocumentFile.objects.all().delete()
    assert not is_given(client, document)


def test_a_scan_is_not_given_before_its_last_page_has_been_read(client, upload, now):
    document = upload("a.docx", ["გზა"])
    DocumentText.objects.update(state=State.PENDING, read_at=None)
    assert not is_given(client, document)
    read(document, now)
    assert is_given(client, document)


def test_another_file_in_a_document_waits_anew(client, no_worker, upload, now):
    document = upload("a.docx", ["გზა"])
    read(document, now)
    document.file.save("b.docx", ContentFile(demo_files.docx([NUMBER])), save=False)
    document.save()
    assert not is_given(client, document)
    read(document, now)
    assert not is_given(client, document)


def test_an_editor_opens_what_is_not_given_to_the_public(client, no_worker, upload, editor, clerk):
    document = upload("a.docx", ["გზა"])
    client.force_login(clerk)
    assert not is_given(client, document)
    client.force_login(editor())
    assert is_given(client, document)


def test_reading_again_gives_nothing_that_was_withheld(client, upload, editor, no_worker, now):
    document = upload("a.docx", [f"გზა {NUMBER}"])
    read(document, now)
    assert not is_given(client, document)
    client.force_login(editor(VIEW, REREAD))
    client.post(reverse("civic_documents_reread", args=[file_of(document).pk]))
    client.logout()
    assert not is_given(client, document)
    assert file_of(document).text.state == State.PENDING
    reading.claim(file_of(document).text, now)
    assert not is_given(client, document)
    read(document, now + reading.CLAIM + timedelta(minutes=1))
    assert file_of(document).text.state == State.OK
    assert not is_given(client, document)


def test_while_it_is_read_again_a_public_file_stays_public(client, upload, find, committed):
    document = upload("a.docx", ["გზა"])
    reading.retry(file_of(document))
    assert is_given(client, document)
    with committed():
        document.save()
    assert find("გზა") == ["a.docx"]


UNREAD_PAGE = Extraction(pages=[Page(1, "", SCAN)], page_count=1)


@pytest.mark.parametrize(
    "extraction",
    [*(Extraction(reason=reason) for reason in (BROKEN, MISSING, STORAGE, TOO_LONG)), UNREAD_PAGE],
)
def test_a_reading_that_saw_less_takes_back_nothing(client, upload, now, extraction):
    document = upload("a.docx", [f"გზა {NUMBER}"])
    reading.retry(file_of(document))
    reading.store(file_of(document).text, extraction, now)
    assert not is_given(client, document)


@pytest.mark.parametrize("reason", [MISSING, STORAGE])
def test_a_file_that_went_from_the_storage_while_it_was_read_counts_as_unread(
    client, no_worker, upload, now, reason
):
    document = upload("a.docx", ["გზა"])
    reading._identify(file_of(document), document)
    reading.store(file_of(document).text, Extraction(reason=reason), now)
    assert not is_given(client, document)


def test_reading_again_finds_what_the_storage_holds_now(client, upload, now, find):
    document = upload("a.docx", ["გზა"])
    before = file_of(document).text.pk
    with document.file.storage.open(document.file.name, "wb") as stored:
        stored.write(demo_files.docx([f"ხიდი {NUMBER}"]))
    reading.retry(file_of(document))
    read(document, now)
    assert not DocumentText.objects.filter(pk=before).exists()
    assert not is_given(client, document)


def test_what_is_read_of_a_file_that_was_replaced_meanwhile_is_not_that_of_the_new_one(
    client, no_worker, upload, now
):
    document = upload("a.docx", ["გზა"])
    begun = file_of(document)
    document.file.save("b.docx", ContentFile(demo_files.docx([NUMBER])), save=False)
    document.save()
    reading.read(begun, now)
    assert file_of(document).text is None
    assert not is_given(client, document)


@pytest.mark.parametrize(
    ("name", "content"),
    [("plan.zip", b"PK\5\6" + bytes(18)), ("a.bin", b"\0\1"), ("a.pdf", b"%PDF-1.4")],
)
def test_what_cannot_be_read_is_given(client, upload, name, content):
    document = upload(name, content)
    assert file_of(document).text.state == State.FAILED
    assert is_given(client, document)


def test_a_file_at_which_every_worker_died_is_given(client, no_worker, upload, now):
    document = upload("a.docx", ["გზა"])
    reading._identify(file_of(document), document)
    DocumentText.objects.update(attempts=reading.MAX_ATTEMPTS)
    assert not is_given(client, document)
    read(document, now)
    assert file_of(document).text.reason == TOO_LONG
    assert is_given(client, document)


def test_a_file_that_the_storage_did_not_hand_out_is_not_given_unread(
    client, no_worker, upload, now
):
    document = upload("a.docx", ["გზა"])
    storage, name = document.file.storage, document.file.name
    storage.save("kept", storage.open(name))
    storage.delete(name)
    read(document, now)
    storage.save(name, storage.open("kept"))
    assert file_of(document).problem == MISSING
    assert not is_given(client, document)
    reading.retry(file_of(document))
    read(document, now)
    assert is_given(client, document)


def test_a_file_that_was_let_through_stays_so_while_it_is_read_again(client, upload, superuser):
    document = upload("a.docx", [NUMBER])
    holding.clear(file_of(document), superuser, "შემოწმდა")
    assert is_given(client, document)
    reading.retry(file_of(document))
    assert is_given(client, document)


def test_the_report_tells_what_is_withheld_and_why(
    client, settings, no_worker, upload, editor, now
):
    upload("waits.docx", ["გზა"])
    read(upload("held.docx", [NUMBER]), now)
    client.force_login(editor(VIEW))
    report, words = (
        reverse("civic_documents_report"),
        ("სანამ არ წაიკითხება", "რეგისტრატორი იღებს"),
    )
    for export in ({}, {"export": "csv"}):
        response = client.get(report, export)
        told = response.getvalue().decode()
        assert [told.count(each) for each in words] == [1, 1]
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "DOCUMENTS_HOLD_FILES": False}
    told = client.get(report).content.decode()
    assert [told.count(each) for each in words] == [0, 0]


def test_a_block_names_no_file_that_is_withheld(no_worker, upload, now):
    document = upload("a.docx", ["გზა"], title="სია")
    block = DocumentBlock()
    value = block.to_python({"document": document.pk, "note": "შენიშვნა"})
    assert block.render(value).strip() == ""
    read(document, now)
    assert "სია" in block.render(value)


@pytest.fixture
def shared(site, other_site, upload):
    """A document with personal data that lies in a collection of two municipalities."""
    folder = Collection.get_first_root_node().add_child(name="shared")
    for each in (site, other_site):
        SearchSettings.for_site(each).collections.add(folder)
    return upload("a.docx", [NUMBER], collection=folder)


def test_of_a_file_on_two_sites_the_registrar_of_one_decides_nothing(
    client, shared, site, other_site, editor
):
    registrar = editor(holding.CLEAR, sites=[site])
    client.force_login(registrar)
    address = reverse("civic_documents_held_file", args=[file_of(shared).pk])
    shown = client.get(address).content.decode()
    assert "01…89" in shown
    assert "სხვა მუნიციპალიტეტის საიტზეც" in shown
    assert 'name="reason"' not in shown
    client.post(address, {"reason": "საჯაროა"})
    client.logout()
    assert not is_given(client, shared)
    GroupSite.objects.create(group=registrar.groups.get(), site=other_site)
    client.force_login(registrar)
    assert client.post(address, {"reason": "საჯაროა"}).status_code == 302
    client.logout()
    assert is_given(client, shared)


def test_where_no_registrar_has_all_sites_an_administrator_decides(client, shared, superuser):
    client.force_login(superuser)
    address = reverse("civic_documents_held_file", args=[file_of(shared).pk])
    assert client.post(address, {"reason": "საჯაროა"}).status_code == 302
    client.logout()
    assert is_given(client, shared)
