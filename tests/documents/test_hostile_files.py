"""A broken, locked or hostile file costs nothing but its own result."""

import io
import random
import time
import zipfile

import pytest

from wagtail_civic.documents import demo_files, extract
from wagtail_civic.documents.extract import archive, word
from wagtail_civic.documents.reasons import MESSAGES


def bomb(part="word/document.xml", size=300 * 1024 * 1024):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file, file.open(part, "w") as entry:
        block = b" " * (1024 * 1024)
        for _ in range(size // len(block)):
            entry.write(block)
    return target.getvalue()


def xml_bomb():
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    xml = f'<!DOCTYPE x [<!ENTITY e0 "ha">{entities}]><x>&e9;</x>'
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        file.writestr("word/document.xml", xml)
    return target.getvalue()


def deep_xml():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        file.writestr("word/document.xml", "<a>" * 50_000 + "</a>" * 50_000)
    return target.getvalue()


def laborious_pdf():
    """Two pages: of one word, and of so many letters on each other that they take seconds."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>"]
    for contents in (6, 7):
        fonts = "<</Font<</F0 5 0 R>>>>"
        page = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources{fonts}"
        objects.append(f"{page}/Contents {contents} 0 R>>")
    objects.append("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    for words in ("(one) Tj", "(abc def) Tj " * 150_000):
        stream = f"BT /F0 12 Tf 50 700 Td {words} ET"
        objects.append(f"<</Length {len(stream)}>>\nstream\n{stream}\nendstream")
    body = "\n".join(f"{n} 0 obj\n{each}\nendobj" for n, each in enumerate(objects, 1))
    # Without a table of its objects: PDFium finds them.
    return f"%PDF-1.4\n{body}\ntrailer<</Size 8/Root 1 0 R>>\n%%EOF".encode()


HOSTILE = {
    "empty.pdf": b"",
    "head.pdf": b"%PDF-1.7\n",
    "html.pdf": b"<!doctype html><html><body></body></html>",
    "page.pdf": b"\0" * 5_000,
    "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "locked.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "short.docx": demo_files.docx(["გზა"])[:200],
    "other.zip": b"PK\x05\x06" + b"\0" * 18,
    "bomb.docx": bomb(),
    "bomb.xlsx": bomb("xl/workbook.xml"),
    "laughs.docx": xml_bomb(),
    "deep.docx": deep_xml(),
    "picture.jpg": b"\xff\xd8\xff\xe0" + bytes(range(256)) * 10,
    "program.txt": bytes(range(32)) * 100,
    "open.rtf": b"{\\rtf1" + b"{" * 100_000,
    "numbers.rtf": b"{\\rtf1 \\u99999999999 \\uc999 \\'zz \\ansicpg99999 x",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_ends_with_a_reason(name):
    result = extract.extract(io.BytesIO(HOSTILE[name]), name)
    assert result.has_text or result.reason in MESSAGES


def test_the_reasons_are_told_apart():
    reasons = {name: extract.extract(io.BytesIO(HOSTILE[name]), name).reason for name in HOSTILE}
    assert reasons["bomb.docx"] == "too_big"
    assert reasons["laughs.docx"] == reasons["short.docx"] == reasons["head.pdf"] == "broken"
    assert reasons["old.doc"] == "old_word"
    assert reasons["locked.docx"] == "locked"
    assert reasons["picture.jpg"] == "broken"
    assert reasons["program.txt"] == "unsupported"


def test_a_zip_whose_headers_lie_is_not_read_further_than_its_limit(monkeypatch, tmp_path):
    monkeypatch.setattr(archive, "MAX_PART", 100)
    path = tmp_path / "a.docx"
    path.write_bytes(demo_files.docx(["გზა " * 100]))
    with pytest.raises(archive.Unreadable, match="too_big"):
        list(word.read(path, 10))


def test_a_zip_of_many_parts_is_not_read_where_all_of_them_are_too_much(monkeypatch, tmp_path):
    monkeypatch.setattr(archive, "MAX_TOTAL", 100)
    path = tmp_path / "a.docx"
    path.write_bytes(demo_files.docx(["გზა"]))
    with pytest.raises(archive.Unreadable, match="too_big"):
        list(word.read(path, 10))


def test_a_reader_that_does_not_end_is_ended(tmp_path):
    slow = tmp_path / "a.txt"
    slow.write_text("გზა " * 2_000_000)
    start = time.monotonic()
    result = extract.extract(slow, wall_seconds=0.01)
    assert result.reason == "too_long"
    assert time.monotonic() - start < 5


def test_memory_is_bounded(monkeypatch):
    data = "გზა ".encode() * 4_000_000
    assert extract.extract(io.BytesIO(data), "a.txt").reason == "too_long"
    monkeypatch.setattr(extract, "MAX_MEMORY", 150 * 1024 * 1024)
    assert extract.extract(io.BytesIO(data), "a.txt").reason == "too_big"


def test_what_was_read_before_the_processor_time_ended_is_kept(monkeypatch):
    monkeypatch.setattr(extract, "MAX_CPU_SECONDS", 1)
    result = extract.extract(io.BytesIO(laborious_pdf()), "a.pdf", wall_seconds=60)
    assert (result.reason, result.page_count) == ("too_long", 2)
    assert [page.text for page in result.pages] == ["one"]


class Endless(io.RawIOBase):
    """A file that has no end, and is not to be read for long."""

    read_so_far = 0

    def read(self, size=-1):
        self.read_so_far += size
        assert self.read_so_far < 10 * 1024 * 1024
        return b"x" * size


def test_a_file_over_the_limit_is_not_copied(monkeypatch):
    monkeypatch.setattr(extract, "MAX_BYTES", 1_000)
    assert extract.extract(Endless(), "a.txt").reason == "too_big"


def test_a_path_over_the_limit_is_not_read(monkeypatch, tmp_path):
    monkeypatch.setattr(extract, "MAX_BYTES", 1_000)
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 2_000)
    assert extract.extract(path).reason == "too_big"


def test_pages_are_bounded(monkeypatch):
    monkeypatch.setattr(extract, "MAX_PAGES", 2)
    data = demo_files.pdf(["ა", demo_files.PAGE_BREAK] * 5)
    result = extract.extract(io.BytesIO(data), "a.pdf")
    assert (result.reason, len(result.pages)) == ("too_long", 2)
    assert result.page_count > 2


def test_characters_are_bounded(monkeypatch):
    monkeypatch.setattr(extract, "MAX_CHARACTERS", 15)
    result = extract.extract(io.BytesIO("სიტყვა\f".encode() * 5), "a.txt")
    assert (result.reason, len(result.pages)) == ("too_long", 2)


def test_the_child_has_none_of_our_secrets(monkeypatch):
    monkeypatch.setenv("SECRET_THING", "x")
    assert "SECRET_THING" not in extract._environment()


def test_a_file_that_is_not_there():
    assert extract.extract("/nowhere/at/all.pdf").reason == "missing"


@pytest.mark.parametrize("seed", range(8))
def test_mutated_files(seed):
    chance = random.Random(seed)
    whole = demo_files.pdf(["გზა " * 50]) if seed % 2 else demo_files.docx(["გზა " * 50])
    data = bytearray(whole)
    for _ in range(chance.randint(1, 200)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    result = extract.extract(io.BytesIO(bytes(data)), "a.pdf" if seed % 2 else "a.docx")
    assert result.has_text or result.reason in MESSAGES
