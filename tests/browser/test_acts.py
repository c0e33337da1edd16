"""The third path: a registrar adds an act with a PDF, the worker reads it, a citizen finds it."""

from urllib.parse import urljoin

import pytest

from .steps import VISITS, choose_action, follow
from .town import wait_until

WORDS = {
    "ka": (
        "სამართლებრივი აქტები",
        "სიტყვები სათაურიდან",
        "ძებნა",
        "რა იცვლება თქვენთვის",
    ),
    "en": ("Legal acts", "Words of the title", "Search", "What changes for you"),
}
RELATED = "დაკავშირებული აქტები"
TITLE = "სანაპირო ბილიკის მოწყობის შესახებ"
PAGE_TWO = {"ka": "გვერდი 2", "en": "page 2"}
SENTENCES = ["პირველი გვერდი აღწერს სანაპირო ბილიკის მარშრუტს.", "\f"]
SENTENCES += ["მეორე გვერდზე ჩამოთვლილია ფიჭვნარის კარუსელები და სანათები."]


@pytest.fixture(scope="module")
def signed_pdf(tmp_path_factory):
    from wagtail_civic.documents.demo_files import pdf

    path = tmp_path_factory.mktemp("files") / "bilikis-dadgenileba.pdf"
    path.write_bytes(pdf(SENTENCES, TITLE))
    return path


@pytest.mark.parametrize(("lang", "width", "js"), VISITS)
def test_a_citizen_finds_an_act_by_the_words_of_its_title(open_page, assert_clean, lang, width, js):
    registry, title, button, meaning = WORDS[lang]
    page = open_page(lang, width, js, "acts/")
    assert page.get_by_role("heading", level=1).inner_text() == registry
    assert_clean(page)
    page.get_by_label(title).fill("დასუფთავების მოსაკრებლისა")
    follow(page.locator("main").get_by_role("button", name=button))
    follow(page.locator(".civic-row__title a").first)
    assert page.url.endswith("/28/")
    assert meaning in page.locator(".civic-lead").inner_text()
    assert page.locator("#art_1").is_visible()
    assert_clean(page)


@pytest.mark.parametrize("width", [360, 1280])
def test_what_follows_the_history_of_an_act_keeps_its_distance(open_page, width):
    page = open_page("ka", width, path="acts/council/resolution/2026/10/")
    last = page.locator(".civic-timeline > :last-child > :last-child").bounding_box()
    follow_it = page.locator("a[href$='/follow/']").bounding_box()
    assert follow_it["y"] - last["y"] - last["height"] >= 16


def test_an_act_is_printed_as_a_document(open_page):
    page = open_page("ka", path="acts/council/resolution/2026/10/")
    assert page.get_by_role("navigation").first.is_visible()
    page.emulate_media(media="print")
    main = page.locator("main")
    for words in ("დადგენილება №10", "ასამოქმედებელი", "აქტი ჯერ არ ამოქმედებულა"):
        assert main.get_by_text(words).first.is_visible()
    assert main.locator("#art_1").is_visible()
    navigation = page.get_by_role("navigation").all()
    assert not [each.inner_text() for each in navigation if each.is_visible()]
    assert not main.locator("button:visible, input:visible").count()


def test_a_repealed_act_leads_to_what_repealed_it(open_page, assert_clean):
    page = open_page("ka", 360, True, "acts/?status=repealed&title=მოსაკრებლის")
    follow(page.locator(".civic-row__title a").first)
    assert page.locator(".civic-notice--warn").first.is_visible()
    related = page.locator("main section", has=page.get_by_role("heading", name=RELATED))
    follow(related.locator(".civic-result a").first)
    assert page.url.endswith("/28/")
    assert_clean(page)


def upload(page, town, path) -> None:
    page.goto(f"{town.url}/admin/documents/multiple/add/")
    page.locator("input[type=file]").set_input_files(str(path))
    page.locator("#upload-list form input[name*=title]").wait_for()


def choose_document(page, name) -> None:
    page.get_by_role("tab").nth(2).click()
    page.locator("#id_files-ADD").click()
    page.locator("#inline_child_files-0 [data-chooser-action-choose]").first.click()
    page.locator(".modal-body a", has_text=name).first.click()
    page.locator(".modal-body").wait_for(state="detached")


def add_act(page, town, number) -> None:
    page.goto(f"{town.url}/admin/snippets/civic_acts/act/add/")
    page.locator("[name=act_type]").select_option(index=1)
    page.locator("[name=body]").select_option(index=1)
    page.locator("[name=number]").fill(number)
    page.locator("[name=adopted]").fill("2026-03-02")
    page.locator("[name=title]").fill(TITLE)


@pytest.fixture(scope="module")
def act_with_a_file(office, town, worker, signed_pdf) -> str:
    """The registrar's work, once; the address of the act as the worker has read its file."""
    registrar = office.log_in("act_registrar")
    upload(registrar, town, signed_pdf)
    add_act(registrar, town, "№ 77")
    choose_document(registrar, signed_pdf.stem)
    choose_action(registrar, "button[name=action-publish]")
    # The worker reads the file at the same time, and a slow machine makes both wait.
    registrar.wait_for_url("**/snippets/civic_acts/act/", timeout=60_000)
    assert registrar.get_by_text(TITLE).first.is_visible()
    reader = office.open("ka", path="search/?q=კარუსელი")

    def is_found() -> int:
        reader.reload()
        return reader.locator("main mark").count()

    wait_until(is_found, why="The worker has not read the file")
    return registrar.url


@pytest.mark.parametrize(("lang", "width", "js"), VISITS)
@pytest.mark.usefixtures("act_with_a_file")
def test_a_citizen_finds_a_word_of_the_acts_file(open_page, assert_clean, lang, width, js):
    page = open_page(lang, width, js, "search/")
    page.locator("main input[name=q]").fill("კარუსელებით")
    follow(page.locator("main form[role=search] button"))
    found = page.locator("main li", has=page.locator("mark")).first
    assert found.locator("mark").first.inner_text() == "კარუსელები"
    assert PAGE_TWO[lang] in found.inner_text()
    assert_clean(page)
    follow(found.get_by_role("link", name=TITLE).last)
    assert "/77/" in page.url
    assert TITLE in page.get_by_role("heading", level=1).inner_text()
    file = page.locator("main a[href*='/documents/']").first.get_attribute("href")
    assert page.request.get(urljoin(page.url, file)).body().startswith(b"%PDF")
    assert_clean(page)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("2.03.2026", "2026-03-02"), ("02/03/2026", "2026-03-02"), ("მარტში", "მარტში")],
)
def test_a_date_is_typed_as_people_write_it(log_in, town, typed, kept):
    registrar = log_in("act_registrar")
    registrar.goto(f"{town.url}/admin/snippets/civic_acts/act/add/")
    registrar.locator("[name=adopted]").press_sequentially(typed)
    registrar.locator("[name=title]").click()
    assert registrar.locator("[name=adopted]").input_value() == kept


@pytest.mark.usefixtures("worker")
def test_a_number_that_is_taken_is_refused_by_name(log_in, town):
    registrar = log_in("act_registrar")
    add_act(registrar, town, "N28")
    registrar.locator("[name=adopted]").fill("2025-03-02")
    registrar.locator("[name=title]").fill("სხვა აქტი")
    choose_action(registrar, "button[name=action-publish]")
    refusal = registrar.locator(".error-message", has_text="№28").first
    refusal.wait_for()
    assert "მოსაკრებლისა" in refusal.inner_text()
