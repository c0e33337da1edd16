"""Fonts of the years before Unicode are read by runs: Georgian in them, Latin beside them."""

import io
import sys

import openpyxl
import pytest
from openpyxl.styles import Font

from wagtail_civic.documents.extract import child, extract, legacy

from .test_formats import ODF, A, W, archive

LEGACY, GEORGIAN = "saqarTvelos kanonmdebloba", "საქართველოს კანონმდებლობა"
PANGRAM = "abgdevzTiklmnopJrstufqRySCcZwWxjh"
LETTERS = "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ"


def pdf(*runs):
    """A PDF of one page; each run is (name of the font, text in Latin letters)."""
    objects, fonts, lines = [], [], []
    for number, (font, text) in enumerate(runs):
        fonts.append(f"/F{number} {4 + number} 0 R")
        objects.append(f"<</Type/Font/Subtype/Type1/BaseFont/{font}/Encoding/WinAnsiEncoding>>")
        lines.append(f"BT /F{number} 12 Tf 50 {700 - 20 * number} Td ({text}) Tj ET")
    stream = "\n".join(lines)
    page = (
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<<"
        f"{' '.join(fonts)}>>>>/Contents {4 + len(runs)} 0 R>>"
    )
    every = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page,
        *objects,
        f"<</Length {len(stream)}>>\nstream\n{stream}\nendstream",
    ]
    out, places = "%PDF-1.4\n", []
    for number, body in enumerate(every, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(every) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n{table}"
    out += f"trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{out.index('xref')}\n%%EOF"
    return out.encode()


def read(data, name):
    extraction = extract(io.BytesIO(data), name)
    assert not extraction.reason, extraction
    (page,) = extraction.pages
    return page.text, page.method


def test_every_letter_has_its_own():
    assert legacy.to_georgian(PANGRAM) == LETTERS


@pytest.mark.parametrize("font", ["AcadNusx", "ABCDEF+AcadNusx", "LitNusx", "AcadMtavr"])
def test_a_pdf_is_mapped_by_the_fonts_of_its_runs(font):
    text, method = read(pdf((font, LEGACY), ("Helvetica", "Internet TCP")), "a.pdf")
    assert text.splitlines() == [GEORGIAN, "Internet TCP"]
    assert method == "legacy"


def test_a_few_old_words_among_many_new_ones_are_mapped_too():
    english = "The council of the municipality has approved the budget of the year. " * 5
    text, _method = read(pdf(("Helvetica", english), ("AcadNusx", "gza")), "a.pdf")
    assert text.splitlines()[-1] == "გზა"
    assert "approved the budget" in text


def test_without_pypdfium2_the_fonts_count_as_well(monkeypatch, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(("AcadNusx", LEGACY), ("Helvetica", "Internet")))
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    (page,) = [line["page"] for line in child.read(path, "a.pdf", 9, 999) if "page" in line]
    assert page[1].split() == [*GEORGIAN.split(), "Internet"]


def test_a_font_whose_name_says_nothing_is_known_by_what_it_writes():
    lines = [("F1", f"{LEGACY} TviTmmarTvelobis Sesaxeb")] * 6
    shown, method = read(pdf(*lines, ("Helvetica", "Internet")), "a.pdf")
    assert shown.startswith(f"{GEORGIAN} თვითმმართველობის შესახებ\n")
    assert shown.endswith("Internet")
    assert method == "legacy"


def test_names_with_capitals_inside_are_no_georgian():
    shown, method = read(pdf(("F1", "Facebook YouTube TikTok WhatsApp")), "a.pdf")
    assert (shown, method) == ("Facebook YouTube TikTok WhatsApp", "text")


def test_word_knows_fonts_of_styles_and_of_what_they_are_based_on():
    styles = (
        f'<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Sylfaen"/></w:rPr>'
        "</w:rPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:styleId="Old"><w:rPr><w:rFonts w:ascii="AcadNusx"/></w:rPr>'
        '</w:style><w:style w:type="paragraph" w:styleId="Heading"><w:basedOn w:val="Old"/>'
        '</w:style><w:style w:type="character" w:styleId="Latin"><w:rPr>'
        '<w:rFonts w:ascii="Arial"/></w:rPr></w:style></w:styles>'
    )
    body = (
        f"<w:document {W}><w:body>"
        '<w:p><w:pPr><w:pStyle w:val="Heading"/></w:pPr><w:r><w:t>gza</w:t></w:r>'
        '<w:r><w:rPr><w:rStyle w:val="Latin"/></w:rPr><w:t> Internet</w:t></w:r></w:p>'
        "<w:p><w:r><w:t>email</w:t></w:r></w:p></w:body></w:document>"
    )
    text, method = read(archive(word__document_xml=body, word__styles_xml=styles), "a.docx")
    assert (text, method) == ("გზა Internet\nemail", "legacy")


def test_word_knows_the_font_that_a_file_has_where_it_names_none():
    styles = (
        f'<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="AcadNusx"/></w:rPr>'
        "</w:rPrDefault></w:docDefaults></w:styles>"
    )
    body = (
        f"<w:document {W}><w:body><w:p><w:r><w:t>gza</w:t></w:r>"
        '<w:r><w:rPr><w:rFonts w:ascii="Arial"/></w:rPr><w:t> Internet</w:t></w:r></w:p>'
        "</w:body></w:document>"
    )
    data = archive(word__document_xml=body, word__styles_xml=styles)
    assert read(data, "a.docx") == ("გზა Internet", "legacy")


def test_a_word_of_a_pdf_that_a_line_end_divides_is_whole():
    text, _method = read(pdf(("Helvetica", "The munici-"), ("Helvetica", "pality")), "a.pdf")
    assert text == "The municipality"


def test_hidden_text_of_word_is_not_text():
    body = (
        f"<w:document {W}><w:body><w:p><w:r><w:t>ჩანს</w:t></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>დამალული</w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t> ისევ</w:t></w:r></w:p>'
        "</w:body></w:document>"
    )
    assert read(archive(word__document_xml=body), "a.docx") == ("ჩანს ისევ", "text")


def test_opendocument_knows_fonts_of_styles():
    content = (
        f'<office:document-content {ODF} xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:'
        'xsl-fo-compatible:1.0"><office:automatic-styles>'
        '<style:style style:name="P1" style:parent-style-name="Old"/>'
        '<style:style style:name="T1"><style:text-properties fo:font-family="Arial"/></style:style>'
        "</office:automatic-styles><office:body><office:text>"
        '<text:p text:style-name="P1">gza <text:span text:style-name="T1">Internet</text:span>'
        " da</text:p><text:p>email</text:p></office:text></office:body></office:document-content>"
    )
    styles = (
        f'<office:document-styles {ODF}><style:style style:name="Old">'
        '<style:text-properties style:font-name="AcadNusx"/></style:style></office:document-styles>'
    )
    mime = "application/vnd.oasis.opendocument.text"
    data = archive(mimetype=mime, content_xml=content, styles_xml=styles)
    assert read(data, "a.odt") == ("გზა Internet და\nemail", "legacy")


def test_rtf_knows_its_table_of_fonts():
    data = (
        rb"{\rtf1\ansi\deff0{\fonttbl{\f0\fnil AcadNusx;}{\f1\fswiss Arial;}}"
        rb"gza {\f1 Internet} \f1 email\plain  da}"
    )
    assert read(data, "a.rtf") == ("გზა Internet email და", "legacy")


def test_excel_knows_the_font_of_a_cell():
    book = openpyxl.Workbook()
    book.active.title = "Budget"
    book.active.append(["gza", "Internet", 12])
    book.active["A1"].font = Font(name="AcadNusx")
    target = io.BytesIO()
    book.save(target)
    assert read(target.getvalue(), "a.xlsx") == ("Budget\nგზა Internet 12", "legacy")


def test_powerpoint_knows_the_font_of_a_run():
    slide = (
        f'<x {A}><a:p><a:r><a:rPr><a:latin typeface="AcadNusx"/></a:rPr><a:t>gza</a:t></a:r>'
        "<a:r><a:t> Internet</a:t></a:r></a:p></x>"
    )
    data = archive(**{"ppt/slides/slide1.xml": slide, "ppt/presentation.xml": "<x/>"})
    assert read(data, "a.pptx") == ("გზა Internet", "legacy")


def test_html_knows_the_font_of_an_element():
    html = (
        '<html><body><font face="AcadNusx">gza <b>da</b> <span style="font-family: Arial">'
        "Internet</span></font><p style=\"color: red; font-family: 'LitNusx'\">xidi</p>"
        "<p>email</body>"
    )
    text, method = read(html.encode(), "a.html")
    assert (text, method) == ("გზა და Internet\nხიდი\nemail", "legacy")
