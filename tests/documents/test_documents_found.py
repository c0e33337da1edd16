"""An uploaded document is read by the worker and found on the page where the words stand."""

from datetime import timedelta

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from django.utils import timezone
from wagtail.documents import get_document_model

from wagtail_civic.documents import demo_files, indexing, jobs, reading, searching
from wagtail_civic.documents.extract import Extraction, Page
from wagtail_civic.documents.models import DocumentFile, DocumentText, IndexEntry, State

pytestmark = pytest.mark.django_db

TEXT = ["პირველი გვერდი", demo_files.PAGE_BREAK, "მეორე გვერდზე სოფლის გზების შეკეთებაა."]


def test_a_pdf_is_found_in_an_inflected_form_on_its_page(upload, site):
    upload("plan.pdf", TEXT, "გეგმა")
    (hit,) = searching.search(site, "სოფელი გზა").hits
    assert hit.row.title == "გეგმა"
    assert hit.row.page_number == 2


def test_a_word_file_is_found(upload, find):
    upload("plan.docx", TEXT, "გეგმა")
    assert find("გზებმა") == ["გეგმა"]


def test_many_pages_are_one_hit(upload, site):
    upload("plan.pdf", ["გზა", demo_files.PAGE_BREAK, "გზა", demo_files.PAGE_BREAK, "გზა"])
    (hit,) = searching.search(site, "გზა").hits
    assert hit.more == 2


def test_a_document_that_cannot_be_read_is_found_by_its_title(upload, find):
    document = upload("broken.pdf", b"%PDF-1.4 nothing", "გატეხილი ფაილი")
    assert find("გატეხილი") == ["გატეხილი ფაილი"]
    file = DocumentFile.objects.with_state().get(document_id=str(document.pk))
    assert (file.shown_state, file.shown_reason) == (State.FAILED, "broken")


def test_a_deleted_document_is_gone_at_once(upload, find):
    document = upload("plan.docx", "გზა", "გეგმა")
    document.delete()
    assert find("გზა") == []
    assert not DocumentFile.objects.exists()
    assert not DocumentText.objects.exists()
    assert not IndexEntry.objects.filter(kind="document").exists()


def test_the_same_content_is_read_once(upload, find, monkeypatch):
    upload("one.docx", "გზა", "პირველი")
    monkeypatch.setattr(reading, "extract", None)
    upload("two.docx", "გზა", "მეორე")
    assert sorted(find("გზა")) == ["მეორე", "პირველი"]
    assert DocumentText.objects.count() == 1


def test_the_text_outlives_one_of_two_documents_with_it(upload, find):
    first = upload("one.docx", "გზა", "პირველი")
    upload("two.docx", "გზა", "მეორე")
    first.delete()
    assert find("გზა") == ["მეორე"]
    assert DocumentFile.objects.get().text == DocumentText.objects.get()


def test_another_file_in_the_same_document_is_read_anew(upload, find, committed):
    document = upload("one.docx", "გზა", "გეგმა")
    with committed():
        content = demo_files.docx(["ხიდი"])
        document.file.save("one.docx", ContentFile(content), save=False)
        document.save()
    assert find("ხიდი") == ["გეგმა"]
    assert find("გზა") == []
    assert DocumentText.objects.count() == 1


def test_another_file_under_the_same_name_is_read_anew(upload, find, committed):
    document = upload("one.docx", "გზა", "გეგმა")
    name, storage = document.file.name, document.file.storage
    with committed():
        storage.delete(name)
        storage.save(name, ContentFile(demo_files.docx(["ხიდი"])))
        document._set_document_file_metadata()
        document.save()
    assert find("ხიდი") == ["გეგმა"]
    assert find("გზა") == []


def test_a_new_title_needs_no_reading(upload, find, committed, monkeypatch):
    document = upload("one.docx", "გზა", "ძველი სათაური")
    monkeypatch.setattr(reading, "extract", None)
    with committed():
        document.title = "ახალი სათაური"
        document.save()
    assert find("გზა") == ["ახალი სათაური"]


def test_a_file_that_is_not_there_is_said_so(db, committed):
    with committed():
        get_document_model().objects.create(title="lost", file="documents/lost.pdf")
    file = DocumentFile.objects.with_state().get()
    assert (file.shown_state, file.shown_reason) == (State.FAILED, "missing")


def test_an_upload_whose_task_was_lost_is_read_by_the_periodic_job(site, find):
    document = get_document_model()(title="გეგმა")
    document.file.save("a.docx", ContentFile(demo_files.docx(["გზა"])), save=False)
    document.save()
    DocumentFile.objects.all().delete()
    jobs.read_waiting()
    assert find("გზა") == ["გეგმა"]
    assert jobs.read_waiting() == 0


