from decimal import Decimal

import pytest

from wagtail_civic.budget import annex, importing, publishing, reconcile
from wagtail_civic.budget.models import (
    Amount,
    Budget,
    Classification,
    Node,
    Revision,
    Rollup,
    SourceDocument,
)
from wagtail_civic.core import workbook

from . import workbooks
from .conftest import REAL, import_workbook, store

pytestmark = pytest.mark.django_db


def parse(file):
    return importing.parse(file)


def whole(site, year, stage, direction="expenditure"):
    return Rollup.objects.get(
        budget__site=site,
        budget__fiscal_year=year,
        direction=direction,
        stage=stage,
        node__code="00",
        economic__code="00",
    ).value


# --- what the headings say -----------------------------------------------------------------


def test_an_annex_says_year_stage_and_unit_of_its_columns():
    (table,) = parse(workbooks.annex())
    assert table.unit == 1000
    assert [(g.key, g.year, g.stage) for g in table.groups] == [
        ("D", 2023, "executed"),
        ("E", 2024, "approved"),
        ("F", 2025, "approved"),
    ]
    assert table.groups[2].columns == {"00": 5, "own": 6, "grant": 7, "credit": 8}


def test_form_e1_is_in_lari_and_its_plan_is_the_revised_one():
    (table,) = parse(workbooks.treasury(months=6))
    assert table.is_treasury
    assert table.unit == 1
    stages = {g.key: (g.stage, g.months) for g in table.groups}
    assert stages["C"] == ("revised", 6)
    assert stages["D"] == ("committed", 6)
    assert stages["G"] == ("executed", 6)
    assert stages["E"] == (None, 6)


def test_a_file_that_is_silent_on_its_unit_leaves_it_open():
    (table,) = parse(workbooks.annex(unit=None))
    assert table.unit is None


def test_receipts_on_a_second_sheet_are_read_as_receipts():
    payments, receipts = parse(workbooks.with_receipts())
    assert (payments.direction, receipts.direction) == ("expenditure", "receipts")
    assert [row.code for row in receipts.rows] == [
        "00",
        "1",
        "1.1",
        "1.1.3",
        "1.1.4",
        "1.3",
        "1.4",
        "31",
    ]
    assert reconcile.differences(receipts, receipts.groups[0]) == []


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (5, "5"),
        (60531.7, "60531.7"),
        ("1 234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1,234,567", "1234567"),
        ("-12,5", "-12.5"),
        ("(12.5)", "-12.5"),
        ("\u221212", "-12"),
    ],
)
def test_amounts_are_read_as_georgians_and_as_programs_write_them(written, value):
    assert annex.amount(written) == Decimal(value)


@pytest.mark.parametrize("written", [None, "", "-", "–"])
def test_an_empty_cell_is_no_amount(written):
    assert annex.amount(written) is None


@pytest.mark.parametrize("written", ["#REF!", "abc", True, "1e99", "12 ლარი", float("inf")])
def test_anything_else_is_an_error(written):
    with pytest.raises(ValueError, match=r".*"):
        annex.amount(written)


# --- publishing ----------------------------------------------------------------------------


def test_publishing_stores_lari_by_year_and_stage(site, published):
    assert whole(site, 2025, "approved") == Decimal("18500000.00")
    assert whole(site, 2024, "approved") == Decimal("16650000.00")
    assert whole(site, 2023, "executed") == Decimal("14800000.00")


def test_head_count_is_never_multiplied_by_the_unit(site, published):
    amount = Rollup.objects.get(
        budget__fiscal_year=2025, stage="approved", node__code="00", economic__code="N"
    )
    assert amount.value == 140


def test_of_which_and_head_count_belong_to_no_total(site, published):
    additive = dict(
        Node.objects.filter(classification__kind=Classification.ECONOMIC).values_list(
            "code", "additive"
        )
    )
    assert not additive["2.1"]
    assert not additive["N"]
    assert additive["2"]
    assert additive["31"]


def test_kinds_of_money_are_stored_beside_the_total(site, published):
    grant = Amount.objects.get(
        revision__budget__fiscal_year=2025,
        line__programme__code="00",
        line__economic__code="00",
        line__fund__code="grant",
    )
    assert grant.value == Decimal("1850000.00")


def test_programmes_are_an_edition_of_the_documents_year(site, published):
    editions = Classification.objects.filter(kind=Classification.PROGRAMME)
    assert list(editions.values_list("version", flat=True)) == ["2025"]
    assert Node.objects.get(code="0201").parent.code == "02"


def test_publishing_twice_changes_nothing(site):
    document = store(site, workbooks.annex())
    choices = importing.choices(parse(workbooks.annex()), document)
    assert publishing.publish(document, choices, 1000, None) is True
    before = Amount.objects.count()
    assert publishing.publish(document, choices, 1000, None) is False
    assert Amount.objects.count() == before


