"""Acts named in texts become links, where the words mean one act only."""

from datetime import date

import pytest

from wagtail_civic.acts.citations import Citation, find, linked

from .conftest import article

pytestmark = pytest.mark.django_db

CODE = "010260020.35.123.016127"
LONG_CODE = "230.000.000.05.001.000.350"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("საკრებულოს №45 დადგენილება", Citation("45", "დადგენილება")),
        (
            "საკრებულოს 2018 წლის 26 დეკემბრის №45 დადგენილებით",
            Citation("45", "დადგენილებით", 2018, date(2018, 12, 26)),
        ),
        ("2018 წლის №17-51 ბრძანების", Citation("17-51", "ბრძანების", 2018)),
        (
            "Resolution No. 45 of 26 December 2018",
            Citation("45", "resolution", 2018, date(2018, 12, 26)),
        ),
        ("Order №14-118 of 2025", Citation("14-118", "order", 2025)),
        (f"კოდი {CODE} შეიცვალა", Citation(code="01026002035123016127")),
        (f"კოდი {LONG_CODE}.", Citation(code="23000000005001000350")),
    ],
)
def test_a_citation_is_read(text, expected):
    assert [citation for _start, _end, citation in find(text)] == [expected]


@pytest.mark.parametrize(
    "text", ["დანართი №1", "დანართი №1-ის", "თანხა 45.000 ლარი", "1.2.3", "№", "2018 წლის", ""]
)
def test_other_numbers_are_no_citations(text):
    assert not [c for _start, _end, c in find(text) if c.code or c.type_word in ("დადგენილება",)]


def test_a_day_that_does_not_exist_is_no_day():
    ((_start, _end, found),) = find("2018 წლის 31 თებერვლის №45 დადგენილება")
    assert (found.year, found.day) == (2018, None)


def test_text_inside_links_and_tags_is_left_alone():
    html = '<p title="№45 დადგენილება"><a href="/x">№45 დადგენილება</a> და №45 დადგენილება</p>'
    found = linked(html, {Citation("45", "დადგენილება"): "/ka/acts/1/"})
    assert found == (
        '<p title="№45 დადგენილება"><a href="/x">№45 დადგენილება</a> და '
        '<a href="/ka/acts/1/">№45 დადგენილება</a></p>'
    )


def citing(town, words):
    return town.act(text=[article(1, "ცვლილება", words)])


def shown(client, town, act):
    return client.get(town.url(act)).content.decode()


def test_the_only_act_that_fits_is_linked(client, town):
    law = town.act("45", adopted=date(2018, 12, 26))
    town.act("45", adopted=date(2019, 1, 26))
    act = citing(town, "2018 წლის 26 დეკემბრის №45 დადგენილებაში შევიდეს ცვლილება")
    text = shown(client, town, act)
    assert f'<a href="{town.url(law)}">2018 წლის 26 დეკემბრის №45 დადგენილებაში</a>' in text


def test_words_that_fit_two_acts_are_not_linked(client, town):
    first = town.act("45", adopted=date(2018, 12, 26))
    town.act("45", adopted=date(2019, 1, 26))
    act = citing(town, "№45 დადგენილებაში შევიდეს ცვლილება")
    assert town.url(first) not in shown(client, town, act)


def test_another_type_or_day_is_another_act(client, town):
    law = town.act("45", adopted=date(2018, 12, 26))
    for words in ("№45 ბრძანებაში", "2018 წლის 27 დეკემბრის №45 დადგენილებაში"):
        assert town.url(law) not in shown(client, town, citing(town, words))


def test_an_act_that_is_not_public_is_not_linked(client, town, other_town):
    town.act("45", live=False, adopted=date(2018, 12, 26))
    other_town.act("45", adopted=date(2018, 12, 26))
    act = citing(town, "2018 წლის 26 დეკემბრის №45 დადგენილებაში")
    assert "2018/45/" not in shown(client, town, act)


def test_a_registration_code_is_linked(client, town):
    law = town.act("45", registration_code=CODE)
    assert town.url(law) in shown(client, town, citing(town, f"სარეგისტრაციო კოდი {CODE}"))
