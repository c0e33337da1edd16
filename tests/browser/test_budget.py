"""From the officer's workbook over the check screen to the public page, its drill-down and chart."""

import pytest

from tests.budget import workbooks

pytest.importorskip("openpyxl")

YEARS = {"ka": 2031, "en": 2032}
WORDS = {
    "ka": {"budget": "ბიუჯეტი", "total": "18,5 მლნ ₾", "infrastructure": "ინფრასტრუქტურა"},
    "en": {"budget": "Budget", "total": "₾18.5 million", "infrastructure": "ინფრასტრუქტურა"},
}
VISITS = [("ka", 360, False), ("ka", 1280, True), ("en", 360, True), ("en", 1280, False)]


def spaced(text):
    return text.replace("\xa0", " ")


@pytest.fixture(scope="module")
def workbook_files(tmp_path_factory):
    """A workbook for each language's walk, so that each publishes figures of its own year."""
    folder = tmp_path_factory.mktemp("workbooks")
    files = {}
    for language, year in YEARS.items():
        files[language] = folder / f"annex-{year}.xlsx"
        files[language].write_bytes(workbooks.annex(year=year).getvalue())
    return files


def upload(page, file, title):
    page.goto(page.url.split("/admin/")[0] + "/admin/civic_budget_workbooks/new/")
    page.fill("input[name=title]", title)
    page.set_input_files("input[name=file]", file)
    page.click("footer button[type=submit]")
    page.wait_for_load_state()


@pytest.mark.parametrize("language", ["ka", "en"])
def test_an_officer_publishes_a_workbook(log_in, workbook_files, language):
    page = log_in("budget_officer", language)
    upload(page, workbook_files[language], f"{YEARS[language]}: დანართი")
    page.wait_for_url("**/check/**")
    shown = page.inner_text("main").replace("\xa0", "").replace(",", "")
    assert "18500000" in shown
    for key in ("D", "E"):
        page.uncheck(f"[name=column-0-{key}-use]")
    page.click("button[value=publish]")
    page.wait_for_load_state()
    assert page.locator("button[value=withdraw]").count() == 1
    upload(page, workbook_files[language], "მეორედ")
    page.wait_for_url("**/check/**")
    assert page.locator(".messages").count() == 1


def test_a_wrong_file_is_named(log_in, tmp_path):
    wrong = tmp_path / "annex.xlsx"
    wrong.write_text("<html><body><table></table></body></html>")
    page = log_in("budget_officer")
    upload(page, wrong, "შეცდომა")
    assert page.url.endswith("/new/")
    assert page.locator(".w-field__errors:visible").count() == 1


@pytest.mark.parametrize(("language", "width", "js"), VISITS)
def test_a_citizen_reads_the_year_and_drills_down(open_page, assert_clean, language, width, js):
    year, words = YEARS["ka"], WORDS[language]
    page = open_page(language, width, js, f"budget/{year}/")
    assert words["total"] in spaced(page.inner_text(".civic-facts"))
    assert_clean(page)

    drawing = page.locator("svg.civic-treemap:visible")
    assert drawing.count() == 1
    tile = drawing.locator("a").first
    label = spaced(tile.get_attribute("aria-label"))
    assert label.startswith(words["infrastructure"])
    row = page.locator("table.civic-table >> nth=0").locator("tr", has_text=words["infrastructure"])
    assert label.split(": ")[1].rpartition(", ")[0] in spaced(row.inner_text())

    tile.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/budget/{year}/02/")
    assert words["infrastructure"] in page.inner_text("h1")
    assert_clean(page)
    page.get_by_role("link", name=str(year), exact=True).first.click()
    page.wait_for_url(f"**/budget/{year}/")


@pytest.mark.parametrize(("language", "width"), [("ka", 1280), ("en", 360)])
def test_the_years_stand_side_by_side_and_bokeh_draws_in_its_frame(
    open_page, assert_clean, language, width
):
    page = open_page(language, width, path="budget/")
    assert page.locator(".civic-table svg.civic-progress__track").count() > 4
    frame = page.locator("iframe")
    assert frame.get_attribute("title")
    frame.scroll_into_view_if_needed()
    inside = page.frame_locator("iframe")
    chart = inside.get_by_role("img").first
    chart.wait_for()
    assert chart.get_attribute("aria-label")
    assert inside.locator("canvas").count() > 0
    assert_clean(page)


def test_without_javascript_the_years_are_a_table(open_page, assert_clean):
    page = open_page("ka", 360, js=False, path="budget/")
    assert page.locator("table", has_text="2031").count() > 0
    assert_clean(page)


def test_the_front_page_shows_the_budget_at_a_glance(open_page, assert_clean):
    page = open_page("ka", 360)
    block = page.locator("[aria-labelledby=civic-budget-glance]")
    assert block.locator("svg.civic-treemap:visible a").count() > 2
    block.locator("summary").click()
    assert block.locator("table").is_visible()
    assert_clean(page)
