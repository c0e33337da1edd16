"""Petitions of former years from a list, and downloads."""

import io
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from wagtail.documents import get_document_model

from wagtail_civic.core import tables
from wagtail_civic.core.archives import Archive
from wagtail_civic.core.models import CivicLogEntry
from wagtail_civic.petitions import jobs, past
from wagtail_civic.petitions.models import Petition, RejectionReason, RejectionReasonName
from wagtail_civic.petitions.past_documents import Documents
from wagtail_civic.petitions.transitions import NotPossible

from .conftest import add_signatures
from .files import PDF

pytestmark = pytest.mark.django_db
QUEUE = "/admin/civic_petitions_queue/"
HEADINGS = (
    "ნომერი;სათაური;შედეგი;გახსნა;დახურვა;გადაწყვეტილება;ელექტრონული;ქაღალდზე;საჭირო;მიზეზი;"
    "დოკუმენტები"
)
LINES = [
    "2019-03;ბაღის შეკეთება;შესრულებული;2019-02-01;2019-03-03;2019-04-01;0;219;201;;",
    "2019-04;სტადიონი;დასრულებული;01.05.2019;31.05.2019;;156;;315;;",
    "2019-05;გადასახადი;საკრებულომ უარყო;2019-06-01;2019-07-01;2019-08-01;331;;315;;",
    "2019-06;ვიზა;უარყოფილი;2019-06-01;2019-06-05;;;;;competence;",
]


@pytest.fixture(autouse=True)
def reason(site):
    row = RejectionReason.objects.create(site=site, code="competence")
    RejectionReasonName.objects.create(row=row, language="ka", name="არ არის უფლებამოსილება")


def read(site, user, *lines, archive=None):
    table = tables.read(io.BytesIO("\n".join([HEADINGS, *lines]).encode()))
    return past.read(site, table, Documents(site, user, archive), timezone.now())


def take_in(site, user, *lines, archive=None):
    rows = read(site, user, *lines, archive=archive)
    assert [row.faults for row in rows if row.faults] == []
    return store(site, user, rows, archive)


def store(site, user, rows, archive=None):
    documents = Documents(site, user, archive)
    return past.take_in(site, rows, documents, language="ka", user=user, now=timezone.now())


