"""From a citizen's petition over the officer's desk to another citizen's signature."""

import re

import pytest

from .steps import VISITS, follow, ripen, send
from .town import wait_until

pytestmark = pytest.mark.usefixtures("worker")

PLAYER = "https://www.youtube-nocookie.com/"
WORDS = {
    "ka": {
        "open": "საფეხმავლო ხიდის აღდგენა ზედა მთისპირში",
        "filmed": "საღამოს ავტობუსი ქვიშონასა და ჩაიეთს შორის",
        "submit": "პეტიციის წარდგენა",
        "continue": "გაგრძელება",
        "title": "სკვერის მოწყობა ზღვისპირა უბანში",
        "ask": "ვითხოვთ, რომ უბანში მოეწყოს სკვერი და დაირგოს ხეები.",
        "send": "გაგზავნა და ელფოსტით დადასტურება",
        "attach": "დართვა",
        "remove": "წაშლა",
        "plan": "სკვერის გეგმა",
        "name": "ნანა ფიჭვნარელი",
        "signer": "ზაზა ქვიშონიძე",
        "sent": "თქვენი პეტიცია წარდგენილია",
        "sign": "ხელს ვაწერ",
        "signed": "თქვენ ხელი მოაწერეთ",
        "withdrawn": "თქვენი ხელმოწერა გაუქმდა",
        "mine": "ჩემი ხელმოწერები: ნახვა ან გაუქმება",
        "withdraw": "ჩემი ხელმოწერის გაუქმება",
        "share": "გაზიარება, ჩასმა, ქაღალდზე შეგროვება",
    },
    "en": {
        "open": "Rebuild the footbridge in Zeda Mtispiri",
        "filmed": "An evening bus between Kvishona and Chaieti",
        "submit": "Submit a petition",
        "continue": "Continue",
        "title": "A small park by the seaside quarter",
        "ask": "We ask that a small park with trees be made in our quarter.",
        "send": "Send and confirm by e-mail",
        "attach": "Attach",
        "remove": "Remove",
        "plan": "Plan of the park",
        "name": "Nana Pichvnareli",
        "signer": "Zaza Kvishonidze",
        "sent": "Your petition has been submitted",
        "sign": "I sign",
        "signed": "You have signed",
        "withdrawn": "Your signature has been withdrawn",
        "mine": "My signatures: see or withdraw",
        "withdraw": "Withdraw my signature",
        "share": "Share, embed, collect on paper",
    },
}


def newest(read_mail, address):
    found = wait_until(lambda: read_mail(address), why=f"No mail to {address}")
    return found[-1]["text"]


def link_to(text, action):
    """The letter's last link whose address has ``action`` in it."""
    return re.findall(rf"https?://\S+{action}\S*", text)[-1]


def write_petition(page, assert_clean, words, title, address):
    follow(page.get_by_role("link", name=words["submit"]))
    assert_clean(page)
    page.locator("[name=eligible]").check()
    send(page)
    page.locator("[name=title]").fill("მოკლე")
    send(page)
    assert page.locator(".civic-error li").count() >= 2
    assert_clean(page)
    page.locator("[name=title]").fill(title)
    page.locator("[name=ask]").fill(words["ask"])
    send(page)
    attach(page, assert_clean, words)
    page.locator("[name=name]").fill(words["name"])
    page.locator("[name=address]").fill(address)
    assert_clean(page)
    send(page)
    assert page.get_by_text(words["ask"]).is_visible()
    assert page.get_by_text(words["plan"]).first.is_visible()
    assert_clean(page)
    send(page, words["send"])
    page.wait_for_url("**/sent/**")
    assert_clean(page)


