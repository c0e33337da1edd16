"""Pages that only show text are read by a machine, and say so."""

import io
import sys
from pathlib import Path

import pytest
from PIL import Image

from wagtail_civic.documents import demo_files, reading
from wagtail_civic.documents.extract import child, extract, is_readable, ocr, pdf
from wagtail_civic.documents.models import DocumentFile, DocumentText, State

needs_tesseract = pytest.mark.skipif(not ocr.model(), reason="Tesseract does not read Georgian")
TEXT = "მუნიციპალიტეტის ბიუჯეტი დაამტკიცა საკრებულომ"


def picture(*paragraphs, scale=2.2):
    """What a page with these paragraphs looks like."""
    import pypdfium2

    with pypdfium2.PdfDocument(demo_files.pdf(paragraphs)) as document:
        return document[0].render(scale=scale).to_pil().convert("RGB")


def saved(images, format):
    target = io.BytesIO()
    images[0].save(target, format, save_all=True, append_images=images[1:], resolution=160)
    return target.getvalue()


def scan(*texts):
    return saved([picture(text) for text in texts], "PDF")


@pytest.fixture
def without_tesseract(monkeypatch):
    """A server without it: the child looks for programs where there are none."""
    monkeypatch.setenv("PATH", "/nowhere")


@needs_tesseract
def test_a_scan_is_read_by_a_machine_and_says_so():
    extraction = extract(io.BytesIO(scan(TEXT)), "a.pdf")
    (page,) = extraction.pages
    assert page.method == "ocr"
    assert len(set(TEXT.split()) & set(page.text.split())) >= 3
    assert not extraction.reason


@needs_tesseract
@pytest.mark.parametrize(("name", "format"), [("a.png", "PNG"), ("a.jpg", "JPEG")])
def test_an_uploaded_picture_is_read_as_one(name, format):
    target = io.BytesIO()
    picture(TEXT).save(target, format)
    extraction = extract(io.BytesIO(target.getvalue()), name)
    assert (extraction.method, extraction.pages[0].method) == ("image", "ocr")
    assert "საკრებულომ" in extraction.pages[0].text


@needs_tesseract
def test_a_picture_of_several_pages_is_read_page_by_page():
    extraction = extract(io.BytesIO(saved([picture("გზების შეკეთება"), picture(TEXT)], "TIFF")))
    assert "შეკეთება" in extraction.pages[0].text
    assert "საკრებულომ" in extraction.pages[1].text


def test_without_tesseract_a_scan_says_what_is_missing(without_tesseract):
    extraction = extract(io.BytesIO(scan(TEXT)), "a.pdf")
    assert (extraction.reason, extraction.scans) == ("no_text", (1,))


def joined(*files):
    import pypdfium2

    whole, target = pypdfium2.PdfDocument.new(), io.BytesIO()
    for file in files:
        whole.import_pages(pypdfium2.PdfDocument(file))
    whole.new_page(600, 800)
    whole.save(target)
    return target.getvalue()


def test_without_tesseract_a_text_with_scans_behind_it_is_to_be_read_again(
    without_tesseract, upload, find
):
    upload("a.pdf", joined(demo_files.pdf(["სოფლის გზა"]), scan(TEXT)), "ანგარიში")
    text = DocumentText.objects.get()
    assert (text.state, text.reason) == (State.OK, "unread_scans")
    assert list(DocumentFile.objects.failed()) == [DocumentFile.objects.get()]
    assert not DocumentFile.objects.without_text()
    assert find("გზა") == ["ანგარიში"]


def test_an_empty_page_is_no_scan(without_tesseract, upload):
    upload("a.pdf", joined(demo_files.pdf(["სოფლის გზა"])))
    text = DocumentText.objects.get()
    assert (text.page_count, text.state, text.reason) == (2, State.OK, "")


