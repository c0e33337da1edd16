from datetime import date
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from wagtail_civic.budget import importing, publishing
from wagtail_civic.budget.models import BudgetPage, SourceDocument
from wagtail_civic.core.digests import sha256_of

from . import workbooks

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "budget"


def store(site, file, title="დანართი", user=None):
    """A workbook as uploaded, waiting for its check."""
    digest = sha256_of(file)
    return SourceDocument.objects.create(
        site=site,
        title=title,
        date=date(2024, 12, 20),
        filename="annex.xlsx",
        sha256=digest,
        active_sha256=digest,
        imported_by=user,
        file=ContentFile(file.read(), name="annex.xlsx"),
    )


def import_workbook(site, file, use=None, user=None, title="დანართი"):
    """Upload and publish: what the headings propose, or the columns named in `use`."""
    document = store(site, file, title, user)
    with document.file.open("rb") as opened:
        tables = importing.parse(opened)
    choices = importing.choices(tables, document)
    if use is not None:
        for choice in choices:
            choice.use = choice.group.key in use
    unit = importing.unit_of(tables, document) or 1000
    assert publishing.publish(document, choices, unit, user)
    document.refresh_from_db()
    return document


@pytest.fixture
def budget_page(site, locales):
    """The municipality's public budget page, in Georgian and English."""
    return make_page(site, locales)


def make_page(site, locales):
    page = BudgetPage(title="ბიუჯეტი", slug="budget", locale=locales["ka"])
    site.root_page.add_child(instance=page)
    page.save_revision().publish()
    english = page.copy_for_translation(locales["en"])
    english.title = "Budget"
    english.save_revision().publish()
    return BudgetPage.objects.get(pk=page.pk)


@pytest.fixture
def published(site):
    """The budget of 2025 approved, 2024 planned, 2023 executed: from one annex."""
    return import_workbook(site, workbooks.annex())


@pytest.fixture(params=["annual_budget_2015.xlsx", "annual_budget_2017.xlsx"])
def real_annex(request):
    path = REAL / request.param
    if not path.exists():
        pytest.skip("the real files are not on this machine")
    return path
