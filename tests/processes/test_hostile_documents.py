"""500 mutated and hostile files through the child process: nothing crashes, each says why.

Two minutes of processor: run by ``pytest tests/processes/test_hostile_documents.py``.
"""

import io
import random
import struct
import zipfile
import zlib

import openpyxl
import pytest
from PIL import Image

from tests.documents.test_formats import ODF, A, W, archive
from tests.documents.test_hostile_files import bomb, deep_xml, xml_bomb
from tests.documents.test_old_fonts import pdf as old_pdf
from wagtail_civic.documents import demo_files
from wagtail_civic.documents.extract import extract
from wagtail_civic.documents.reasons import MESSAGES

MUTANTS = 43
WORDS = "მუნიციპალიტეტის ბიუჯეტი " * 30


def excel():
    book = openpyxl.Workbook()
    for number in range(30):
        book.active.append([WORDS, number])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def picture(format):
    target = io.BytesIO()
    Image.new("L", (200, 200), 200).save(target, format)
    return target.getvalue()


def whole() -> dict[str, bytes]:
    """A good file of every format."""
    odt = f"<x {ODF}><office:body><text:p>{WORDS}</text:p></office:body></x>"
    slide = f"<x {A}><a:p><a:r><a:t>{WORDS}</a:t></a:r></a:p></x>"
    return {
        "a.pdf": demo_files.pdf([WORDS, demo_files.PAGE_BREAK, WORDS]),
        "old.pdf": old_pdf(("AcadNusx", "saqarTvelo " * 20), ("Helvetica", "Internet")),
        "a.docx": demo_files.docx([WORDS] * 5),
        "a.odt": archive(mimetype="application/vnd.oasis.opendocument.text", content_xml=odt),
        "a.xlsx": excel(),
        "a.pptx": archive(**{"ppt/slides/slide1.xml": slide, "ppt/presentation.xml": "<x/>"}),
        "a.rtf": rb"{\rtf1\ansi{\fonttbl{\f0 AcadNusx;}}\f0 gza \u4305?\u4312? text\par}" * 20,
        "a.html": f"<html><body><p>{WORDS}<table><tr><td>1</table></body></html>".encode(),
        "a.txt": WORDS.encode(),
        "a.png": picture("PNG"),
        "a.tiff": picture("TIFF"),
    }


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Bytes changed, cut, doubled, moved, or the length of something made huge."""
    data = bytearray(data)
    for _ in range(chance.choice([1, 3, 20, 200])):
        place = chance.randrange(len(data))
        what = chance.randrange(6)
        if what == 0:
            data[place] = chance.randrange(256)
        elif what == 1:
            data[place : place + 4] = struct.pack("<I", chance.choice([0, 1, 2**31, 2**32 - 1]))
        elif what == 2 and len(data) > 100:
            del data[place : place + chance.randrange(1, 30)]
        elif what == 3:
            data[place:place] = data[place : place + chance.randrange(1, 60)]
        elif what == 4:
            data[place:place] = bytes(chance.randrange(256) for _ in range(8))
        elif chance.random() < 0.05 and len(data) > 200:
            del data[max(100, place) :]
    return bytes(data)


def pdf_with_stream(size: int) -> bytes:
    """A small file whose one stream becomes this many bytes of drawing."""
    stream = zlib.compress(b"0 0 m 9 9 l S\n" * (size // 14))
    head = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]"
    head += b"/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R"
    head += b">>endobj\n4 0 obj<</Filter/FlateDecode/Length %d>>stream\n" % len(stream)
    return head + stream + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def zip_of(parts, **options) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", **options) as file:
        for name, data in parts:
            file.writestr(name, data)
    return target.getvalue()


def hostile() -> dict[str, bytes]:
    """Files that somebody built to hurt."""
    loop = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    loop += b"2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9999999>>endobj\ntrailer<</Root 1 0 R>>"
    entity = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    external = '<!DOCTYPE x SYSTEM "http://localhost:1/x.dtd"><x/>'
    deep_runs = f"<w:document {W}>" + "<w:p>" * 3_000 + "</w:p>" * 3_000 + "</w:document>"
    based = f'<w:styles {W}><w:style w:styleId="A"><w:basedOn w:val="A"/></w:style></w:styles>'
    rows = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )
    book = zipfile.ZipFile(io.BytesIO(excel()))
    far = [
        (name, sheet if name.endswith("sheet1.xml") else book.read(name))
        for name in book.namelist()
    ]
    huge = Image.new("1", (9_000, 9_000))
    target = io.BytesIO()
    huge.save(target, "PNG")
    styled = (
        f'<w:document {W}><w:p><w:pPr><w:pStyle w:val="A"/></w:pPr><w:r><w:t>a</w:t></w:r></w:p>'
        "</w:document>"
    )
    many = [("word/document.xml", styled), *((f"x{n}", "") for n in range(70_000))]
    slides = [(f"ppt/slides/slide{n}.xml", "<x/>") for n in range(5_000)]
    return {
        "loop.pdf": loop,
        "stream.pdf": pdf_with_stream(60_000_000),
        "empty.pdf": b"",
        "empty.docx": b"",
        "empty.txt": b"",
        "bomb.docx": bomb(),
        "bomb.xlsx": bomb("xl/workbook.xml"),
        "bomb.odt": bomb("content.xml"),
        "laughs.docx": xml_bomb(),
        "deep.docx": deep_xml(),
        "deep2.docx": zip_of([("word/document.xml", deep_runs)]),
        "entity.docx": zip_of([("word/document.xml", entity)]),
        "external.docx": zip_of([("word/document.xml", external)]),
        "based.docx": zip_of([("word/document.xml", styled), ("word/styles.xml", based)]),
        "twice.docx": zip_of([("word/document.xml", styled)]) * 2,
        "many.docx": zip_of(many),
        "names.docx": zip_of([("word/document.xml", styled), ("../../etc/passwd", "x")]),
        "far.xlsx": zip_of(far),
        "slides.pptx": zip_of([("ppt/presentation.xml", "<x/>"), *slides]),
        "open.rtf": b"{\\rtf1" + b"{" * 500_000,
        "fonts.rtf": b"{\\rtf1{\\fonttbl" + b"{\\f1 A;}" * 200_000,
        "deep.html": b"<div>" * 50_000,
        "attributes.html": b"<html " + b"a='" * 100_000,
        "nul.txt": b"\0" * 1_000_000,
        "line.txt": "გ".encode() * 5_000_000,
        "huge.png": target.getvalue(),
        "cut.png": picture("PNG")[:60],
        "cut.tiff": picture("TIFF")[:60],
        "loop.tiff": b"II*\0\x08\0\0\0\0\0\x08\0\0\0",
        "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 5_000,
        "program.exe": b"MZ" + bytes(range(256)) * 40,
        "named.pdf": b"MZ" + bytes(range(256)) * 40,
    }


def state_of(data: bytes, name: str) -> str:
    """``text`` or the reason, whatever the file is: an exception here is the failure."""
    found = extract(io.BytesIO(data), name, wall_seconds=30)
    assert found.has_text or found.reason in MESSAGES, (name, found)
    assert all("\0" not in page.text for page in found.pages)
    return "text" if found.has_text else found.reason


@pytest.fixture(scope="module")
def files():
    return hostile()


def test_hostile_files_end_in_states_with_reasons(files):
    told = {name: state_of(data, name) for name, data in files.items()}
    assert all(told.values())
    for name, state in {
        "bomb.docx": "too_big",
        "bomb.xlsx": "too_big",
        "huge.png": "too_big",
        "laughs.docx": "broken",
        "entity.docx": "broken",
        "loop.pdf": "broken",
        "old.doc": "old_word",
        "program.exe": "unsupported",
        "named.pdf": "broken",
        "names.docx": "text",
        "based.docx": "text",
    }.items():
        assert (name, told[name]) == (name, state)


@pytest.mark.parametrize("name", sorted(whole()))
def test_mutants_of_a_format_end_in_states_with_reasons(name):
    data, chance = whole()[name], random.Random(name)
    states = [state_of(mutated(data, chance), name) for _ in range(MUTANTS)]
    assert len(states) == MUTANTS


def test_there_are_five_hundred_of_them(files):
    assert len(files) + len(whole()) * MUTANTS >= 500
