"""A citizen types a word as people say it and finds the page or document that has it."""

import pytest

from wagtail_civic.documents import searching

pytestmark = pytest.mark.django_db


def test_any_form_of_a_word_finds_any_other(publish, find):
    publish("ახალი ამბავი", "საკრებულომ ბიუჯეტის პროექტი დაამტკიცა.")
    assert find("ბიუჯეტი") == find("ბიუჯეტმა") == find("ბიუჯეტით") == ["ახალი ამბავი"]
    assert find("ბიუჯეტი საკრებულო") == ["ახალი ამბავი"]
    assert find("ბიუჯეტი სკოლა") == []


def test_latin_letters_find_georgian_words(publish, find):
    publish("ახალი ამბავი", "საკრებულომ ბიუჯეტის პროექტი დაამტკიცა.")
    assert find("biujeti") == find("sakrebulo") == find("BIUJETIS") == ["ახალი ამბავი"]


def test_mtavruli_is_the_same_letters(publish, find):
    publish("ᲑᲘᲣᲯᲔᲢᲘ", "ᲒᲖᲘᲡ ᲨᲔᲙᲔᲗᲔᲑᲐ")
    assert find("ბიუჯეტის გზა") == ["ᲑᲘᲣᲯᲔᲢᲘ"]
    assert find("ᲒᲖᲔᲑᲘ") == ["ᲑᲘᲣᲯᲔᲢᲘ"]


def test_a_word_in_the_title_counts_for_more(publish, find):
    publish("სხვა", "აქ წერია გზა და კიდევ ერთხელ გზა.")
    publish("გზა", "აქ წერია რამე და კიდევ ერთხელ რამე.")
    for number in range(4):
        publish(f"ხიდი {number}", "აქ წერია რამე.")
    assert find("გზა") == ["გზა", "სხვა"]


def test_a_phrase_is_found_only_as_it_stands(publish, find):
    publish("პირველი", "ადგილობრივი თვითმმართველობის კოდექსი")
    publish("მეორე", "კოდექსი თვითმმართველობის და ადგილობრივი")
    assert find('"ადგილობრივი თვითმმართველობის"') == ["პირველი"]
    assert find("„ადგილობრივი თვითმმართველობის“") == ["პირველი"]
    assert set(find("ადგილობრივი თვითმმართველობის")) == {"პირველი", "მეორე"}


def test_a_minus_leaves_out(publish, find):
    publish("პირველი", "გზის შეკეთება")
    publish("მეორე", "გზის მშენებლობა")
    assert find("გზა -შეკეთება") == ["მეორე"]
    assert find('გზა -"გზის მშენებლობა"') == ["პირველი"]


def test_one_or_the_other(publish, find):
    publish("პირველი", "სკოლის ეზო")
    publish("მეორე", "ბაღის ეზო")
    publish("მესამე", "პარკი")
    assert set(find("სკოლა OR ბაღი")) == {"პირველი", "მეორე"}
    assert set(find("სკოლა OR პარკი ეზო")) == {"პირველი"}


@pytest.mark.parametrize("asked", ["17-51", "№17-51", "№ 17-51", "N17-51", "N 17–51", "#17-51"])
def test_a_number_is_found_however_it_is_written(publish, find, asked):
    publish("პირველი", "დადგენილება №17-51 მიღებულია.")
    publish("მეორე", "დადგენილება №17-52 და სახლი 51.")
    assert find(asked) == ["პირველი"]


@pytest.mark.parametrize("written", ["17\u201151", "17\u201051", "17\u221251", "17-51"])
def test_a_number_is_found_whatever_hyphen_a_text_has(publish, find, written):
    publish("აქტი", f"იხილეთ {written} და სხვა")
    assert find("17-51") == ["აქტი"]


def test_a_number_of_one_digit_is_found(publish, find):
    publish("აქტი", "ბრძანება №5")
    publish("სხვა", "ბრძანება №6")
    assert find("№5") == find("N 5") == find("5") == ["აქტი"]


@pytest.mark.parametrize(
    "asked",
    ["010260020.35.101.016153", "01026002035101016153", "010260020.35", "01026002035", "010260"],
)
def test_a_registration_code_is_found_with_or_without_dots_and_by_its_beginning(
    publish, find, asked
):
    publish("პირველი", "სარეგისტრაციო კოდი 010260020.35.101.016153")
    publish("მეორე", "სარეგისტრაციო კოდი 990260020.35.101.016153")
    assert find(asked) == ["პირველი"]