def attach(page, assert_clean, words):
    """A file that is none, then a good one, another, and one of them away again."""
    choose = page.locator("input[type=file]").set_input_files
    choose({"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"<script>"})
    send(page, words["attach"])
    assert page.locator(".civic-error li").count() >= 1
    assert_clean(page)
    page.locator("[name=attachment_title]").fill(words["plan"])
    for number in (1, 2):
        good = b"%%PDF-1.7 %d\n%%%%EOF" % number
        choose = page.locator("input[type=file]").set_input_files
        choose({"name": f"plan-{number}.pdf", "mimeType": "application/pdf", "buffer": good})
        send(page, words["attach"])
    assert_clean(page)
    follow(page.get_by_role("button", name=re.compile(f"{words['remove']}.*plan-2")))
    assert page.locator("button[name=remove]").count() == 1
    send(page, words["continue"])


def publish(desk, town, title):
    desk.goto(f"{town.url}/admin/civic_petitions_queue/?state=submitted")
    follow(desk.get_by_role("link", name=title).first)
    follow(desk.locator("a[href$='/move/publish/']"))
    follow(desk.locator("main form button[type=submit]").first)
    desk.wait_for_url("**/civic_petitions_queue/*/")


def sign(visitor, assert_clean, words, address):
    visitor.locator("[name=name]").fill(words["signer"])
    visitor.locator("[name=address]").fill(address)
    visitor.locator("[name=area]").select_option(index=2)
    visitor.locator("[name=shows_name]").check()
    visitor.locator("[name=eligible]").check()
    send(visitor, words["sign"])
    # The page may come from a cache and has no stamp: the same form asks once more.
    assert visitor.locator("[name=name]").input_value() == words["signer"]
    assert_clean(visitor)
    ripen(visitor)
    send(visitor, words["sign"])
    visitor.wait_for_url("**/sent/**")


@pytest.mark.parametrize(("lang", "width", "js"), VISITS)
def test_from_a_petition_to_a_signature(
    lang, width, js, open_page, assert_clean, log_in, read_mail, town
):
    words, case = WORDS[lang], f"{lang}-{width}-{'script' if js else 'plain'}"
    title = f"{words['title']} {case}"
    author, signer = f"author-{case}@example.org", f"signer-{case}@example.org"
    page = open_page(lang, width, js, "petitions/")
    assert_clean(page)
    write_petition(page, assert_clean, words, title, author)
    page.goto(link_to(newest(read_mail, author), "/confirm/"))
    assert_clean(page)
    send(page)
    assert page.get_by_text(words["sent"]).first.is_visible()
    assert_clean(page)

    publish(log_in("petition_officer"), town, title)

    visitor = open_page(lang, width, js, "petitions/")
    follow(visitor.get_by_role("link", name=title))
    assert_clean(visitor)
    sign(visitor, assert_clean, words, signer)
    letter = newest(read_mail, signer)
    visitor.goto(link_to(letter, "/confirm/"))
    assert_clean(visitor)
    send(visitor)
    assert visitor.get_by_text(words["signed"]).first.is_visible()
    assert_clean(visitor)

    visitor.goto(link_to(letter, "/withdraw/"))
    assert_clean(visitor)
    send(visitor)
    assert visitor.get_by_text(words["withdrawn"]).first.is_visible()
    assert not visitor.context.cookies()


@pytest.mark.parametrize(("lang", "width", "js"), [("ka", 360, False), ("en", 1280, True)])
def test_an_initiators_video_waits_for_a_click(lang, width, js, open_page, assert_clean):
    page = open_page(lang, width, js, "petitions/")
    follow(page.get_by_role("link", name=WORDS[lang]["filmed"]))
    assert not page.locator("iframe").count()
    assert_clean(page)
    follow(page.locator("#video button"))
    assert page.locator("#video iframe").get_attribute("src").startswith(PLAYER)
    assert any(url.startswith(PLAYER) for url in page.civic_watch.foreign)
    assert_clean(page, consent=True)
    assert page.context.cookies() == []


@pytest.mark.parametrize(("lang", "width"), [("ka", 360), ("en", 1280)])
@pytest.mark.parametrize("register", ["", "finished/", "fulfilled/", "rejected/"])
def test_every_register_and_a_petition_of_it(register, lang, width, open_page, assert_clean):
    page = open_page(lang, width, True, f"petitions/{register}")
    assert_clean(page)
    follow(page.locator(".civic-row__title a").first)
    assert page.locator(".civic-timeline").is_visible()
    for summary in page.locator("main details summary").all():
        summary.click()
    assert_clean(page)


@pytest.mark.parametrize(("lang", "width", "js"), [("ka", 360, False), ("en", 1280, True)])
def test_a_signer_finds_the_signature_again_and_withdraws_it(
    lang, width, js, open_page, assert_clean, read_mail
):
    words, signer = WORDS[lang], f"mine-{lang}-{width}@example.org"
    visitor = open_page(lang, width, js, "petitions/")
    follow(visitor.get_by_role("link", name=words["open"]))
    petition, title = visitor.url, visitor.locator("h1").inner_text()
    sign(visitor, assert_clean, words, signer)
    visitor.goto(link_to(newest(read_mail, signer), "/confirm/"))
    send(visitor)

    visitor.goto(petition)
    follow(visitor.get_by_role("link", name=words["mine"]))
    visitor.locator("[name=address]").fill(signer)
    assert_clean(visitor)
    ripen(visitor)
    send(visitor)
    visitor.wait_for_url("**/sent/**")
    letter = wait_until(lambda: read_mail(signer)[1:], why="No link to my signatures")[-1]["text"]
    visitor.goto(link_to(letter, "/confirm/"))
    send(visitor)
    assert visitor.get_by_role("link", name=title).is_visible()
    assert_clean(visitor)
    visitor.get_by_role("button", name=words["withdraw"]).click()
    assert visitor.get_by_role("link", name=title).count() == 0
    assert not visitor.context.cookies()


@pytest.mark.parametrize(("lang", "width"), [("ka", 360), ("en", 1280)])
def test_a_petition_is_taken_elsewhere(lang, width, open_page, assert_clean):
    page = open_page(lang, width, True, "petitions/")
    follow(page.get_by_role("link", name=WORDS[lang]["open"]))
    follow(page.get_by_role("link", name=WORDS[lang]["share"]))
    assert_clean(page)
