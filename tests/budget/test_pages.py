import re
from decimal import Decimal
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from wagtail_civic.budget import access, figures
from wagtail_civic.budget.models import Population, Rollup
from wagtail_civic.core import home

from . import workbooks
from .conftest import import_workbook, make_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(budget_page, published):
    return budget_page.get_url()


def text(response):
    return re.sub(r"\s+", " ", response.content.decode()).replace("\xa0", " ")


def gone(client, address):
    """Not found, after the redirect that a host with language prefixes makes of a 404."""
    return client.get(address, follow=True).status_code == 404


# --- reading -------------------------------------------------------------------------------


def test_the_newest_year_is_shown(client, url):
    page = text(client.get(url))
    assert "18,5 მლნ ₾" in page
    assert "2023" in page
    assert "set-cookie" not in {name.lower() for name in client.get(url).headers}


def test_a_page_without_figures_says_so(client, budget_page):
    assert client.get(budget_page.get_url()).status_code == 200
    assert client.get(budget_page.get_url() + "2025/").status_code == 404


def test_tiles_are_links_with_amount_and_share(client, url):
    page = text(client.get(url))
    assert 'aria-label="ინფრასტრუქტურა: 9,7 მლნ ₾, 52,4%"' in page
    assert f'href="{url}2025/02/"' in page


def test_nothing_inline_is_in_the_page(client, url):
    page = text(client.get(url))
    assert "style=" not in page
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]*\ssrc=)", page)
    assert not re.search(r"\son[a-z]+=", page)


def test_every_amount_of_the_drawing_is_in_the_table(client, url):
    page = text(client.get(url))
    labels = set(re.findall(r'aria-label="([^"]+): ([^",]+,\d [^",]+), [\d,]+%"', page))
    assert labels
    for name, amount in labels:
        row = re.search(rf"<tr>.{{0,200}}>{re.escape(name)}</a>.*?</tr>", page)
        assert row
        assert amount in row.group()


def test_drilling_down_leads_to_the_parts_and_back(client, url):
    page = text(client.get(url + "2025/02/"))
    assert "<h1" in page
    assert "გარე განათება" in page
    assert f'href="{url}2025/"' in page
    leaf = text(client.get(url + "2025/0201/"))
    assert f'href="{url}2025/02/"' in leaf
    assert "არაფინანსური აქტივების ზრდა" in leaf


def test_an_of_which_row_is_marked_and_not_in_the_sum(client, url):
    view = figures.view(Rollup.objects.first().budget.site)
    values = {item.code: item for item in view.items}
    assert values["2.1"].additive is False
    assert sum(i.values["approved"] for i in view.items if i.additive) == view.value


@pytest.mark.parametrize("path", ["1999/", "2025/77/", "2025/0201x/", "2025/receipts/", "abc/"])
def test_what_is_not_there_is_404(client, url, path):
    assert client.get(url + path).status_code == 404


def test_an_unknown_stage_falls_back_to_the_plan(client, url):
    assert client.get(url + "?stage=<script>").status_code == 200
    assert "<script>" not in text(client.get(url + "?stage=<script>"))


def test_execution_is_shown_with_its_months(client, site, url):
    import_workbook(site, workbooks.treasury(months=10), use=["G"])
    page = text(client.get(url))
    assert "14,8 მლნ ₾" in page
    assert "80,0%" in page
    view = figures.view(site)
    assert view.months["executed"] == 10


def test_a_partial_year_is_not_compared_with_a_full_one(site, url):
    import_workbook(site, workbooks.treasury(months=6, rate=Decimal("0.3")), use=["G"])
    view = figures.view(site)
    before, after = view.years[-2:]
    assert figures.change(before, after) == (Decimal("18500000") - 16650000) * 100 / 16650000


def test_a_year_is_compared_with_the_year_before_and_no_other():
    first, next_one, late = (
        figures.Year(year, "00", {"approved": Decimal(amount)}, {})
        for year, amount in ((2016, 100), (2017, 110), (2023, 50))
    )
    assert figures.change(first, next_one) == 10
    assert figures.change(next_one, late) is None


def test_residents_of_an_earlier_year_are_named(client, site, url):
    Population.objects.create(site=site, year=2024, residents=50000, source="საქსტატი")
    page = text(client.get(url))
    assert "370 ₾" in page
    assert "50 000" in page
    assert figures.view(site, 2023).per_resident is None


def test_receipts_and_balances_are_shown_where_they_are_known(client, site, budget_page):
    import_workbook(site, workbooks.with_receipts())
    url = budget_page.get_url()
    page = text(client.get(url + "2025/receipts/"))
    assert "19,0 მლნ ₾" in page
    assert client.get(url + "2025/receipts/1-1/").status_code == 200
    balances = dict(figures.view(site, 2025).balances)
    assert list(balances.values()) == [
        Decimal("18600000") - Decimal("9250500"),
        Decimal("18600000") - Decimal("9250500") - (Decimal("9150000") - Decimal("400000")),
    ]