def test_without_a_library_that_draws_a_scan_says_so(monkeypatch, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(scan(TEXT))
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    monkeypatch.setattr(ocr, "model", lambda: "kat")
    lines = list(child.read(path, "a.pdf", 10, 1_000))
    assert lines[-1] == {"reason": "no_library"}


@needs_tesseract
def test_a_scan_under_a_stamp_is_read_too():
    import pypdfium2
    import pypdfium2.raw as pdfium

    document = pypdfium2.PdfDocument(scan(TEXT))
    font = pdfium.FPDFText_LoadStandardFont(document.raw, b"Helvetica")
    item = pdfium.FPDFPageObj_CreateTextObj(document.raw, font, 8)
    words = pdfium.FPDF_WCHAR * 8
    pdfium.FPDFText_SetText(item, words(*map(ord, "Scanned"), 0))
    target = io.BytesIO()
    page = document[0]
    pdfium.FPDFPage_InsertObject(page.raw, item)
    page.gen_content()
    document.save(target)
    (page,) = extract(io.BytesIO(target.getvalue()), "a.pdf").pages
    assert page.method == "ocr"
    assert "საკრებულომ" in page.text


def test_a_page_with_a_text_layer_is_not_read_as_a_picture():
    extraction = extract(io.BytesIO(demo_files.pdf([TEXT])), "a.pdf")
    assert extraction.pages[0].method == "text"


@pytest.mark.parametrize(
    "text",
    [
        "!\"#$%&'()*+,-./:;<=>?@ !\"#$%&'()*+, -./:;<=>?@",
        "ÓÀØÀÒÈÅËÏ ÓÀÊÒÄÁÖËÏ ÃÀÃÂÄÍÉËÄÁÀ ÐÄÔÉÝÉÀ",
    ],
)
def test_a_broken_text_layer_goes_to_the_machine(text):
    assert not is_readable(text)
    assert pdf.judged(1, text).method == "scan"


@pytest.mark.parametrize(
    "text",
    [
        "შესავალი ........................................ 3",
        "1.5 2.5 | 3.5 | — | 17 000,00",
        "Café",
    ],
)
def test_leaders_and_figures_are_no_broken_layer(text):
    assert is_readable(text)


def test_the_fuller_of_two_readings_counts(monkeypatch):
    found = {"3": "ერთი", "6": "ერთი აბზაცი და კიდევ ერთი"}
    monkeypatch.setattr(ocr, "_read", lambda path, layout: found[layout])
    assert ocr.text_of(Image.new("L", (10, 10))) == found["6"]


def test_pages_that_time_did_not_allow_are_read_the_next_time(upload, find, monkeypatch, now):
    """Three pages, of which each turn reads one, as where the limit strikes."""
    turns = []

    def one_page(path, name, max_pages, max_characters, scans=None):
        turns.append(scans)
        if scans is None:
            yield {"method": "pdf"}
            yield {"count": 3}
            yield from ({"page": [number, "", "scan", 0.0]} for number in (1, 2, 3))
        number = (scans or [1])[0]
        yield {"page": [number, f"ნაწილი ნომერი{number}", "ocr", 1.0]}
        if (scans or [1, 2, 3])[1:]:
            yield {"reason": "too_long"}

    def inside(path, name, wall_seconds, scans):
        import json

        from wagtail_civic.documents import extract as package

        lines = one_page(path, name, 0, 0, None if scans is None else sorted(scans))
        return package._result([json.dumps(line).encode() for line in lines], 0)

    monkeypatch.setattr("wagtail_civic.documents.extract._extract_path", inside)
    document = upload("scan.pdf", b"%PDF-1.4 pictures only")
    text = DocumentText.objects.get()
    while text.state == State.PENDING:
        reading.read(DocumentFile.objects.get(document_id=str(document.pk)), now)
        text.refresh_from_db()
    assert turns == [None, [2, 3], [3]]
    assert (text.state, text.reason, text.page_count) == (State.OCR, "", 3)
    assert find("ნაწილი") == ["scan.pdf"]
    assert [page.content for page in text.pages.all()] == [f"ნაწილი ნომერი{n}" for n in (1, 2, 3)]


def test_a_scan_that_no_turn_gets_further_with_is_given_up(db, now):
    from wagtail_civic.documents.extract import Extraction, Page

    text = DocumentText.objects.create(file_hash="0" * 64)
    for _attempt in range(reading.MAX_ATTEMPTS + 1):
        if reading.claim(text, now):
            pages = (Page(1, "", "scan", 0.0), Page(2, "", "scan", 0.0))
            reading.store(text, Extraction(pages, "pdf", "too_long", 2), now)
        text.refresh_from_db()
    assert (text.state, text.reason) == (State.FAILED, "too_long")


def test_the_readers_of_pictures_end_with_their_child(monkeypatch, tmp_path):
    """The limit on time ends the whole family of processes, not the child alone."""
    import subprocess
    import sys
    import time

    from wagtail_civic.documents import extract as package

    marker = tmp_path / "pid"
    code = (
        "import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', "
        f"'import time; time.sleep(60)']); open({str(marker)!r}, 'w').write(str(p.pid)); p.wait()"
    )
    started = subprocess.Popen
    monkeypatch.setattr(
        package.subprocess,
        "Popen",
        lambda command, **options: started([sys.executable, "-c", code], **options),
    )
    file = tmp_path / "a.txt"
    file.write_text("x")
    assert extract(file, wall_seconds=3).reason == "too_long"
    state = ""
    for _wait in range(100):
        try:
            state = Path(f"/proc/{marker.read_text()}/stat").read_text().split()[2]
        except OSError:
            state = "gone"
        if state in ("gone", "Z"):
            break
        time.sleep(0.05)
    assert state in ("gone", "Z")


def test_child_reads_only_the_pages_that_were_asked_for(monkeypatch, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(demo_files.pdf(["ერთი", demo_files.PAGE_BREAK, "ორი"]))
    monkeypatch.setattr(ocr, "model", lambda: "Georgian")
    monkeypatch.setattr(ocr, "text_of", lambda image: "წაკითხული")
    lines = list(child.read(path, "a.pdf", 9, 999, [2]))
    assert lines == [{"method": "pdf"}, {"page": [2, "წაკითხული", "ocr", 1.0]}]
