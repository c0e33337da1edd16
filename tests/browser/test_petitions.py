"""From a citizen's petition over the officer's desk to another citizen's signature."""

import pytest

from .town import first_link, wait_until

pytestmark = pytest.mark.usefixtures("worker")

WORDS = {
    "ka": {
        "submit": "პეტიციის წარდგენა",
        "continue": "გაგრძელება",
        "title": "სკვერის მოწყობა ზღვისპირა უბანში",
        "ask": "ვითხოვთ, რომ უბანში მოეწყოს სკვერი და დაირგოს ხეები.",
        "send": "გაგზავნა და ელფოსტით დადასტურება",
        "name": "ნანა ფიჭვნარელი",
        "signer": "ზაზა ქვიშონიძე",
        "sent": "თქვენი პეტიცია წარდგენილია",
        "sign": "ხელს ვაწერ",
        "signed": "თქვენ ხელი მოაწერეთ",
        "withdrawn": "თქვენი ხელმოწერა გაუქმდა",
    },
    "en": {
        "submit": "Submit a petition",
        "continue": "Continue",
        "title": "A small park by the seaside quarter",
        "ask": "We ask that a small park with trees be made in our quarter.",
        "send": "Send and confirm by e-mail",
        "name": "Nana Pichvnareli",
        "signer": "Zaza Kvishonidze",
        "sent": "Your petition has been submitted",
        "sign": "I sign",
        "signed": "You have signed",
        "withdrawn": "Your signature has been withdrawn",
    },
}
VISITS = [("ka", 360, False), ("en", 1280, True)]


def newest(read_mail, address, number=0):
    why = f"No mail to {address}"
    found = wait_until(lambda: read_mail(address)[number:], 60, why)
    return found[-1]["text"]


def confirmation_link(text):
    return first_link(text[text.rindex("/confirm/") - 60 :])


def press(page):
    page.locator("form.civic-form button[type=submit]").first.click()


def write_petition(page, assert_clean, words, address):
    page.get_by_role("link", name=words["submit"]).click()
    assert_clean(page)
    page.locator("[name=eligible]").check()
    press(page)
    page.locator("[name=title]").fill("მოკლე")
    press(page)
    assert page.locator(".civic-error li").count() >= 2
    assert_clean(page)
    page.locator("[name=title]").fill(words["title"])
    page.locator("[name=ask]").fill(words["ask"])
    press(page)
    page.locator("[name=name]").fill(words["name"])
    page.locator("[name=address]").fill(address)
    assert_clean(page)
    press(page)
    assert page.get_by_text(words["ask"]).is_visible()
    assert_clean(page)
    page.get_by_role("button", name=words["send"]).click()
    page.wait_for_url("**/sent/**")


@pytest.mark.parametrize(("lang", "width", "js"), VISITS)
def test_from_a_petition_to_a_signature(
    lang, width, js, open_page, assert_clean, log_in, read_mail, town
):
    words = WORDS[lang]
    author, signer = f"author-{lang}@example.org", f"signer-{lang}@example.org"
    page = open_page(lang, width, js, "petitions/")
    assert_clean(page)
    write_petition(page, assert_clean, words, author)
    page.goto(confirmation_link(newest(read_mail, author)))
    assert_clean(page)
    press(page)
    assert page.get_by_text(words["sent"]).first.is_visible()

    desk = log_in("petition_officer")
    desk.goto(f"{town.url}/admin/civic_petitions_queue/?state=submitted")
    desk.get_by_role("link", name=words["title"]).first.click()
    desk.locator("a[href$='/move/publish/']").click()
    desk.locator("main form button[type=submit]").last.click()
    desk.wait_for_url("**/civic_petitions_queue/*/")

    visitor = open_page(lang, width, js, "petitions/")
    visitor.get_by_role("link", name=words["title"]).click()
    assert_clean(visitor)
    visitor.locator("[name=name]").fill(words["signer"])
    visitor.locator("[name=address]").fill(signer)
    visitor.locator("[name=area]").select_option(index=2)
    visitor.locator("[name=shows_name]").check()
    visitor.locator("[name=eligible]").check()
    visitor.get_by_role("button", name=words["sign"]).click()
    # The page may come from a cache and has no stamp: the same form asks once more.
    assert visitor.locator("[name=name]").input_value() == words["signer"]
    assert_clean(visitor)
    visitor.wait_for_timeout(1100)  # nobody reads a form in less than a second
    visitor.get_by_role("button", name=words["sign"]).click()
    visitor.wait_for_url("**/sent/**")
    letter = newest(read_mail, signer)
    visitor.goto(confirmation_link(letter))
    assert_clean(visitor)
    press(visitor)
    assert visitor.get_by_text(words["signed"]).first.is_visible()
    assert_clean(visitor)

    visitor.goto(first_link(letter))
    assert_clean(visitor)
    press(visitor)
    assert visitor.get_by_text(words["withdrawn"]).first.is_visible()


@pytest.mark.parametrize("register", ["", "finished/", "fulfilled/", "rejected/"])
def test_every_register_and_a_petition_of_it(register, open_page, assert_clean):
    page = open_page("ka", 360, True, f"petitions/{register}")
    assert_clean(page)
    page.locator(".civic-row__title a").first.click()
    assert page.locator(".civic-timeline").is_visible()
    for summary in page.locator("main details summary").all():
        summary.click()
    assert_clean(page)