def test_a_part_too_small_for_the_digits_of_its_share_is_not_nought(client, site, budget_page):
    leaves = [("01 01", "ა", {"2": 100_000}), ("02 00", "ბიბლიოთეკა", {"2": 20})]
    import_workbook(site, workbooks.annex(leaves=leaves), use=["F"])
    url = budget_page.get_url()
    row = re.search(r"<tr>(?:(?!<tr>).)*ბიბლიოთეკა</a>.*?</tr>", text(client.get(url)))
    assert "0,1%-ზე ნაკლები" in row.group()
    assert "0,1%-ზე ნაკლები" in text(client.get(f"{url}2025/02/"))


def test_a_negative_amount_has_no_tile_but_a_row(client, site, budget_page):
    leaves = [("01 01", "ა", {"2": 100}), ("02 00", "დაბრუნება", {"2": -20})]
    import_workbook(site, workbooks.annex(leaves=leaves), use=["F"])
    page = text(client.get(budget_page.get_url()))
    assert "\u221220 000 ₾" in page
    assert 'aria-label="დაბრუნება' not in page


def test_a_code_that_changed_its_meaning_is_not_compared(client, site, url):
    leaves = [("02 00", "სოციალური დაცვა და ჯანდაცვა", {"2": 500})]
    import_workbook(site, workbooks.annex(leaves=leaves, year=2026), use=["F"])
    view = figures.view(site, 2026, "02")
    assert [year.year for year in view.years] == [2026]
    assert len(figures.view(site, 2026).years) == 4


def test_the_english_page_shows_english_names_and_marks_georgian_ones(client, site, url):
    from wagtail_civic.budget.models import Node, NodeName

    NodeName.objects.create(row=Node.objects.get(code="02"), language="en", name="Infrastructure")
    page = text(client.get(url.replace("/ka/", "/en/")))
    assert "Infrastructure: ₾9.7 million, 52.4%" in page
    assert '<th scope="row" lang="ka">' in page


# --- open data -----------------------------------------------------------------------------


def test_the_csv_has_every_figure(client, url):
    response = client.get(url + "2025/csv/")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response["Content-Disposition"]
    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("code,year,direction,level,parent,name_ka")
    whole = [line for line in lines if line.startswith("00 00,2025,expenditure,0,,")]
    assert "18500000.00" in whole[0]
    assert client.get(url + "1999/csv/").status_code == 404


def test_a_name_that_is_a_formula_is_text_in_the_csv(client, site, budget_page):
    leaves = [("01 00", "@SUM(1)", {"2": 5}), ("02 00", "\u00a0+1", {"2": -5})]
    import_workbook(site, workbooks.annex(leaves=leaves), use=["F"])
    content = client.get(budget_page.get_url() + "2025/csv/").content.decode()
    assert "'@SUM" in content
    assert "'+1" in content
    assert "-5000.00" in content


def test_the_api_lists_years_and_figures(client, url):
    years = client.get(reverse("civic_budget:api_years"))
    assert years["Access-Control-Allow-Origin"] == "*"
    assert [b["year"] for b in years.json()["budgets"]] == [2025, 2024, 2023]
    year = client.get(years.json()["budgets"][0]["url"])
    whole = [line for line in year.json()["lines"] if line["code"] == "00 00"]
    assert whole[0]["amount"] == "18500000.00"
    again = client.get(reverse("civic_budget:api_years"), headers={"If-None-Match": years["ETag"]})
    assert again.status_code == 304
    assert gone(client, reverse("civic_budget:api_year", args=[1999]))


# --- the chart's frame ---------------------------------------------------------------------


def frame_url(name="chart", year=2025, code="00"):
    return reverse(f"civic_budget:{name}", args=["ka", year, "expenditure", code])