def test_the_beginning_of_a_word_is_enough_where_nothing_else_is_found(publish, find, site):
    publish("პირველი", "მუნიციპალიტეტის საკრებულო")
    results = searching.search(site, "მუნიციპ")
    assert [hit.row.title for hit in results.hits] == ["პირველი"]
    assert results.widened
    assert not searching.search(site, "მუნიციპალიტეტი").widened


def test_little_words_do_not_hinder(publish, find):
    publish("პირველი", "გზების შეკეთება")
    assert find("გზა და შეკეთება") == ["პირველი"]


def test_an_english_word_finds_its_forms(publish, find):
    publish("Budget", "The council approved the budgets of schools.")
    assert find("approve budget") == find("approving BUDGETS") == ["Budget"]


def test_the_newest_first_where_asked(publish, find, site):
    publish("ძველი", "გზა")
    publish("ახალი", "გზა")
    from wagtail_civic.documents.models import IndexEntry

    IndexEntry.objects.filter(title="ახალი").update(date="2026-05-01")
    IndexEntry.objects.filter(title="ძველი").update(date="2020-05-01")
    assert find("გზა", order=searching.NEWEST) == ["ახალი", "ძველი"]


def test_the_newest_are_those_of_the_latest_days_whenever_they_were_indexed(
    publish, find, site, monkeypatch
):
    from wagtail_civic.documents.models import IndexEntry

    days = ["2026-05-01", "2026-04-01", "1998-01-01", None]
    for day in days:
        publish(str(day), "გზა")
        IndexEntry.objects.filter(title=str(day)).update(date=day)
    publish("სხვა", "ხიდი")
    monkeypatch.setattr(searching, "CANDIDATES", 2)
    assert find("გზა", order=searching.NEWEST) == days[:2]
    monkeypatch.setattr(searching, "CANDIDATES", 5)
    assert find("გზა", order=searching.NEWEST) == [str(day) for day in days]


def test_translations_of_one_page_are_one_hit(publish, find, locales, committed):
    page = publish("Road 66", "გზა Highway")
    with committed():
        copy = page.copy_for_translation(locales["en"], copy_parents=True)
        copy.title = "Road 66 in English"
        copy.save_revision().publish()
    assert find("highway", language="ka") == ["Road 66"]
    assert find("highway", language="en") == ["Road 66 in English"]


@pytest.mark.parametrize(
    "asked",
    [
        "", " ", '"', '""', '"""', 'a"b', "-", "--", "- -", "*", "***", "(", ")(", "AND", "OR",
        "NOT", "OR OR", "a OR", "NEAR(", "a:b", "title_keys:x", "^a", "'", "''", "\\", "%", "_",
        "\0", "a\0b", "&", "|", "!", "<->", ":*", "a & b | !c", "😀", "😀 გზა", "\u202eგზა",
        "\ud7ff", "გ" * 10_000, "გზა " * 5_000, '"' * 10_000, "-გზა", "ab" * 5_000, "1" * 10_000,
        "№", "№ ", "N", "1-", "--1", "; DROP TABLE x", "<script>alert(1)</script>", "a\n\tb", "٣٤",
        "ﬁ", "İ", "ß", "ა'ბ",
    ],
)  # fmt: skip
def test_any_text_is_a_query(publish, find, asked):
    publish("გზა", "a b 😀")
    assert isinstance(find(asked), list)


def test_every_character_is_a_query(find, site):
    for start in range(0, 0x3000, 0x40):
        find("".join(map(chr, range(start, start + 0x40))))


def test_what_only_amends_stands_behind_what_it_amends(db, site):
    from wagtail_civic.documents import searching
    from wagtail_civic.documents.indexing import _rows
    from wagtail_civic.documents.models import IndexEntry

    for title, weight in (("გადასახადი: ცვლილება", 0.5), ("გადასახადი: ძირითადი აქტი", 1)):
        row = IndexEntry(site=site, kind="page", object_id=title, group=title, weight=weight)
        row.title = row.text = title
        IndexEntry.objects.bulk_create(_rows(row))
    hits = searching.search(site, "გადასახადი").hits
    assert [hit.row.title for hit in hits] == ["გადასახადი: ძირითადი აქტი", "გადასახადი: ცვლილება"]
