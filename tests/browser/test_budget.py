"""From the officer's workbook over the check screen to the public page and its chart."""

import pytest

from tests.budget import workbooks

from .steps import VISITS, enter, follow

pytest.importorskip("openpyxl")

YEAR = 2031
TOTALS = {"ka": "18,5 მლნ ₾", "en": "₾18.5 million"}
PART = "ინფრასტრუქტურა"


def spaced(text):
    return text.replace("\xa0", " ")


def upload(page, file, title):
    page.goto(page.url.split("/admin/")[0] + "/admin/civic_budget_workbooks/new/")
    page.fill("input[name=title]", title)
    page.set_input_files("input[name=file]", file)
    follow(page.locator("footer button[type=submit]").first)


@pytest.fixture(scope="module")
def published_year(office, tmp_path_factory) -> int:
    """The officer's work: totals are seen before anything is public; a file counts once."""
    file = tmp_path_factory.mktemp("budget") / "annex.xlsx"
    file.write_bytes(workbooks.annex(year=YEAR).getvalue())
    officer = office.log_in("budget_officer")
    upload(officer, file, f"{YEAR}: დანართი")
    officer.wait_for_url("**/check/**")
    shown = officer.inner_text("main").replace("\xa0", "").replace(",", "")
    assert "18500000" in shown
    assert office.open("ka", path=f"budget/{YEAR}/").get_by_text("18,5").count() == 0
    for key in ("D", "E"):
        officer.uncheck(f"[name=column-0-{key}-use]")
    follow(officer.locator("button[value=publish]"))
    assert officer.locator("button[value=withdraw]").is_visible()
    upload(officer, file, "მეორედ")
    assert officer.locator("button[value=withdraw]").is_visible()
    return YEAR


@pytest.mark.parametrize(("language", "width", "js"), VISITS)
def test_a_citizen_reads_the_year_that_the_officer_published(
    open_page, assert_clean, published_year, language, width, js
):
    """Figures, drawing and table agree; a tile leads down, the breadcrumb back."""
    page = open_page(language, width, js, f"budget/{published_year}/")
    assert TOTALS[language] in spaced(page.inner_text(".civic-facts"))
    assert_clean(page)
    drawing = page.locator("svg.civic-treemap:visible")
    assert drawing.count() == 1
    tile = drawing.locator("a").first
    label = spaced(tile.get_attribute("aria-label"))
    assert label.startswith(PART)
    row = page.locator("table.civic-table").first.locator("tr", has_text=PART)
    assert label.split(": ")[1].rpartition(", ")[0] in spaced(row.inner_text())

    tile.focus()
    enter(page)
    page.wait_for_url(f"**/budget/{published_year}/02/")
    assert PART in page.inner_text("h1")
    assert_clean(page)
    follow(page.locator(".civic-crumbs a").last)
    page.wait_for_url(f"**/budget/{published_year}/")


def test_a_wrong_file_is_named(log_in, tmp_path):
    wrong = tmp_path / "annex.xlsx"
    wrong.write_text("<html><body><table></table></body></html>")
    page = log_in("budget_officer")
    upload(page, wrong, "შეცდომა")
    assert page.url.endswith("/new/")
    assert page.locator(".w-field__errors:visible").count() == 1


@pytest.mark.parametrize(("language", "width", "js"), VISITS)
def test_the_years_stand_side_by_side(open_page, assert_clean, language, width, js):
    page = open_page(language, width, js, path="budget/")
    assert page.locator(".civic-table svg.civic-progress__track:visible").count() > 4
    assert_clean(page)


@pytest.mark.parametrize(("language", "width"), [("ka", 1280), ("en", 360)])
def test_bokeh_draws_the_years_in_its_own_frame(open_page, assert_clean, language, width):
    page = open_page(language, width, path="budget/")
    frame = page.locator("iframe")
    assert frame.get_attribute("title")
    frame.scroll_into_view_if_needed()
    inside = page.frame_locator("iframe")
    chart = inside.get_by_role("img").first
    chart.wait_for()
    assert chart.get_attribute("aria-label")
    inside.locator("canvas").first.wait_for()
    hidden = "document.documentElement.scrollHeight - window.innerHeight"
    assert frame.content_frame.locator("html").evaluate(f"() => {hidden}") <= 0
    assert_clean(page)


def test_the_front_page_shows_the_budget_at_a_glance(open_page, assert_clean):
    page = open_page("ka", 360)
    block = page.locator("[aria-labelledby=civic-budget-glance]")
    assert block.locator("svg.civic-treemap:visible a").count() > 2
    block.locator("summary").click()
    assert block.locator("table").is_visible()
    assert_clean(page)
