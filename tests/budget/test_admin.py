import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from wagtail_civic.budget.models import Budget, Node, Population, SourceDocument
from wagtail_civic.core import todo
from wagtail_civic.core.models import CivicLogEntry

from . import workbooks
from .conftest import import_workbook, store

pytestmark = pytest.mark.django_db

INDEX, UPLOAD = "civic_budget_workbooks:index", "civic_budget_workbooks:add"
CHECK, HISTORY = "civic_budget_workbooks:edit", "civic_budget_workbooks:history"
IMPORT, PUBLISH = "civic_budget.import_budget", "civic_budget.publish_budget"


@pytest.fixture
def importer(make_user, site):
    return make_user("importer", IMPORT, sites=[site])


@pytest.fixture
def publisher(make_user, site):
    return make_user("publisher", PUBLISH, sites=[site])


@pytest.fixture
def officer(make_user, site):
    return make_user(
        "officer",
        IMPORT,
        PUBLISH,
        "civic_budget.change_node",
        "civic_budget.view_node",
        "civic_budget.add_population",
        sites=[site],
    )


@pytest.fixture
def waiting(site):
    return store(site, workbooks.annex())


def upload(client, site, file, title="დანართი", name="annex.xlsx"):
    file.name = name
    data = {"site": site.pk, "title": title, "file": file}
    return client.post(reverse(UPLOAD), data, follow=True)


def chosen(document, action, unit=1000, **changes):
    """The check screen's form as the browser sends it."""
    data = {"action": action, "unit": unit}
    columns = {"D": (2023, "executed"), "E": (2024, "approved"), "F": (2025, "approved")}
    for key, (year, stage) in columns.items():
        prefix = f"column-0-{key}"
        data |= {
            f"{prefix}-use": "on",
            f"{prefix}-year": year,
            f"{prefix}-stage": stage,
            f"{prefix}-months": 12,
        }
    return {name: value for name, value in (data | changes).items() if value is not None}


def send(client, document, action, **changes):
    url = reverse(CHECK, args=[document.pk])
    return client.post(url, chosen(document, action, **changes), follow=True)


# --- the officer's way ---------------------------------------------------------------------


def test_from_upload_to_public_figures(client, officer, site):
    client.force_login(officer)
    page = upload(client, site, workbooks.annex())
    document = SourceDocument.objects.get()
    assert page.redirect_chain[-1][0] == reverse(CHECK, args=[document.pk])
    content = page.content.decode().replace("\xa0", "")
    assert "18500000₾" in content
    assert "2025 წელი" in content
    assert not Budget.objects.exists()

    send(client, document, "publish")
    document.refresh_from_db()
    assert document.state == "published"
    assert Budget.objects.for_site(site).published().count() == 3
    actions = list(CivicLogEntry.objects.values_list("action", flat=True))
    for action in ("civic_budget.upload", "civic_budget.choose", "civic_budget.publish"):
        assert action in actions
    assert client.get(reverse(HISTORY, args=[document.pk])).status_code == 200


def test_a_double_click_stores_and_publishes_once(client, officer, site):
    client.force_login(officer)
    content = workbooks.annex().getvalue()
    upload(client, site, io.BytesIO(content))
    again = upload(client, site, io.BytesIO(content), title="მეორედ")
    document = SourceDocument.objects.get()
    assert again.redirect_chain[-1][0] == reverse(CHECK, args=[document.pk])
    assert [str(message) for message in again.context["messages"]]
    send(client, document, "publish")
    send(client, document, "publish")
    assert document.revisions.count() == 3


def test_a_file_in_use_on_one_site_can_be_uploaded_on_another(client, superuser, site, other_site):
    client.force_login(superuser)
    content = workbooks.annex().getvalue()
    upload(client, site, io.BytesIO(content))
    upload(client, other_site, io.BytesIO(content))
    assert SourceDocument.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "annex.xlsx"),
        (b"<html></html>", "annex.xlsx"),
        (b"\xd0\xcf\x11\xe0" + b"0" * 600, "annex.xlsx"),
        (b"PK\x03\x04broken", "annex.xlsx"),
        (b"%PDF-1.4", "annex.pdf"),
        (b"x", "annex.xls"),
    ],
)
def test_a_wrong_file_is_named_and_not_stored(client, officer, site, content, name):
    client.force_login(officer)
    page = upload(client, site, io.BytesIO(content), name=name)
    assert page.status_code == 200
    assert page.context["form"].errors["file"]
    assert not SourceDocument.objects.exists()


def test_a_unit_that_the_file_does_not_say_has_to_be_chosen(client, officer, site):
    document = store(site, workbooks.annex(unit=None))
    client.force_login(officer)
    page = client.get(reverse(CHECK, args=[document.pk])).content.decode().replace("\xa0", "")
    assert "18500000₾" in page
    assert "18500₾" in page
    send(client, document, "publish", unit="")
    document.refresh_from_db()
    assert document.state == "waiting"
    send(client, document, "publish", unit=1)
    assert Budget.objects.get(fiscal_year=2025).rollups.filter(value=18500).exists()


