"""What the budget tells the core, and what it does where an extra is missing."""

import subprocess
import sys
from io import StringIO
from unittest import mock

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone
from wagtail.documents import get_document_model

from wagtail_civic.budget import checks, figures, importing
from wagtail_civic.budget.models import Budget, BudgetPage, Classification, Node, SourceDocument
from wagtail_civic.core import demo, extras, setup

from . import workbooks
from .conftest import import_workbook

HEAVY = ("bokeh", "openpyxl", "squarify", "numpy")


def test_importing_the_app_loads_no_heavy_library():
    code = (
        "import sys, django; django.setup(); "
        "from django.urls import get_resolver; get_resolver().url_patterns; "
        "import wagtail_civic.budget.urls, wagtail_civic.budget.wagtail_hooks; "
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_missing_extra_is_a_check_with_the_command(monkeypatch):
    assert checks.check_extra() == []
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    found = checks.check_extra()
    assert [message.id for message in found] == [f"wagtail_civic.W60{n}" for n in (1, 2, 3)]
    assert all("pip install 'wagtail-civic[budget]'" in message.hint for message in found)


def test_without_openpyxl_an_upload_says_what_is_missing():
    from wagtail_civic.budget import importing
    from wagtail_civic.core import workbook

    file = workbooks.annex()
    with (
        mock.patch.dict(sys.modules, {"openpyxl": None}),
        pytest.raises(workbook.WorkbookError, match="openpyxl"),
    ):
        importing.parse(file)


@pytest.mark.django_db
def test_setup_makes_a_page_in_each_language_and_a_role(site):
    setup.run(setup.SetupContext(site))
    pages = BudgetPage.objects.live()
    assert {page.locale.language_code for page in pages} == {"ka", "en"}
    group = setup.RoleGroup.objects.get(site=site, role="budget_officer").group
    codenames = set(group.permissions.values_list("codename", flat=True))
    assert {"import_budget", "publish_budget", "change_node"} <= codenames


def stored_files():
    folder = "civic_budget"
    return set(default_storage.listdir(folder)[1]) if default_storage.exists(folder) else set()


@pytest.mark.django_db
def test_the_demonstration_goes_through_the_importer_and_can_be_removed(
    site, django_capture_on_commit_callbacks
):
    from wagtail_civic.budget.demo import build

    ctx = demo.DemoContext(site, timezone.now())
    files = stored_files()
    build(ctx)
    assert len(stored_files()) == len(files) + SourceDocument.objects.count()
    assert Budget.objects.for_site(site).published().count() == 4
    view = figures.view(site, language="en")
    assert view.value == 48_600_000
    assert view.part.rate is not None
    assert {part.language for part in view.parts} == {"en"}
    assert len(view.years) == 4
    draft = get_document_model().objects.get()
    with draft.file.open("rb") as workbook:
        tables = importing.parse(workbook)
    assert {group.year for table in tables for group in table.groups} == {ctx.now.year + 1}
    before = SourceDocument.objects.count()
    build(ctx)
    assert SourceDocument.objects.count() == before
    with django_capture_on_commit_callbacks(execute=True):
        demo.remove(site)
    for model in (Budget, Classification, Node, SourceDocument):
        assert not model.objects.exists(), model
    assert not get_document_model().objects.exists()
    assert stored_files() == files


@pytest.mark.django_db
def test_the_demonstration_leaves_a_municipality_with_figures_alone(site, published):
    from wagtail_civic.budget.demo import build

    build(demo.DemoContext(site, timezone.now()))
    assert SourceDocument.objects.count() == 1


@pytest.mark.django_db
def test_deleting_a_municipality_deletes_its_budgets(site, other_site):
    import_workbook(other_site, workbooks.annex())
    other_site.delete()
    assert not Budget.objects.exists()
    assert not Node.objects.exists()


@pytest.mark.django_db
def test_no_migration_is_missing():
    output = StringIO()
    call_command("makemigrations", "civic_budget", "--check", "--dry-run", stdout=output)
    assert "No changes" in output.getvalue()


@pytest.mark.django_db
def test_publishing_tells_the_search_of_the_programmes_concerned(
    site, django_capture_on_commit_callbacks
):
    from wagtail_civic.core.search import source_changed

    told = []

    def listen(sender, kind, pk, **kwargs):
        told.append((kind, pk))

    source_changed.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            import_workbook(site, workbooks.annex(), use=["F"])
        roads = Node.objects.get(code="0201")
        assert ("budget_programme", roads.pk) in told
        told.clear()
        with django_capture_on_commit_callbacks(execute=True):
            import_workbook(site, workbooks.annex(year=2026), use=["F"])
        assert ("budget_programme", roads.pk) in told
        told.clear()
        with django_capture_on_commit_callbacks(execute=True):
            import_workbook(site, workbooks.annex(year=2001), use=["F"])
        assert ("budget_programme", roads.pk) not in told
    finally:
        source_changed.disconnect(listen)
