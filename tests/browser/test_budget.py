"""From the officer's workbook over the check screen to the public page and its chart."""

import pytest

from tests.budget import workbooks

pytest.importorskip("openpyxl")

VISITS = [
    (2031, "ka", 360, False),
    (2032, "ka", 1280, True),
    (2033, "en", 360, True),
    (2034, "en", 1280, False),
]
TOTALS = {"ka": "18,5 მლნ ₾", "en": "₾18.5 million"}
PART = "ინფრასტრუქტურა"


def spaced(text):
    return text.replace("\xa0", " ")


def upload(page, file, title):
    page.goto(page.url.split("/admin/")[0] + "/admin/civic_budget_workbooks/new/")
    page.fill("input[name=title]", title)
    page.set_input_files("input[name=file]", file)
    page.click("footer button[type=submit]")
    page.wait_for_load_state()


@pytest.mark.parametrize(("year", "language", "width", "js"), VISITS)
def test_from_the_officers_workbook_to_the_citizens_page(
    log_in, open_page, assert_clean, tmp_path, year, language, width, js
):
    file = tmp_path / "annex.xlsx"
    file.write_bytes(workbooks.annex(year=year).getvalue())
    page = log_in("budget_officer", language)
    upload(page, file, f"{year}: დანართი")
    page.wait_for_url("**/check/**")
    shown = page.inner_text("main").replace("\xa0", "").replace(",", "")
    assert "18500000" in shown
    for key in ("D", "E"):
        page.uncheck(f"[name=column-0-{key}-use]")
    page.click("button[value=publish]")
    page.locator("button[value=withdraw]").wait_for()
    upload(page, file, "მეორედ")
    page.locator("button[value=withdraw]").wait_for()

    read_year(open_page(language, width, js, f"budget/{year}/"), assert_clean, year, language)


def read_year(page, assert_clean, year, language):
    """Figures, drawing and table agree; a tile leads down, the breadcrumb back."""
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
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/budget/{year}/02/")
    assert PART in page.inner_text("h1")
    assert_clean(page)
    page.locator(".civic-crumbs a").last.click()
    page.wait_for_url(f"**/budget/{year}/")


def test_a_wrong_file_is_named(log_in, tmp_path):
    wrong = tmp_path / "annex.xlsx"
    wrong.write_text("<html><body><table></table></body></html>")
    page = log_in("budget_officer")
    upload(page, wrong, "შეცდომა")
    assert page.url.endswith("/new/")
    assert page.locator(".w-field__errors:visible").count() == 1


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
    assert page.locator(".civic-table svg.civic-progress__track:visible").count() > 4
    assert_clean(page)


def test_the_front_page_shows_the_budget_at_a_glance(open_page, assert_clean):
    page = open_page("ka", 360)
    block = page.locator("[aria-labelledby=civic-budget-glance]")
    assert block.locator("svg.civic-treemap:visible a").count() > 2
    block.locator("summary").click()
    assert block.locator("table").is_visible()
    assert_clean(page)