def test_the_officer_decides_on_year_and_stage(client, officer, waiting):
    client.force_login(officer)
    changes = {
        "column-0-D-use": None,
        "column-0-E-use": None,
        "column-0-F-year": 2030,
        "column-0-F-stage": "revised",
    }
    send(client, waiting, "save", **changes)
    waiting.refresh_from_db()
    assert waiting.state == "waiting"
    assert waiting.choices["columns"]["0-F"]["year"] == 2030
    send(client, waiting, "publish", **changes)
    (revision,) = waiting.revisions.all()
    assert (revision.budget.fiscal_year, revision.stage) == (2030, "revised")


@pytest.mark.parametrize(
    "changes",
    [
        {"column-0-F-year": ""},
        {"column-0-F-stage": ""},
        {"column-0-F-year": "abc"},
        {"column-0-F-year": 99999},
        {"column-0-F-stage": "invented"},
        {"column-0-F-months": 13},
        {"column-0-E-year": 2025},
        {"column-0-D-use": None, "column-0-E-use": None, "column-0-F-use": None},
        {"unit": 7},
    ],
)
def test_a_choice_that_makes_no_sense_publishes_nothing(client, officer, waiting, changes):
    client.force_login(officer)
    page = send(client, waiting, "publish", **changes)
    assert page.status_code == 200
    waiting.refresh_from_db()
    assert waiting.state == "waiting"
    assert not Budget.objects.exists()


def test_differences_have_to_be_seen_before_publishing(client, officer, site):
    def wrong(sheet):
        sheet["F6"] = 18600

    document = store(site, workbooks.annex(edit=wrong))
    client.force_login(officer)
    page = client.get(reverse(CHECK, args=[document.pk])).content.decode().replace("\xa0", "")
    assert "<td>6</td>" in page
    assert "100000₾" in page
    send(client, document, "publish")
    document.refresh_from_db()
    assert document.state == "waiting"
    send(client, document, "publish", seen="1")
    document.refresh_from_db()
    assert document.state == "published"


def test_cells_that_cannot_be_read_block_their_column_only(client, officer, site):
    def wrong(sheet):
        sheet["F8"] = "#REF!"

    document = store(site, workbooks.annex(edit=wrong))
    client.force_login(officer)
    assert "F8" in client.get(reverse(CHECK, args=[document.pk])).content.decode()
    send(client, document, "publish", seen="1")
    assert not document.revisions.exists()
    send(client, document, "publish", seen="1", **{"column-0-F-use": None})
    assert document.revisions.count() == 2


def test_rows_that_were_not_understood_are_listed(client, officer, site):
    def wrong(sheet):
        sheet["C8"] = "უცნობი მუხლი"

    document = store(site, workbooks.annex(edit=wrong))
    client.force_login(officer)
    assert "უცნობი მუხლი" in client.get(reverse(CHECK, args=[document.pk])).content.decode()


def test_a_discarded_workbook_cannot_be_published(client, officer, waiting):
    client.force_login(officer)
    send(client, waiting, "discard")
    send(client, waiting, "publish")
    waiting.refresh_from_db()
    assert waiting.state == "discarded"
    assert not Budget.objects.exists()


def test_withdrawing_needs_a_reason_and_is_logged(client, officer, site):
    document = import_workbook(site, workbooks.annex())
    client.force_login(officer)
    url = reverse(CHECK, args=[document.pk])
    client.post(url, {"action": "withdraw", "reason": ""})
    document.refresh_from_db()
    assert document.state == "published"
    client.post(url, {"action": "withdraw", "reason": "შეცდომა"})
    document.refresh_from_db()
    assert document.state == "withdrawn"
    assert not Budget.objects.for_site(site).published().exists()
    assert CivicLogEntry.objects.get(action="civic_budget.withdraw").data == {"reason": "შეცდომა"}


def test_a_file_that_is_gone_is_said_not_a_500(client, officer, waiting):
    waiting.file.storage.delete(waiting.file.name)
    client.force_login(officer)
    page = client.get(reverse(CHECK, args=[waiting.pk]))
    assert page.status_code == 200
    assert "help-critical" in page.content.decode()
    assert send(client, waiting, "publish").status_code == 200


def test_an_unknown_action_changes_nothing(client, officer, waiting):
    client.force_login(officer)
    assert send(client, waiting, "explode").status_code == 200
    assert not Budget.objects.exists()


def test_waiting_workbooks_are_in_the_to_do_list(rf, officer, waiting, client):
    request = rf.get("/")
    request.user = officer
    items = [item for item in todo.items(request) if item.url == reverse(INDEX)]
    assert [item.count for item in items] == [1]