def zipped(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in files.items():
            made.writestr(name.replace("__", "/"), content)
    out.seek(0)
    out.name = "documents.zip"
    return out


def archive_of(**files):
    return Archive(zipped(**files))


def test_each_goes_into_its_register_with_its_counts(site, index, superuser, client):
    assert take_in(site, superuser, *LINES).made == 4
    registers = {row.number: row.register for row in Petition.objects.all()}
    assert registers == {
        "2019-03": "fulfilled",
        "2019-04": "finished",
        "2019-05": "rejected",
        "2019-06": "rejected",
    }
    kindergarten = Petition.objects.get(year=2019, serial=3)
    assert (kindergarten.standing.counted, kindergarten.standing.required) == (219, 201)
    assert kindergarten.reached_at
    assert "ბაღის შეკეთება" in client.get(f"{index.get_url()}fulfilled/").content.decode()
    page = kindergarten.page()
    assert client.get(page.get_url()).status_code == 200
    assert client.get("/civic/api/v1/petitions/2019-06/").json()["counts"] is None


def test_nightly_jobs_leave_the_counts_alone(site, index, superuser):
    take_in(site, superuser, *LINES)
    jobs.count()
    jobs.recount()
    assert Petition.objects.get(year=2019, serial=3).signatures_paper == 219
    assert Petition.objects.get(year=2019, serial=5).signatures_electronic == 331


def test_nobody_is_told_of_the_past(site, index, superuser, mailoutbox):
    take_in(site, superuser, *LINES)
    jobs.send_letters()
    jobs.send_notices()
    assert mailoutbox == []


@pytest.mark.parametrize(
    "line",
    [
        "2019-xx;ა;დასრულებული;2019-05-01;2019-05-31;;;;;;",
        "1066-01;ა;დასრულებული;2019-05-01;2019-05-31;;;;;;",
        "2019-04;;დასრულებული;2019-05-01;2019-05-31;;;;;;",
        "2019-04;ა;რაღაც;2019-05-01;2019-05-31;;;;;;",
        "2019-04;ა;დასრულებული;2019-06-01;2019-05-31;;;;;;",
        "2019-04;ა;დასრულებული;2019-05-01;2999-05-31;;;;;;",
        "2019-04;ა;შესრულებული;2019-05-01;2019-05-31;;;;;;",
        "2019-04;ა;შესრულებული;2019-05-01;2019-05-31;2019-05-02;;;;;",
        "2019-04;ა;უარყოფილი;2019-05-01;2019-05-31;;;;;;",
        "2019-04;ა;უარყოფილი;2019-05-01;2019-05-31;;;;;nosuch;",
        "2019-04;ა;დასრულებული;2019-05-01;2019-05-31;;-5;;;;",
        "2019-04;ა;დასრულებული;2019-05-01;2019-05-31;;9999999999999;;;;",
        "2019-04;ა;დასრულებული;2019-05-01;2019-05-31;;;;;;nosuch.pdf",
        "2019-04;=1+1;დასრულებული;2019-05-01;2019-05-31;;;;;;",
    ],
)
def test_a_faulty_line_is_told_and_nothing_is_taken_in(site, index, superuser, line):
    rows = read(site, superuser, LINES[0], line)
    assert rows[0].faults == []
    assert rows[1].faults
    with pytest.raises(NotPossible):
        store(site, superuser, rows)
    assert not Petition.objects.exists()


def test_a_number_is_taken_once(site, index, superuser):
    [first, second] = read(site, superuser, LINES[1], LINES[1])
    assert (bool(first.faults), bool(second.faults)) == (False, True)


def test_documents_of_the_admin_come_along(site, index, superuser, client):
    document = get_document_model().objects.create(
        title="ოქმი №7", file=ContentFile(b"x", name="oqmi.txt")
    )
    line = LINES[0] + "ოქმი №7"
    take_in(site, superuser, line)
    page = Petition.objects.get().page()
    assert document.url in client.get(page.get_url()).content.decode()


def test_documents_that_the_officer_may_not_choose_are_not_found(site, index, make_user):
    get_document_model().objects.create(title="სხვისი", file=ContentFile(b"x", name="s.txt"))
    user = make_user("importer", "civic_petitions.import_petition", sites=[site])
    assert read(site, user, LINES[0] + "სხვისი")[0].faults


def test_a_list_sent_again_changes_nothing(site, index, superuser):
    take_in(site, superuser, *LINES)
    before = list(Petition.objects.order_by("pk").values())
    taken = take_in(site, superuser, *LINES)
    assert (taken.made, taken.known, taken.added) == (0, 4, 0)
    assert list(Petition.objects.order_by("pk").values()) == before


def test_a_list_sent_again_with_more_lines_takes_in_those(site, index, superuser):
    take_in(site, superuser, *LINES[:2])
    taken = take_in(site, superuser, *LINES)
    assert (taken.made, taken.known) == (2, 2)


def test_a_number_of_another_petition_is_told(site, index, superuser, make_petition):
    make_petition("submitted", now=timezone.now())
    live = Petition.objects.get()
    taken = f"{live.number};სხვა;დასრულებული;2019-05-01;2019-05-31;;;;;;"
    same = f"{live.number};{live.page().title};დასრულებული;2019-05-01;2019-05-31;;;;;;"
    for line in (taken, same):
        [row] = read(site, superuser, line)
        assert live.number in " ".join(row.faults)


def test_files_of_an_archive_come_along(site, index, superuser, client):
    archive = archive_of(**{"2019__ოქმი №7.pdf": PDF, "2019__answer.pdf": PDF + b"%%EOF\n"})
    take_in(site, superuser, LINES[0] + '"ოქმი №7.pdf; answer.pdf"', archive=archive)
    documents = get_document_model().objects.order_by("pk")
    assert [document.title for document in documents] == ["ოქმი №7", "answer"]
    text = client.get(Petition.objects.get().page().get_url()).content.decode()
    for document in documents:
        assert document.url in text
        assert document.uploaded_by_user == superuser


def test_an_archive_sent_again_stores_nothing_twice(site, index, superuser):
    line = LINES[0] + "a.pdf"
    for _time in range(2):
        take_in(site, superuser, line, archive=archive_of(**{"a.pdf": PDF}))
    assert get_document_model().objects.count() == 1
    assert len(Petition.objects.get().page().specific.answer) == 1


def test_documents_that_come_later_are_added_to_the_page(site, index, superuser, client):
    take_in(site, superuser, LINES[0])
    taken = take_in(site, superuser, LINES[0] + "a.pdf", archive=archive_of(**{"a.pdf": PDF}))
    assert (taken.made, taken.known, taken.added) == (0, 1, 1)
    document = get_document_model().objects.get()
    assert document.url in client.get(Petition.objects.get().page().get_url()).content.decode()


def test_one_file_of_two_petitions_is_one_document(site, index, superuser):
    lines = [LINES[0] + "a.pdf", LINES[1] + "a.pdf"]
    take_in(site, superuser, *lines, archive=archive_of(**{"a.pdf": PDF}))
    assert get_document_model().objects.count() == 1


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"b.pdf": PDF}, "არც არქივშია"),
        ({"a.pdf": b""}, "ცარიელი"),
        ({"a.pdf": b"<script>"}, "შიგთავსი"),
        ({"a.pdf": PDF[:-9]}, "დაზიანებულია"),
        ({"x__a.pdf": PDF, "y__a.pdf": PDF}, "ორ ფაილს"),
    ],
)
def test_a_document_that_cannot_be_taken_is_told_with_its_line(
    site, index, superuser, files, words
):
    rows = read(site, superuser, LINES[1], LINES[0] + "a.pdf", archive=archive_of(**files))
    assert rows[0].faults == []
    assert "a.pdf" in rows[1].faults[0]
    assert words in rows[1].faults[0]
    assert not get_document_model().objects.exists()


