"""Each format is read page by page; what is only tracked as deleted is not text."""

import io
import sys
import zipfile

import openpyxl
import pytest

from wagtail_civic.documents import demo_files
from wagtail_civic.documents.extract import child, extract, is_readable, legacy, quality

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
)


def archive(**parts):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return target.getvalue()


def read(data, name):
    extraction = extract(io.BytesIO(data), name)
    assert not extraction.reason, extraction
    return [page.text for page in extraction.pages]


def test_pdf_page_by_page():
    data = demo_files.pdf(["პირველი", demo_files.PAGE_BREAK, "მეორე №17-51 „ბიუჯეტი“"], "სათაური")
    assert read(data, "a.pdf") == ["სათაური\nპირველი", "მეორე №17-51 „ბიუჯეტი“"]


def test_pdf_without_pypdfium2(monkeypatch, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(demo_files.pdf(["საკრებულო"]))
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    lines = list(child.read(path, "a.pdf", 10, 1000))
    assert lines[-1]["page"][1] == "საკრებულო"


def test_without_any_library_the_reason_says_so(monkeypatch, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.4")
    for name in ("pypdfium2", "pypdf", "pypdf.errors"):
        monkeypatch.setitem(sys.modules, name, None)
    assert list(child.read(path, "a.pdf", 10, 1000))[-1] == {"reason": "no_library"}


def test_a_locked_pdf():
    pypdf = pytest.importorskip("pypdf")
    writer = pypdf.PdfWriter(io.BytesIO(demo_files.pdf(["გზა"])))
    writer.encrypt("secret", algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    extraction = extract(io.BytesIO(target.getvalue()), "a.pdf")
    assert (extraction.reason, extraction.pages) == ("locked", ())


def test_a_pdf_locked_for_printing_only_is_read():
    pypdf = pytest.importorskip("pypdf")
    writer = pypdf.PdfWriter(io.BytesIO(demo_files.pdf(["გზა"])))
    writer.encrypt("", "owner", algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    assert read(target.getvalue(), "a.pdf") == ["გზა"]


def test_a_scan_has_no_text():
    pypdf = pytest.importorskip("pypdf")
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    target = io.BytesIO()
    writer.write(target)
    extraction = extract(io.BytesIO(target.getvalue()), "a.pdf")
    assert (extraction.reason, extraction.page_count) == ("no_text", 1)


def test_word_with_tables_headers_notes_and_insertions_but_not_deletions():
    body = (
        f"<w:document {W}><w:body>"
        "<w:p><w:r><w:t>ბიუ</w:t></w:r><w:r><w:t>ჯეტი</w:t></w:r></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>უჯრა 1</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:p><w:r><w:t>უჯრა 2</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        "<w:p><w:ins><w:r><w:t>ჩამატებული</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>წაშლილი</w:delText></w:r><w:r><w:t>ამოღებული</w:t></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>გადატანილი</w:t></w:r></w:moveFrom>"
        "<w:r><w:instrText>HYPERLINK</w:instrText></w:r></w:p>"
        "</w:body></w:document>"
    )
    header = f"<w:hdr {W}><w:p><w:r><w:t>ზედა კოლონტიტული</w:t></w:r></w:p></w:hdr>"
    note = f"<w:footnotes {W}><w:p><w:r><w:t>სქოლიო</w:t></w:r></w:p></w:footnotes>"
    data = archive(word__document_xml=body, word__header1_xml=header, word__footnotes_xml=note)
    (text,) = read(data, "a.docx")
    for part in ("ბიუჯეტი", "უჯრა 1 უჯრა 2", "ჩამატებული", "ზედა კოლონტიტული", "სქოლიო"):
        assert part in text
    for part in ("წაშლილი", "ამოღებული", "გადატანილი", "HYPERLINK"):
        assert part not in text


def test_word_with_footers_and_endnotes():
    def part(name, words, inner="<w:p><w:r><w:t>{}</w:t></w:r></w:p>"):
        return f"<w:{name} {W}>{inner.format(words)}</w:{name}>"

    body = part("document", "ტექსტი", "<w:body><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:body>")
    run = "<w:r><w:t>{}</w:t></w:r>"
    deleted = f"<w:p>{run}<w:del><w:r><w:delText>ძველი</w:delText></w:r></w:del></w:p>"
    data = archive(
        word__document_xml=body,
        word__footer1_xml=part("ftr", "პირველი გვერდის ბოლო"),
        word__footer2_xml=part("ftr", "სხვა გვერდების ბოლო"),
        word__endnotes_xml=part("endnotes", "შენიშვნა", deleted),
    )
    (text,) = read(data, "a.docx")
    lines = [line for line in text.split("\n") if line]
    assert lines == ["ტექსტი", "პირველი გვერდის ბოლო", "სხვა გვერდების ბოლო", "შენიშვნა"]


def test_word_pages_where_the_file_says_so():
    assert read(demo_files.docx(["ერთი", demo_files.PAGE_BREAK, "ორი"]), "a.docx") == [
        "ერთი",
        "ორი",
    ]


def test_word_with_a_text_box_that_stands_there_for_old_readers_again():
    box = "<w:p><w:r><w:t>ჩარჩო</w:t></w:r></w:p>"
    body = (
        f'<w:document {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<w:body><w:p><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p></w:body></w:document>"
    )
    assert read(archive(word__document_xml=body), "a.docx") == ["ჩარჩო"]


def test_word_in_a_legacy_font_with_real_latin():
    font = '<w:rPr><w:rFonts w:ascii="AcadNusx"/></w:rPr>'
    body = (
        f"<w:document {W}><w:body><w:p><w:r>{font}<w:t>saqarTvelo </w:t></w:r>"
        "<w:r><w:t>Internet</w:t></w:r></w:p></w:body></w:document>"
    )
    extraction = extract(io.BytesIO(archive(word__document_xml=body)), "a.docx")
    assert extraction.pages[0].text == "საქართველო Internet"
    assert extraction.pages[0].method == "legacy"


def test_opendocument_without_tracked_deletions():
    content = (
        f"<office:document-content {ODF}><office:body><office:text>"
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>წაშლილი</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes>"
        "<text:h>სათაური</text:h>"
        "<text:p>ორი<text:s/>სიტყვა<text:span> და სპანი</text:span></text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>ა</text:p></table:table-cell>"
        "<table:table-cell><text:p>ბ</text:p></table:table-cell></table:table-row></table:table>"
        "</office:text></office:body></office:document-content>"
    )
    styles = (
        f"<office:document-styles {ODF}><style:header><text:p>კოლონტიტული</text:p></style:header>"
        "</office:document-styles>"
    )
    mime = "application/vnd.oasis.opendocument.text"
    (text,) = read(archive(mimetype=mime, content_xml=content, styles_xml=styles), "a.odt")
    assert text.split("\n")[:3] == ["სათაური", "ორი სიტყვა და სპანი", "ა ბ"]
    assert "კოლონტიტული" in text
    assert "წაშლილი" not in text


def test_opendocument_with_footers_and_footnotes():
    note = (
        '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
        "<text:note-body><text:p>სქოლიოს სიტყვა</text:p></text:note-body></text:note>"
    )
    content = (
        f"<office:document-content {ODF}><office:body><office:text>"
        f"<text:p>წინადადება{note} გრძელდება</text:p>"
        "</office:text></office:body></office:document-content>"
    )
    styles = (
        f"<office:document-styles {ODF}><style:header><text:p>თავი</text:p></style:header>"
        "<style:footer><text:p>ბოლო კოლონტიტული</text:p></style:footer></office:document-styles>"
    )
    mime = "application/vnd.oasis.opendocument.text"
    (text,) = read(archive(mimetype=mime, content_xml=content, styles_xml=styles), "a.odt")
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    assert lines == ["წინადადება", "სქოლიოს სიტყვა", "გრძელდება", "თავი", "ბოლო კოლონტიტული"]


def opendocument(kind, content, styles=""):
    draw = 'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    whole = (
        f"<office:document-content {ODF} {draw}>{styles}<office:body><office:{kind}>{content}"
        f"</office:{kind}></office:body></office:document-content>"
    )
    mime = f"application/vnd.oasis.opendocument.{kind}"
    return archive(mimetype=mime, content_xml=whole)


def test_opendocument_pages_where_the_file_says_so():
    content = "<text:p>ერთი<text:soft-page-break/>ორი</text:p><text:p>ისევ ორი</text:p>"
    assert read(opendocument("text", content), "a.odt") == ["ერთი", "ორი\nისევ ორი"]


def test_opendocument_slide_by_slide():
    slides = "".join(
        f"<draw:page><draw:frame><text:p>სლაიდი {n}</text:p></draw:frame></draw:page>"
        for n in (1, 2)
    )
    assert read(opendocument("presentation", slides), "a.odp") == ["სლაიდი 1", "სლაიდი 2"]


def sheet(name, words, style="Shown"):
    cell = f"<table:table-cell><text:p>{words}</text:p></table:table-cell>"
    row = f"<table:table-row>{cell * 2}</table:table-row>"
    return f'<table:table table:name="{name}" table:style-name="{style}">{row}</table:table>'


def test_opendocument_sheet_by_sheet_without_what_a_cell_was_before():
    deleted = (
        "<table:tracked-changes><table:cell-content-change><table:previous>"
        "<table:change-track-table-cell><text:p>ძველი</text:p></table:change-track-table-cell>"
        "</table:previous></table:cell-content-change></table:tracked-changes>"
    )
    sheets = deleted + sheet("შემოსავალი", "გრანტი") + sheet("ხარჯი", "ხელფასი")
    assert read(opendocument("spreadsheet", sheets), "a.ods") == [
        "შემოსავალი\nგრანტი გრანტი",
        "ხარჯი\nხელფასი ხელფასი",
    ]


def test_a_hidden_sheet_of_opendocument_is_known_as_hidden():
    styles = (
        '<office:automatic-styles><style:style style:name="Hidden" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    )
    sheets = sheet("პირველი", "ჩანს") + sheet("მეორე", "დამალულია", "Hidden")
    found = extract(io.BytesIO(opendocument("spreadsheet", sheets, styles)), "a.ods")
    assert [page.method for page in found.pages] == ["text", "hidden"]


def test_excel_sheet_by_sheet():
    book = openpyxl.Workbook()
    book.active.title = "შემოსულობები"
    book.active.append(["გრანტი", 1200.5, None])
    book.create_sheet("ხარჯები").append(["ხელფასი"])
    target = io.BytesIO()
    book.save(target)
    assert read(target.getvalue(), "a.xlsx") == ["შემოსულობები\nგრანტი 1200.5", "ხარჯები\nხელფასი"]


def test_a_number_of_excel_keeps_the_zeros_that_its_format_shows():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "სია"
    for number, shown in ((1017012345, "00000000000"), (45, "00\\-000;@"), (7, "0")):
        sheet.append([number, 3.5])
        sheet.cell(sheet.max_row, 1).number_format = shown
    assert workbook_read(book) == ["სია\n01017012345 3.5\n00045 3.5\n7 3.5"]


def test_ten_digits_under_a_heading_of_personal_numbers_lost_their_zero():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "სია"
    for row in (["თანხა", "პირადი ნომერი"], [1017012345, 1017012345], [5, 62001033445.0]):
        sheet.append(row)
    assert workbook_read(book) == [
        "სია\nთანხა პირადი ნომერი\n1017012345 01017012345\n5 62001033445"
    ]


def test_a_hidden_sheet_of_excel_is_known_as_hidden():
    book = openpyxl.Workbook()
    book.active.append(["ჩანს"])
    book.create_sheet("ფარული").sheet_state = "veryHidden"
    found = extract(io.BytesIO(saved(book)), "a.xlsx")
    assert [page.method for page in found.pages] == ["text", "hidden"]


def saved(book):
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def workbook_read(book):
    return read(saved(book), "a.xlsx")


def test_powerpoint_slide_by_slide_in_the_order_of_numbers():
    slide = f"<x {A}><a:p><a:r><a:t>სლა</a:t></a:r><a:r><a:t>იდი %s</a:t></a:r></a:p></x>"
    parts = {f"ppt/slides/slide{n}.xml": slide % n for n in (10, 2, 1)}
    parts["ppt/notesSlides/notesSlide2.xml"] = (
        f"<x {A}><a:p><a:r><a:t>შენიშვნა</a:t></a:r></a:p></x>"
    )
    data = archive(**parts, **{"ppt/presentation.xml": "<x/>"})
    assert read(data, "a.pptx") == ["სლაიდი 1", "სლაიდი 2\nშენიშვნა", "სლაიდი 10"]


def test_rtf_without_what_is_hidden_or_deleted():
    data = (
        rb"{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0 Arial;}}{\info{\title hidden}}"
        rb"\u4305?\u4312?\u4323?\u4335?\u4308?\u4322?\u4312? 2026\par caf\'e9"
        rb"{\deleted gone}{\*\generator x}{\v veiled}\{brace\}}"
    )
    assert read(data, "a.rtf") == ["ბიუჯეტი 2026\ncafé{brace}"]


def test_rtf_pages_where_the_file_says_so():
    assert read(rb"{\rtf1\ansi one\page two}", "a.rtf") == ["one", "two"]


def test_html_without_scripts():
    html = (
        "<!doctype html><html><head><title>t</title><style>x{}</style></head><body>"
        "<script>bad()</script><p>პირველი<p>მეორე<table><tr><td>ა</td><td>ბ</td></tr></table>"
    )
    (text,) = read(html.encode(), "a.html")
    assert text == "პირველი\nმეორე\nა ბ"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_plain_text(encoding):
    assert read("საკრებულო\r\nგზა".encode(encoding), "a.txt") == ["საკრებულო\nგზა"]


def test_a_text_of_the_years_before_unicode():
    assert read("Бюджет города".encode("cp1251"), "a.txt") == ["Бюджет города"]


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("საკრე\u00ad\nბულო", "საკრებულო"),
        ("საკრე\x02\r\nბულო", "საკრებულო"),
        ("საკრე-\nბულო", "საკრებულო"),
        ("17-\n51", "17-\n51"),
        ("ა\0ბ\u200b", "აბ"),
        ("ა \xa0  ბ", "ა ბ"),
        ("ა\n\n\n\nბ", "ა\n\nბ"),
        ("\ud800ა", "ა"),
    ],
)
def test_a_text_is_made_clean(raw, clean):
    assert quality.clean(raw) == clean


@pytest.mark.parametrize(
    ("text", "readable"),
    [
        ("ადგილობრივი თვითმმართველობა", True),
        ("Budget 2026, №17", True),
        ("бюджет", True),
        ("", False),
        ("(cid:1)(cid:22)(cid:3) a", False),
        ("\ue001\ue002\ue003 ა", False),
        ("\x01\x02\x03", False),
        ("���� ა", False),
    ],
)
def test_the_gate_tells_a_text_layer_that_cannot_be_read(text, readable):
    assert is_readable(text) is readable


def test_legacy_fonts_are_known_by_name_and_by_their_capitals():
    assert legacy.is_legacy_font("ABCDEF+AcadNusx")
    assert legacy.is_legacy_font("LitNusx")
    assert not legacy.is_legacy_font("Arial")
    assert legacy.looks_legacy("saqarTvelos kanonmdebloba adgilobrivi TviTmmarTvelobis Sesaxeb")
    assert not legacy.looks_legacy("The Municipal Council of Chaieti approved the Budget Act")