def test_names_come_from_a_file(client, officer, site, published):
    csv = (
        "Budget Item Code,Georgian Name,Budget Item Type,English Translation\n02 01,გზები,P,Roads\n"
    )
    client.force_login(officer)
    file = io.BytesIO(csv.encode())
    file.name = "names.csv"
    client.post(reverse("civic_budget_names"), {"site": site.pk, "file": file})
    assert Node.objects.get(code="0201").label("en") == "Roads"


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\xff\xfe\x00", "კოდი".encode("utf-16")])
def test_a_wrong_file_of_names_is_named(client, officer, site, content):
    client.force_login(officer)
    file = io.BytesIO(content)
    file.name = "names.csv"
    page = client.post(reverse("civic_budget_names"), {"site": site.pk, "file": file})
    assert page.status_code == 200
    assert page.context["form"].errors["file"]


def test_an_editor_names_a_programme_in_english(client, officer, published):
    node = Node.objects.get(code="0201")
    client.force_login(officer)
    url = reverse("civic_budget_programmes:edit", args=[node.pk])
    assert client.get(url).status_code == 200
    name = node.names.get()
    data = {
        "names-TOTAL_FORMS": 2,
        "names-INITIAL_FORMS": 1,
        "names-0-id": name.pk,
        "names-0-language": "ka",
        "names-0-name": name.name,
        "names-1-id": "",
        "names-1-language": "en",
        "names-1-name": "Roads",
    }
    client.post(url, data)
    assert node.label("en") == "Roads"


# --- who may -------------------------------------------------------------------------------


def test_an_importer_may_upload_and_choose_but_not_publish(client, importer, waiting):
    client.force_login(importer)
    assert client.get(reverse(UPLOAD)).status_code == 200
    assert send(client, waiting, "save").status_code == 200
    page = client.get(reverse(CHECK, args=[waiting.pk])).content.decode()
    assert 'value="publish"' not in page
    refused = client.post(reverse(CHECK, args=[waiting.pk]), chosen(waiting, "publish"))
    assert refused.status_code in (302, 403)
    assert not Budget.objects.exists()


def test_a_publisher_may_publish_but_not_upload(client, publisher, waiting):
    client.force_login(publisher)
    assert client.get(reverse(UPLOAD)).status_code == 302
    send(client, waiting, "publish")
    waiting.refresh_from_db()
    assert waiting.state == "published"


@pytest.mark.parametrize(
    "name",
    [
        "civic_budget_workbooks:index",
        "civic_budget_workbooks:add",
        "civic_budget_programmes:index",
        "civic_budget_population:index",
        "civic_budget_population:add",
        "civic_budget_names",
    ],
)
def test_an_editor_without_the_permission_sees_no_screen(client, clerk, site, name):
    client.force_login(clerk)
    assert client.get(reverse(name)).status_code in (302, 403)


@pytest.mark.parametrize("name", [CHECK, HISTORY])
def test_workbooks_are_closed_to_editors_without_the_permission(client, clerk, waiting, name):
    client.force_login(clerk)
    assert client.get(reverse(name, args=[waiting.pk])).status_code in (302, 403)
    client.post(reverse(CHECK, args=[waiting.pk]), chosen(waiting, "publish"))
    assert not Budget.objects.exists()


@pytest.mark.parametrize("action", ["save", "publish", "discard", "withdraw"])
def test_workbooks_of_another_municipality_do_not_exist(client, officer, other_site, action):
    theirs = store(other_site, workbooks.annex())
    client.force_login(officer)
    for name in (CHECK, HISTORY):
        page = client.get(reverse(name, args=[theirs.pk]), follow=True)
        assert page.status_code == 404
    assert send(client, theirs, action).status_code == 404
    assert theirs.title not in client.get(reverse(INDEX)).content.decode()
    theirs.refresh_from_db()
    assert theirs.state == "waiting"


def test_an_officer_cannot_upload_for_another_municipality(client, officer, other_site):
    client.force_login(officer)
    upload(client, other_site, workbooks.annex())
    assert not SourceDocument.objects.filter(site=other_site).exists()


def test_programmes_and_residents_of_another_municipality_do_not_exist(
    client, officer, other_site, make_user
):
    import_workbook(other_site, workbooks.annex())
    node = Node.objects.for_site(other_site).get(code="02")
    people = Population.objects.create(
        site=other_site, year=2025, residents=5, source="სხვისი წყარო"
    )
    client.force_login(officer)
    edit = reverse("civic_budget_programmes:edit", args=[node.pk])
    assert client.get(edit, follow=True).status_code == 404
    assert (
        people.source
        not in client.get(
            reverse("civic_budget_population:edit", args=[people.pk]), follow=True
        ).content.decode()
    )
    assert (
        "ინფრასტრუქტურა"
        not in client.get(reverse("civic_budget_programmes:index")).content.decode()
    )


@pytest.mark.parametrize("name", ["civic_budget_workbooks:index", "civic_budget_programmes:index"])
def test_lists_take_as_many_queries_for_many_rows(client, officer, site, published, name):
    client.force_login(officer)

    def count():
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(name)).status_code == 200
        return len(queries)

    before = count()
    for year in (2030, 2031, 2032):
        import_workbook(site, workbooks.annex(year=year), use=["F"])
    assert count() == before