def test_only_one_worker_reads(db):
    now = timezone.now()
    text = DocumentText.objects.create(file_hash="a" * 64)
    assert reading.claim(text, now)
    assert not reading.claim(text, now)
    assert reading.claim(text, now + 2 * reading.CLAIM)


def test_a_file_that_kills_its_worker_is_given_up(db):
    now = timezone.now()
    text = DocumentText.objects.create(file_hash="a" * 64)
    for attempt in range(reading.MAX_ATTEMPTS):
        assert reading.claim(text, now + attempt * 2 * reading.CLAIM)
    assert not reading.claim(text, now + 9 * reading.CLAIM)
    text.refresh_from_db()
    assert (text.state, text.reason) == (State.FAILED, "too_long")


def test_machine_read_pages_are_marked(upload, site):
    upload("scan.pdf", "გზა", "სკანი")
    text = DocumentText.objects.get()
    reading.store(text, Extraction((Page(1, "ხიდი", "ocr"),), "pdf", "", 1), timezone.now())
    assert text.state == State.OCR
    assert [hit.row.title for hit in searching.search(site, "ხიდი").hits] == ["სკანი"]


def test_what_the_index_missed_is_healed(upload, publish, find):
    upload("one.docx", "გზა", "გეგმა")
    publish("გვერდი", "გზა")
    IndexEntry.objects.all().delete()
    assert jobs.heal_index() > 0
    assert sorted(find("გზა")) == ["გეგმა", "გვერდი"]
    assert jobs.heal_index() == 0


def test_a_long_healing_goes_on_in_another_turn(publish, find, monkeypatch, committed):
    for title in ("ერთი", "ორი", "სამი"):
        publish(title, "გზა")
    IndexEntry.objects.update(indexed_at=indexing.LONG_AGO)
    monkeypatch.setattr(jobs, "BATCH", timedelta(0))
    with committed():
        assert jobs.heal_index() == 1
    assert not IndexEntry.objects.filter(indexed_at=indexing.LONG_AGO).exists()


def test_rows_of_what_is_gone_are_healed_away(publish, find):
    publish("გვერდი", "გზა")
    IndexEntry.objects.update(object_id="999999")
    jobs.heal_index()
    assert not IndexEntry.objects.filter(object_id="999999").exists()


def test_what_comes_while_the_index_is_made_anew_stays(publish, find):
    publish("პირველი", "გზა")
    came = []

    def report(line):
        if not came:
            came.append(publish("მეორე", "გზა"))

    indexing.refresh_everything(report)
    assert sorted(find("გზა")) == ["მეორე", "პირველი"]


class StrangeStorage(InMemoryStorage):
    """One that answers as a bucket does which refuses."""

    def _open(self, name, mode="rb"):
        if "refused" in name:
            raise RuntimeError("AccessDenied")
        if "suspicious" in name:
            raise SuspiciousFileOperation(name)
        return super()._open(name, mode)


def test_a_file_that_the_storage_refuses_keeps_no_other_waiting(settings, find):
    storage = {"BACKEND": "tests.documents.test_documents_found.StrangeStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    for name in ("refused", "suspicious", "good"):
        document = get_document_model()(title=name)
        document.file.save(f"{name}.docx", ContentFile(demo_files.docx(["გზა"])), save=False)
        document.save()
    jobs.read_waiting()
    reasons = DocumentFile.objects.with_state().values_list("title", "shown_reason")
    assert dict(reasons) == {"refused": "storage", "suspicious": "missing", "good": ""}
    assert find("გზა") == ["good"]
    assert jobs.read_waiting() == 0


def test_a_document_that_cannot_be_indexed_keeps_no_other_waiting(find, monkeypatch, caplog):
    usual = indexing.refresh

    def refresh(kind, pk):
        if get_document_model().objects.get(pk=pk).title == "bad":
            raise RuntimeError("no")
        usual(kind, pk)

    monkeypatch.setattr(indexing, "refresh", refresh)
    for title in ("bad", "good"):
        document = get_document_model()(title=title)
        document.file.save(f"{title}.docx", ContentFile(demo_files.docx([title])), save=False)
        document.save()
    jobs.read_waiting()
    assert find("good") == ["good"]
    assert "Could not read document" in caplog.text


def test_a_long_text_is_divided_and_is_still_one_place(upload, site):
    upload("long.txt", ("სიტყვა " * 4_000 + "გზა").encode(), "გრძელი")
    assert IndexEntry.objects.filter(kind="document").count() > 1
    (hit,) = searching.search(site, "გზა").hits
    assert hit.more == 0