def test_a_list_that_fails_half_way_leaves_no_file(site, index, superuser, monkeypatch):
    rows = read(site, superuser, LINES[0] + "a.pdf", archive=archive_of(**{"a.pdf": PDF}))
    monkeypatch.setattr(past, "_make", lambda *args: 1 / 0)
    default_storage.save("documents/another.pdf", ContentFile(PDF))
    before = set(default_storage.listdir("documents")[1])
    with pytest.raises(ZeroDivisionError):
        store(site, superuser, rows, archive_of(**{"a.pdf": PDF}))
    assert set(default_storage.listdir("documents")[1]) == before
    assert not get_document_model().objects.exists()


def test_checking_only_stores_nothing(client, superuser, site, index):
    client.force_login(superuser)
    file = io.BytesIO("\n".join([HEADINGS, LINES[0] + "a.pdf"]).encode())
    file.name = "past.csv"
    data = {"site": site.pk, "language": "ka", "file": file, "check": "1"}
    answer = client.post(f"{QUEUE}past/", {**data, "archive": zipped(**{"a.pdf": PDF})})
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "2019-03" in text
    assert "a.pdf" in text
    assert not Petition.objects.exists()
    assert not get_document_model().objects.exists()


def test_the_screen_tells_what_is_wrong_with_an_archive(client, superuser, site, index):
    client.force_login(superuser)
    file = io.BytesIO("\n".join([HEADINGS, *LINES]).encode())
    file.name = "past.csv"
    data = {"site": site.pk, "language": "ka", "file": file}
    answer = client.post(f"{QUEUE}past/", {**data, "archive": ContentFile(b"x", name="a.zip")})
    assert answer.context["form"].errors["archive"]
    assert not Petition.objects.exists()


def test_the_screen_takes_in_a_file(client, superuser, site, index):
    client.force_login(superuser)
    file = io.BytesIO("\n".join([HEADINGS, *LINES]).encode())
    file.name = "past.csv"
    data = {"site": site.pk, "language": "ka", "file": file}
    assert client.post(f"{QUEUE}past/", data).status_code == 302
    assert Petition.objects.count() == 4
    bad = io.BytesIO("\n".join([HEADINGS, "x"]).encode())
    bad.name = "past.csv"
    answer = client.post(f"{QUEUE}past/", {**data, "file": bad})
    assert [row.row for row in answer.context["faulty"]] == [2]


def test_nobody_takes_in_petitions_for_another_municipality(client, make_user, site, other_site):
    user = make_user("importer", "civic_petitions.import_petition", sites=[other_site])
    client.force_login(user)
    file = io.BytesIO("\n".join([HEADINGS, *LINES]).encode())
    file.name = "past.csv"
    client.post(f"{QUEUE}past/", {"site": site.pk, "language": "ka", "file": file})
    assert not Petition.objects.exists()


# Downloads ----------------------------------------------------------------------------------


def body(answer):
    return b"".join(answer).decode("utf-8-sig")


def test_the_list_holds_facts_and_nobodys_data(client, officer, petition):
    from .conftest import add_initiator

    add_initiator(petition)
    client.force_login(officer)
    text = body(client.get(f"{QUEUE}export/"))
    assert petition.number in text
    assert "ხიდის აღდგენა" in text
    assert "nino@example.org" not in text


def test_signatures_are_exported_by_right_and_noted(client, petition, make_user, site, officer):
    rows = add_signatures(petition, 2)
    rows[0].contact.name = "=HYPERLINK(1)"
    rows[0].contact.save()
    client.force_login(officer)
    assert client.post(f"{QUEUE}{petition.pk}/export/").status_code == 302
    senior = make_user(
        "senior", "civic_petitions.view_petition", "civic_petitions.export_petition", sites=[site]
    )
    client.force_login(senior)
    assert client.get(f"{QUEUE}{petition.pk}/export/").status_code == 405
    text = body(client.post(f"{QUEUE}{petition.pk}/export/"))
    assert "'=HYPERLINK(1)" in text
    assert "signer1@example.org" in text
    entry = CivicLogEntry.objects.get(action="civic_petitions.export")
    assert (entry.user, entry.data["count"]) == (senior, 2)


def test_the_list_of_another_municipality_is_not_exported(client, make_user, other_site, petition):
    stranger = make_user("stranger", "civic_petitions.view_petition", sites=[other_site])
    client.force_login(stranger)
    assert petition.number not in body(client.get(f"{QUEUE}export/"))
