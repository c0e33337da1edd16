"""What citizens send as files: each refusal says what to do, nothing hidden in a file stays."""

import io
import struct
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from PIL import Image

from wagtail_civic.core import archives, uploads

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
ALL = tuple(uploads.KINDS)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def picture(form="JPEG", size=(30, 20), **options):
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, form, **options)
    return out.getvalue()


def package(*parts, **contents):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for part in parts:
            made.writestr(part, "x")
        for part, content in contents.items():
            made.writestr(part, content)
    return out.getvalue()


DOCX = package("[Content_Types].xml", "word/document.xml")
ODT = package(mimetype="application/vnd.oasis.opendocument.text")


def examine(name, content, kinds=ALL, megabytes=5):
    return uploads.examine(SimpleUploadedFile(name, content), uploads.taken(kinds), megabytes)


def refusal(name, content, **options):
    with pytest.raises(uploads.Refused) as caught:
        examine(name, content, **options)
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("plan.pdf", PDF, "pdf"),
        ("PLAN.PDF", PDF, "pdf"),
        ("photo.jpeg", picture(), "jpg"),
        ("photo.png", picture("PNG"), "png"),
        ("act.docx", DOCX, "docx"),
        ("act.odt", ODT, "odt"),
        ("sums.xlsx", package("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
    ],
)
def test_a_file_is_what_its_content_and_its_name_say(name, content, kind):
    assert examine(name, content).kind == kind


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("plan.pdf", b"", "empty"),
        ("plan.pdf", b"<html><script>alert(1)</script>", "not what its name says"),
        ("plan.pdf", PDF[:-10], "cut off"),
        ("photo.jpg", PDF, "not what its name says"),
        ("photo.jpg", picture("PNG"), "not what its name says"),
        ("photo.jpg", picture(size=(400, 300))[:900], "cut off"),
        ("photo.png", picture("PNG", size=(400, 300))[:200], "cut off"),
        ("act.docx", PDF, "not what its name says"),
        ("act.docx", DOCX[:-30], "cut off"),
        ("act.docx", package("other.xml"), "not what its name says"),
        ("act.odt", package(mimetype="application/zip"), "not what its name says"),
        ("act.docx", package("word/document.xml", "word/vbaProject.bin"), "macros"),
        ("page.html", b"<html>", "kind"),
        ("image.svg", b"<svg onload=alert(1)>", "kind"),
        ("virus.pdf.exe", PDF, "kind"),
        ("noname", PDF, "kind"),
        ("", PDF, "empty"),
    ],
)
def test_what_is_refused_is_told_with_what_to_do(name, content, words):
    if not name:
        file = SimpleUploadedFile("x", content)
        file.name, file.size = None, 0
        with pytest.raises(uploads.Refused, match=words):
            uploads.examine(file, uploads.taken(ALL), 5)
        return
    assert words in refusal(name, content)


def test_the_kinds_that_are_taken_are_named():
    assert "PDF, JPEG" in refusal("page.html", b"<html>", kinds=("pdf", "jpg"))


def test_a_large_file_is_refused_before_it_is_read():
    assert "larger than 1 MB" in refusal("plan.pdf", PDF + b" " * (1 << 20), megabytes=1)


def test_a_picture_of_few_bytes_and_many_pixels_is_not_unpacked():
    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk
    bomb += struct.pack(">I", zlib.crc32(chunk)) + picture("PNG")[33:]
    assert "million pixels" in refusal("bomb.png", bomb)


def test_a_package_that_unpacks_to_far_more_is_not_opened(monkeypatch):
    monkeypatch.setattr(uploads, "MAX_UNPACKED", 1000)
    bomb = package("[Content_Types].xml", **{"word/document.xml": "0" * 5000})
    assert "unpacks" in refusal("bomb.docx", bomb)


def test_where_and_when_a_photograph_was_taken_does_not_stay():
    exif = Image.Exif()
    exif[0x010F] = "Camera of Nino"
    exif[0x0112] = 6
    kept = examine("photo.jpg", picture(exif=exif, comment=b"secret")).content
    assert b"Nino" not in kept
    assert b"secret" not in kept
    assert Image.open(io.BytesIO(kept)).size == (20, 30)


def test_what_lies_behind_a_picture_does_not_stay():
    assert b"<script>" not in examine("p.png", picture("PNG") + b"<script>").content


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\windows\\win.pdf", "win.pdf"),
        ("ხიდის გეგმა №1.pdf", "ხიდის გეგმა 1.pdf"),
        ("a\u202efdp.exe.pdf", "afdp.exe.pdf"),
        ('x"; filename="evil.html".pdf', "x filename evil.html.pdf"),
        ("<script>alert(1)</script>.pdf", "script.pdf"),
        ("line\r\nbreak.pdf", "line break.pdf"),
        ("nul\x00.pdf", "nul.pdf"),
        (".pdf", "pdf.pdf"),
        ("....pdf", "pdf.pdf"),
        ("ა" * 400 + ".pdf", "ა" * 100 + ".pdf"),
    ],
)
def test_a_name_leads_nowhere_and_ends_as_the_kind_does(name, kept):
    assert uploads.clean_name(name, uploads.KINDS["pdf"]) == kept


def test_only_what_the_host_publishes_as_documents_is_taken(settings):
    settings.WAGTAILDOCS_EXTENSIONS = ["pdf", ".PNG"]
    assert [kind.name for kind in uploads.taken(ALL)] == ["pdf", "png"]


# A ZIP beside a list ------------------------------------------------------------------------


def archive(content):
    return archives.Archive(io.BytesIO(content))


def test_files_of_a_zip_are_found_by_their_names():
    found = archive(
        package("__MACOSX/._a.pdf", ".DS_Store", "../../etc/x.pdf", **{"2019/ოქმი.PDF": "one"})
    )
    assert "ოქმი.pdf" in found
    assert found.read("ოქმი.pdf", 100) == b"one"
    assert "x.pdf" in found
    assert ".DS_Store" not in found
    assert "nosuch.pdf" not in found


def test_two_files_of_one_name_are_known():
    found = archive(package("a/x.pdf", "b/X.pdf", "y.pdf"))
    assert (found.has_twice("x.pdf"), found.has_twice("y.pdf")) == (True, False)


@pytest.mark.parametrize("content", [b"", PDF, package("a.pdf")[:-20]])
def test_a_zip_that_cannot_be_read_says_so(content):
    with pytest.raises(archives.ArchiveError, match="not a ZIP"):
        archive(content)


def test_a_file_of_a_zip_is_not_read_further_than_its_limit():
    with pytest.raises(archives.ArchiveError, match="larger"):
        archive(package(**{"a.pdf": "0" * 500})).read("a.pdf", 100)


def test_a_zip_bomb_is_not_opened():
    with pytest.raises(archives.ArchiveError, match="far too much"):
        archive(package(**{"a.pdf": "0" * (3 << 20)}))


def test_a_damaged_file_of_a_zip_is_named():
    content = bytearray(package(**{"a.pdf": "one two three"}))
    content[40] ^= 0xFF
    with pytest.raises(archives.ArchiveError, match="damaged"):
        archive(bytes(content)).read("a.pdf", 100)
