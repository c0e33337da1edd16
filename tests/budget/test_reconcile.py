from decimal import Decimal

import pytest

from wagtail_civic.budget import (
    annex,
    economics,
    headings,
    importing,
    matching,
    measures,
    reconcile,
)

from . import workbooks


def found(edit=None, leaves=workbooks.LEAVES, group="F"):
    (table,) = importing.parse(workbooks.annex(leaves=leaves, edit=edit))
    chosen = next(g for g in table.groups if g.key == group)
    return [(d.kind, d.line, d.code) for d in reconcile.differences(table, chosen)]


def cell(address, value):
    def edit(sheet):
        sheet[address] = value

    return edit


def test_a_clean_annex_has_no_differences():
    assert found() == []


@pytest.mark.parametrize(
    ("address", "value", "kinds"),
    [
        ("F6", 18501, {"children", "economic", "funds"}),
        ("F6", 18500.5, set()),
        ("G6", 16700, {"children", "economic", "funds"}),
        ("F9", 99999, {"children", "funds", "of_which"}),
    ],
)
def test_what_does_not_add_up_is_found(address, value, kinds):
    assert {kind for kind, _line, _code in found(cell(address, value))} == kinds


def test_differences_carry_their_line():
    assert ("children", 6, "00") in found(cell("F6", 18600))


def test_a_code_given_twice_is_a_difference_and_the_first_counts():
    def twice(sheet):
        sheet.append([None, "03 00", "დასუფთავება", 1, 1, 5, 5, 0, 0])

    (table,) = importing.parse(workbooks.annex(edit=twice))
    duplicates = [d for d in reconcile.differences(table, table.groups[2]) if d.kind == "duplicate"]
    assert [(d.code, d.stated, d.summed) for d in duplicates] == [("03", 5, 3200)]


def test_a_programme_without_the_one_above_is_a_difference():
    leaves = [*workbooks.LEAVES, ("09 01 01", "ობოლი", {"2": 5})]

    def orphan(sheet):
        for row in range(sheet.max_row, 5, -1):
            if sheet.cell(row, 2).value == "09 00":
                sheet.delete_rows(row, 2)

    assert ("no_parent", "0901") in {
        (kind, code[:4]) for kind, _line, code in found(orphan, leaves=leaves)
    }


def test_negative_amounts_add_up_like_others():
    leaves = [("01 01", "ა", {"2": 10, "31": -4}), ("01 02", "ბ", {"2": 1})]
    assert found(leaves=leaves) == []


@pytest.mark.parametrize(
    ("executed", "plan", "rate"),
    [("50", "200", 25), ("0", "200", 0), ("250", "200", 125), ("-10", "200", -5)],
)
def test_execution_rate(executed, plan, rate):
    assert measures.execution_rate(Decimal(executed), Decimal(plan)) == rate


@pytest.mark.parametrize(("executed", "plan"), [(None, "5"), ("5", None), ("5", "0"), ("5", "-1")])
def test_no_execution_rate_without_a_plan(executed, plan):
    values = [None if v is None else Decimal(v) for v in (executed, plan)]
    assert measures.execution_rate(*values) is None


def test_amounts_a_head_need_the_residents_of_the_year():
    assert measures.per_resident(Decimal("48600000"), 57700).quantize(Decimal(1)) == 842
    assert measures.per_resident(Decimal(5), None) is None
    assert measures.per_resident(Decimal(5), 0) is None


def test_shares_and_changes_of_nothing_are_unknown():
    assert measures.share(Decimal(5), Decimal(20)) == 25
    assert measures.share(Decimal(5), Decimal(-1)) is None
    assert measures.change(Decimal(100), Decimal(110)) == 10
    assert measures.change(Decimal(0), Decimal(5)) is None


def test_balances_follow_article_12_of_the_budget_code():
    operating = measures.operating_balance(Decimal(100), Decimal(70))
    assert operating == 30
    assert measures.overall_balance(operating, Decimal(45), Decimal(5)) == -10
    assert measures.overall_balance(None, Decimal(45), Decimal(5)) is None


@pytest.mark.parametrize(
    ("heading", "year", "stage", "fund"),
    [
        ("2013 წლის ფაქტი", 2013, "executed", "00"),
        ("2014 წლის გეგმა", 2014, "approved", "00"),
        ("2014 წლის დაზუსტებული გეგმა", 2014, "revised", "00"),
        ("2014 წლის დამტკიცებული გეგმა", 2014, "approved", "00"),
        ("2018 წლის პროექტი", 2018, "proposed", "00"),
        ("2017 წელი · სულ", 2017, "approved", "00"),
        ("2017 წელი · გრანტი", 2017, "approved", "grant"),
        ("საბიუჯეტო სახსრები ", None, None, "own"),
        ("მ.შ. სახელმწიფო ბიუჯეტის ფონდებიდან გამოყოფილი ტრანსფერი", None, None, "transfer"),
        ("კრედიტი", None, None, "credit"),
        ("გადახდა", None, "executed", "00"),
        ("ვალდებულება ", None, "committed", "00"),
        ("დავალიანება", None, None, "00"),
        ("შესრულების პროცენტი", None, None, "00"),
        ("თარიღი (გეგმა): 01/07/2015", None, "approved", "00"),
    ],
)
def test_headings_are_read_by_their_words(heading, year, stage, fund):
    assert headings.year(heading) == year
    assert headings.stage(heading) == stage
    assert headings.fund(heading) == fund


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("ათას ლარებში", 1000),
        ("(ათასი ლარი)", 1000),
        ("ლარი", 1),
        ("thousand GEL", 1000),
        ("კოდი", None),
    ],
)
def test_the_unit_is_read_from_the_words(text, unit):
    assert headings.unit(text) == unit


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("ხარჯები", "2"),
        ("   შრომის ანაზღაურება", "2.1"),
        ("მათ შორის: შრომის ანაზღაურება", "2.1"),
        ("არაფინანსური აქტივების ზრდა", "31"),
        ("ᲮᲐᲠᲯᲔᲑᲘ", "2"),
        ("მომუშავეთა რიცხოვნობა", "N"),
        ("სულ ჯამი", "00"),
    ],
)
def test_economic_rows_are_known_by_name(name, code):
    assert economics.payment(name).code == code


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("გარე განათება", "გარე განათება", True),
        ("გარე განათების მოწყობა", "გარე განათება", True),
        ("გარე განათება", "სოციალური დაცვა", False),
        ("", "", True),
        ("გზები", "", False),
    ],
)
def test_programmes_of_two_years_are_the_same_by_code_and_name(one, other, alike):
    assert matching.is_same("0201", one, "0201", other) is alike
    assert matching.is_same("0201", one, "0202", other) is False
    assert matching.is_same("00", one, "00", other) is True


@pytest.mark.parametrize(("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (59, "BH")])
def test_columns_have_the_names_of_a_spreadsheet(column, name):
    assert annex.letter(column) == name