def test_a_later_source_replaces_the_earlier_and_withdrawing_it_brings_that_back(site, published):
    leaves = [("01 01", "საკრებულო", {"2": 5000})]
    later = import_workbook(site, workbooks.annex(leaves=leaves), use=["F"], title="შესწორება")
    assert whole(site, 2025, "approved") == Decimal("5000000.00")
    assert publishing.withdraw(later, None, "შეცდომა") is True
    assert whole(site, 2025, "approved") == Decimal("18500000.00")
    assert Revision.objects.filter(budget__fiscal_year=2025).count() == 2


def test_a_shorter_period_never_replaces_a_longer_one(site, published):
    import_workbook(site, workbooks.treasury(months=12), use=["G"])
    import_workbook(site, workbooks.treasury(months=6, rate=Decimal("0.3")), use=["G"])
    assert whole(site, 2025, "executed") == Decimal("14800000.00")


def test_what_another_source_states_is_not_proposed_again(site, published):
    leaves = [("01 01", "საკრებულო", {"2": 5000})]
    document = store(site, workbooks.annex(leaves=leaves))
    choices = importing.choices(parse(workbooks.annex(leaves=leaves)), document)
    assert [choice.use for choice in choices] == [False, False, False]
    assert choices[2].stated_by == "დანართი"


def test_the_plan_of_some_months_is_not_proposed_as_the_plan_of_the_year(site):
    document = store(site, workbooks.treasury(months=6))
    choices = importing.choices(parse(workbooks.treasury(months=6)), document)
    assert [choice.group.key for choice in choices if choice.use] == ["G"]


def test_a_discarded_file_leaves_no_figures_and_may_come_again(site):
    document = store(site, workbooks.annex())
    assert publishing.discard(document, None) is True
    assert not Budget.objects.exists()
    store(site, workbooks.annex())
    assert SourceDocument.objects.waiting().count() == 1


def test_a_whole_that_the_file_leaves_out_is_the_sum_of_its_parts(site):
    def without_totals(sheet):
        for row in range(sheet.max_row, 5, -1):
            if sheet.cell(row, 2).value in ("02 00",):
                for column in range(4, 10):
                    sheet.cell(row, column).value = None
        sheet.delete_rows(6, 6)

    import_workbook(site, workbooks.annex(edit=without_totals))
    assert whole(site, 2025, "approved") == Decimal("18500000.00")


def test_the_same_item_keeps_its_english_name_in_the_next_edition(site, published):
    from wagtail_civic.budget.nodes import apply_names, read_names

    csv = (
        "Budget Item Code,Georgian Name,Budget Item Type,English Translation\n"
        "02 01,გზები,Program,Roads\n99 99,უცნობი,Program,Unknown\n"
    )
    names = read_names(workbooks.io.BytesIO(csv.encode()))
    assert apply_names(site, names) == 1
    assert apply_names(site, names) == 0
    import_workbook(site, workbooks.annex(year=2026), use=["F"])
    node = Node.objects.get(classification__version="2026", code="0201")
    assert node.label("en") == "Roads"
    assert node.label("ka") == "გზები"


def test_two_municipalities_keep_their_figures_apart(site, other_site, published):
    import_workbook(other_site, workbooks.annex(), use=["F"])
    assert Budget.objects.for_site(other_site).count() == 1
    assert Budget.objects.for_site(site).count() == 3
    shared = set(Node.objects.for_site(site)) & set(Node.objects.for_site(other_site))
    assert not shared


# --- the real files ------------------------------------------------------------------------


def test_every_real_annex_adds_up(real_annex):
    (table,) = parse(real_annex.open("rb"))
    assert not table.errors
    assert not table.unknown
    for group in table.groups:
        assert reconcile.differences(table, group, 1000) == []


@pytest.mark.skipif(not REAL.exists(), reason="the real files are not on this machine")
def test_the_approved_budget_of_2015_is_9575_million(site):
    import_workbook(site, (REAL / "annual_budget_2015.xlsx").open("rb"))
    assert whole(site, 2015, "approved") == Decimal("9575000000.00")


@pytest.mark.skipif(not REAL.exists(), reason="the real files are not on this machine")
def test_the_executed_budget_of_2015_is_9703_million(site):
    import_workbook(site, (REAL / "treasury_E1_2015-12.xlsx").open("rb"))
    assert whole(site, 2015, "executed") == Decimal("9703127142.17")


def test_an_empty_file_is_named(db):
    with pytest.raises(workbook.WorkbookError):
        parse(workbooks.io.BytesIO(b""))