def test_the_frame_has_a_policy_of_its_own_and_nothing_inline(client, url):
    pytest.importorskip("bokeh")
    response = client.get(frame_url())
    policy = response["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'self'" in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert not re.search(r"<script(?![^>]*\ssrc=)", text(response))
    assert f'src="{frame_url()}"' in text(client.get(url))


def test_the_chart_has_ready_made_words_and_no_code(client, url):
    pytest.importorskip("bokeh")
    data = client.get(frame_url("chart_data")).content.decode()
    assert "18,5\\u00a0\\u10db\\u10da\\u10dc" in data
    assert "CustomJS" not in data
    assert "safe" not in data.replace("autosafe", "")


def test_bokeh_comes_from_its_own_package(client):
    bokeh = pytest.importorskip("bokeh")
    response = client.get(reverse("civic_budget:library", args=[bokeh.__version__]))
    assert response["Content-Type"].startswith("text/javascript")
    assert "immutable" in response["Cache-Control"]
    assert len(response.content) > 500_000
    packed = client.get(
        reverse("civic_budget:library", args=[bokeh.__version__]),
        headers={"Accept-Encoding": "gzip"},
    )
    assert packed["Content-Encoding"] == "gzip"
    assert gone(client, reverse("civic_budget:library", args=["0.0.0"]))


def test_without_bokeh_the_page_is_complete_and_has_no_frame(client, url):
    with mock.patch("wagtail_civic.budget.chart.is_available", return_value=False):
        page = text(client.get(url))
        assert "<iframe" not in page
        assert "civic-treemap" in page
        assert gone(client, frame_url())


# --- what is private stays private ---------------------------------------------------------


def public_addresses():
    return [
        reverse("civic_budget:api_year", args=[2025]),
        frame_url(),
        frame_url("chart_data"),
    ]


@pytest.mark.parametrize("how", ["private", "private parent", "unpublished"])
def test_a_budget_that_is_not_public_leaks_nowhere(client, site, budget_page, published, how):
    pages = [budget_page, *budget_page.get_translations()]
    for page in pages:
        if how == "unpublished":
            page.unpublish()
        else:
            target = page if how == "private" else page.get_parent()
            PageViewRestriction.objects.create(
                page=target, restriction_type=PageViewRestriction.LOGIN
            )
    for address in public_addresses():
        assert gone(client, address), address
    assert client.get(reverse("civic_budget:api_years")).json() == {"budgets": []}
    assert access.public_page(site) is None
    assert client.get(budget_page.get_url() + "2025/csv/").status_code in (302, 404)
    block = dict(home.blocks())["budget_glance"]
    request = client.get("/").wsgi_request
    rendered = block.render(block.to_python({"heading": ""}), {"request": request})
    assert "₾" not in rendered


def test_figures_of_another_municipality_appear_nowhere(
    client, site, other_site, locales, budget_page, published
):
    make_page(other_site, locales)
    leaves = [("07 00", "სხვისი პროგრამა", {"2": 777})]
    import_workbook(other_site, workbooks.annex(leaves=leaves, year=2026), use=["F"])
    for address in [
        budget_page.get_url(),
        budget_page.get_url() + "2025/csv/",
        reverse("civic_budget:api_years"),
        reverse("civic_budget:api_year", args=[2025]),
        frame_url("chart_data"),
    ]:
        page = text(client.get(address))
        assert "სხვისი" not in page
        assert "2026" not in re.sub(r'"updated_at": "[^"]+"|,2026-[^\r]*', "", page)
    assert client.get(budget_page.get_url() + "2026/").status_code == 404
    assert gone(client, reverse("civic_budget:api_year", args=[2026]))
    theirs = client.get(reverse("civic_budget:api_years"), headers={"Host": "other.example"})
    assert [b["year"] for b in theirs.json()["budgets"]] == [2026]


# --- the block, the search, the to-do row --------------------------------------------------


def test_the_home_block_shows_figures_and_leads_to_the_page(client, site, budget_page, published):
    from wagtail_civic.core import home as home_blocks

    page = site.root_page.specific
    page.body = [("budget_glance", {"heading": "სად იხარჯება ბიუჯეტი"})]
    page.save_revision().publish()
    shown = text(client.get(page.get_url()))
    assert "სად იხარჯება ბიუჯეტი" in shown
    assert "18,5 მლნ ₾" in shown
    assert f'href="{budget_page.get_url()}"' in shown
    assert dict(home_blocks.blocks())["budget_glance"]


def test_the_search_finds_the_programmes_of_the_newest_year(site, budget_page, published):
    from wagtail_civic.core import search

    source = search.sources.get("budget_programme")
    nodes = {node.code: node for node in source.objects(site)}
    assert "0202" in nodes
    assert "00" not in nodes
    entries = list(source.entries(nodes["0202"]))
    assert {entry.language for entry in entries} == {"ka", "en"}
    assert entries[0].title == "გარე განათება"
    assert entries[0].url.endswith("/budget/2025/0202/")
    assert source.is_visible(nodes["0202"])


# --- the number of queries -----------------------------------------------------------------


@pytest.mark.parametrize("path", ["", "2025/01/", "2025/csv/"])
def test_queries_do_not_grow_with_the_number_of_programmes(client, site, budget_page, path):
    import_workbook(site, workbooks.annex(leaves=[("01 01", "ერთი", {"2": 5})]), use=["F"])
    client.get(budget_page.get_url() + path)
    counts = []
    for leaves in ([("01 01", "ერთი", {"2": 6})], flat(1000)):
        import_workbook(site, workbooks.annex(leaves=leaves), use=["F"])
        with CaptureQueriesContext(connection) as queries:
            assert client.get(budget_page.get_url() + path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def flat(count):
    return [
        (f"01 {n // 99 + 1:02d} {n % 99 + 1:02d}", f"პროგრამა {n}", {"2": 5}) for n in range(count)
    ]
