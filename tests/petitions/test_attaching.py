"""Files of a petition on its way: nothing lost, nothing public, nothing kept for ever."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from freezegun import freeze_time
from wagtail.documents import get_document_model

from wagtail_civic.core.abuse import STAMP_FIELD, stamp
from wagtail_civic.petitions import attaching, jobs
from wagtail_civic.petitions.models import Attachment, Petition, PetitionSettings, Submission

from .files import PDF, pdf, photograph
from .test_submitting import URL, WHOLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(citizen, index, roll):
    """``send(step, attachment=…)``: the whole form, sent from one of its steps."""

    def post(step="attachments", **fields):
        return citizen.send(URL, {**WHOLE, "step": step, **fields}, "petitions.submit")

    return post


@pytest.fixture
def attach(send):
    """Attach a file and go on attaching."""
    return lambda file, **fields: send(attachment=file, attach="1", **fields)


@pytest.fixture
def rules(site):
    def change(**fields):
        PetitionSettings.for_site(site)
        PetitionSettings.objects.filter(site=site).update(**fields)

    return change


def handles(answer):
    return [str(row.handle) for row in answer.context["attached"]]


def error(answer):
    return " ".join(answer.context["form"].errors.get("attachment", []))


def test_a_file_travels_from_the_form_to_the_petition(attach, send, citizen):
    answer = attach(pdf(), attachment_title="ხიდის გეგმა")
    assert answer.context["step"] == "attachments"
    assert answer.content.decode().count("ხიდის გეგმა") == 2  # the line and its button
    checked = send("contact", attached=handles(answer))
    assert checked.context["step"] == "check"
    assert "ხიდის გეგმა" in checked.content.decode()
    assert send("check", attached=handles(checked)).status_code == 302
    citizen.confirm(mail.outbox[0])
    attachment = Petition.objects.get().attachments.get()
    assert (attachment.title, attachment.name, attachment.kind) == (
        "ხიდის გეგმა",
        "გეგმა.pdf",
        "pdf",
    )
    assert bytes(attachment.content) == PDF


def test_a_file_chosen_and_not_attached_yet_is_taken_with_the_next_step(send):
    answer = send(attachment=pdf())
    assert answer.context["step"] == "contact"
    assert len(handles(answer)) == 1


def test_a_file_chosen_is_taken_on_a_step_back_too(send):
    answer = send(attachment=pdf(), back="text")
    assert answer.context["step"] == "text"
    assert len(handles(answer)) == 1


def test_a_file_without_a_title_is_called_by_its_name(attach):
    attach(pdf("ხიდის ნახაზი.pdf"))
    assert Attachment.objects.get().title == "ხიდის ნახაზი"


def test_nobody_is_made_to_attach_anything(send):
    assert send().context["step"] == "contact"
    assert send("contact").context["step"] == "check"
    assert send("check").status_code == 302


def test_what_is_attached_can_be_removed_also_while_checking(attach, send):
    answer = attach(pdf())
    [handle] = handles(answer)
    for _click in range(2):
        answer = send("check", attached=[handle], remove=handle)
        assert answer.context["step"] == "check"
        assert handles(answer) == []
        assert answer.context["notice"] == ""
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (SimpleUploadedFile("plan.pdf", b""), "ცარიელი"),
        (SimpleUploadedFile("page.html", b"<script>"), "PDF, JPEG"),
        (SimpleUploadedFile("plan.pdf", b"<script>alert(1)</script>"), "შიგთავსი"),
        (SimpleUploadedFile("plan.pdf", PDF[:-8]), "დაზიანებულია"),
        (SimpleUploadedFile("plan.pdf", PDF + b"0" * (1 << 20)), "1 მბ"),
    ],
)
def test_a_bad_file_is_named_with_the_way_out_and_the_rest_stays(attach, rules, send, file, words):
    rules(attachments_megabytes=1)
    kept = handles(attach(pdf()))
    answer = attach(file, attached=kept, attachment_title="მეორე")
    assert answer.status_code == 200
    assert answer.context["step"] == "attachments"
    assert words in error(answer)
    text = answer.content.decode()
    for name in ("title", "ask", "address"):
        assert WHOLE[name] in text
    assert "მეორე" in text
    assert handles(answer) == kept
    assert 'href="#id_attachment"' in text


def test_a_bad_file_is_told_whichever_button_was_pressed(send):
    for buttons in ({}, {"back": "text"}, {"attach": "1"}):
        answer = send(attachment=SimpleUploadedFile("x.exe", b"MZ"), **buttons)
        assert (answer.context["step"], bool(error(answer))) == ("attachments", True), buttons


def test_more_than_is_allowed_is_not_read_into_memory_or_disk(attach, rules, monkeypatch):
    from django.core.files import uploadhandler

    rules(attachments_megabytes=1)
    written = []
    receive = uploadhandler.MemoryFileUploadHandler.receive_data_chunk
    monkeypatch.setattr(
        uploadhandler.MemoryFileUploadHandler,
        "receive_data_chunk",
        lambda self, data, start: written.append(len(data)) or receive(self, data, start),
    )
    assert error(attach(SimpleUploadedFile("plan.pdf", PDF + b"0" * (2 << 20))))
    assert sum(written) <= 1 << 20


def test_the_number_of_files_is_bounded(attach, rules, send):
    rules(attachments_number=2)
    kept = []
    for mark in (b"one", b"two", b"three"):
        answer = attach(pdf(mark=mark), attached=kept)
        kept = handles(answer)
    assert len(kept) == 2
    assert "2" in error(answer)


def test_a_double_click_attaches_a_file_once(attach):
    first = attach(pdf())
    again = attach(pdf(), attached=handles(first))
    assert handles(again) == handles(first)
    assert not error(again)


def test_a_button_pressed_without_a_file_says_so(send):
    assert error(send(attach="1"))


def test_where_none_are_taken_there_is_no_such_step(send, rules, citizen):
    rules(attachments_number=0)
    assert send("text").context["step"] == "contact"
    assert send("attachments", attachment=pdf()).status_code == 200
    assert not Attachment.objects.exists()


def test_only_the_kinds_of_the_municipality_are_taken(attach, rules):
    rules(attachments_pictures=False, attachments_office=False)
    answer = attach(photograph())
    assert "PDF" in error(answer)
    assert "JPEG" not in error(answer)


def test_where_a_photograph_was_taken_does_not_stay(attach):
    attach(photograph())
    assert b"Nino" not in bytes(Attachment.objects.get().content)


def test_a_form_left_open_overnight_keeps_its_files(citizen, index, roll):
    with freeze_time("2026-11-20 10:00"):
        old = stamp("petitions.submit")
    with freeze_time("2026-11-21 10:00"):
        data = {**WHOLE, STAMP_FIELD: old, "step": "attachments"}
        answer = citizen.post(URL, {**data, "attachment": pdf(), "attach": "1"})
        assert len(handles(answer)) == 1


@pytest.mark.parametrize("fields", [{}, {STAMP_FIELD: "forged"}])
def test_a_machine_that_never_saw_the_form_leaves_no_file(citizen, index, roll, fields):
    answer = citizen.post(URL, {**WHOLE, "step": "attachments", "attachment": pdf(), **fields})
    assert error(answer)
    assert not Attachment.objects.exists()


def test_a_trapped_machine_leaves_no_file(attach):
    attach(pdf(), website="x")
    assert not Attachment.objects.exists()


def test_files_from_one_network_are_bounded(attach, monkeypatch):
    from wagtail_civic.core.abuse import Limits, Rule
    from wagtail_civic.petitions.views import attaching as view

    monkeypatch.setattr(view, "LIMITS", Limits(network=(Rule(2, timedelta(hours=1)),)))
    answers = [attach(pdf(mark=mark)) for mark in (b"1", b"2", b"3")]
    assert [bool(error(answer)) for answer in answers] == [False, False, True]
    assert Attachment.objects.count() == 2


def test_who_never_confirms_does_not_fill_the_database(attach, monkeypatch):
    monkeypatch.setattr(attaching, "MOST_LOOSE", len(PDF) + 10)
    attach(pdf())
    assert error(attach(pdf(mark=b"another")))
    assert Attachment.objects.count() == 1


def test_files_that_are_gone_are_told_before_anything_is_sent(send):
    for step in ("contact", "check"):
        answer = send(step, attached=[str(uuid4())])
        assert answer.status_code == 200
        assert answer.context["notice"]
    assert not Submission.objects.exists()


@pytest.mark.parametrize("handle", ["x", "", "../1", "0" * 5000])
def test_handles_that_are_none_are_passed_over(send, handle):
    assert send("contact", attached=[handle], remove=handle).status_code == 200


def test_a_file_of_another_municipality_cannot_be_taken_along_or_removed(send, other_site):
    theirs = Attachment.objects.create(
        site=other_site, title="სხვისი", name="x.pdf", kind="pdf", size=3, sha256="0",
        content=b"abc", kept_from=timezone.now(),
    )  # fmt: skip
    answer = send("contact", attached=[str(theirs.handle)], remove=str(theirs.handle))
    assert "სხვისი" not in answer.content.decode()
    assert Attachment.objects.exists()


def test_a_file_of_a_petition_cannot_be_taken_along_or_removed(attach, send, citizen):
    kept = handles(attach(pdf()))
    send("check", attached=kept)
    citizen.confirm(mail.outbox[0])
    answer = send("check", attached=kept, remove=kept[0])
    assert handles(answer) == []
    assert Petition.objects.get().attachments.count() == 1


def test_what_is_kept_cannot_be_read_in_the_database(attach):
    attach(pdf(), attachment_title="ჩემი მისამართი")
    with connection.cursor() as cursor:
        cursor.execute("SELECT title, name, content FROM civic_petitions_attachment")
        title, name, content = cursor.fetchone()
    assert "მისამართი" not in title
    assert "გეგმა" not in name
    assert b"secret" not in bytes(content)
    assert bytes(Attachment.objects.get().content) == PDF


def test_a_list_of_files_does_not_read_them(attach, django_assert_num_queries):
    attach(pdf())
    with django_assert_num_queries(1):
        [row] = list(Attachment.objects.all())
        assert row.title
    with django_assert_num_queries(1):
        assert row.content


def test_files_of_petitions_never_confirmed_are_forgotten_after_their_term(attach, send, citizen):
    with freeze_time("2026-11-01 10:00"):
        kept = handles(attach(pdf()))
        attach(pdf(mark=b"never sent"))
    with freeze_time("2026-11-05 10:00"):
        send("check", attached=kept)
    with freeze_time("2026-11-10 10:00"):
        jobs.forget_unconfirmed(timezone.now())
        assert [str(row.handle) for row in Attachment.objects.all()] == kept
    with freeze_time("2026-11-13 10:00"):
        jobs.forget_unconfirmed(timezone.now())
        assert not Attachment.objects.exists()


def test_no_document_is_made_of_what_waits(attach, send, citizen):
    kept = handles(attach(pdf()))
    send("check", attached=kept)
    citizen.confirm(mail.outbox[0])
    assert not get_document_model().objects.exists()
