"""A file is read by the worker; a citizen types a word as people say it and finds it."""

import pytest

from .steps import VISITS, follow
from .town import wait_until

WORDS = {
    "ka": ("შედეგი", "დოკუმენტები", "ვერაფერი მოიძებნა"),
    "en": ("result", "Documents", "Nothing was found"),
}


@pytest.fixture(scope="module")
def documents_read(town) -> None:
    town.manage("civic_extract", "--verbosity", "0")


@pytest.mark.parametrize(("lang", "width", "js"), VISITS)
@pytest.mark.usefixtures("documents_read")
def test_a_citizen_finds_a_document_by_an_inflected_word(
    town, open_page, assert_clean, lang, width, js
):
    found, documents, _nothing = WORDS[lang]
    page = open_page(lang, width, js, path="search/")
    assert_clean(page)
    page.fill("main input[name=q]", "narcheni")
    follow(page.locator("main form[role=search] button"))
    assert found in page.locator("main [role=status]").inner_text()
    assert page.locator("mark").first.is_visible()
    assert_clean(page)
    follow(page.locator("aside").get_by_role("link", name=documents, exact=True))
    assert "kind=document" in page.url
    assert page.locator("main input[name=q]").input_value() == "narcheni"
    hit = page.locator("main ol h2 a").first
    assert "/documents/" in hit.get_attribute("href")
    answer = page.request.get(town.url + hit.get_attribute("href").split("#")[0])
    assert answer.ok
    assert_clean(page)
    assert not page.context.cookies()


@pytest.mark.parametrize(("lang", "width", "js"), VISITS)
def test_whatever_is_typed_is_answered(open_page, assert_clean, lang, width, js):
    page = open_page(lang, width, js, path="search/?q=%22ყვზწხ%00%27(*&page=99&kind=x")
    assert WORDS[lang][2] in page.locator("main").inner_text()
    assert_clean(page)


def test_an_uploaded_document_is_read_by_the_worker_and_found(log_in, open_page, town, worker):
    page = log_in("clerk")
    page.goto(f"{town.url}/admin/documents/multiple/add/")
    text = "სათბურის მშენებლობა დასრულდება ოქტომბერში."
    upload = {"name": "satburi.txt", "mimeType": "text/plain", "buffer": text.encode()}
    page.set_input_files("input[type=file]", [upload])
    page.wait_for_selector("form[action*='/documents/multiple/']")
    visitor = open_page("ka", path="search/?q=სათბურები")

    def is_found():
        visitor.reload()
        return visitor.locator("mark").count()

    wait_until(is_found, why="the worker did not read the file")
    assert "სათბურის" in visitor.locator("mark").first.inner_text()


def test_on_a_telephone_the_label_of_the_search_has_the_whole_line(open_page):
    for path in ("search/", "acts/"):
        page = open_page("ka", 360, path=path)
        form = page.locator("main form[role=search]")
        field = form.locator(".civic-search > :first-child")
        assert field.bounding_box()["width"] == form.bounding_box()["width"]
