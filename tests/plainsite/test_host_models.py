"""The host's own user, picture and file models, where ours would be in an empty site."""

import re
from io import BytesIO

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.urls import reverse
from PIL import Image
from wagtail.admin.menu import settings_menu
from wagtail.models import Collection, PageLogEntry, get_page_models

from wagtail_civic.core.admin_menu import civic_menu
from wagtail_civic.core.models import GroupSite
from wagtail_civic.documents import searching
from wagtail_civic.documents.models import SearchSettings
from wagtail_civic.documents.models.texts import DocumentFile
from wagtail_civic.news.models import NewsIndexPage

from .home.models import HearingPage, PhotoNewsPage
from .media.models import TownDocument, TownImage
from .people.models import Staff
from .town import HOST
from .walking import Walk

pytestmark = pytest.mark.django_db


def test_the_checks_find_nothing_wrong_with_such_a_host():
    call_command("check", fail_level="ERROR")


def test_neither_ours_nor_the_hosts_migrations_drift():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_standard_models_are_not_used():
    standard = [apps.get_model(name) for name in ("wagtailimages.Image", "wagtaildocs.Document")]
    assert [model.objects.count() for model in standard] == [0, 0]
    assert TownImage.objects.exists()
    assert TownDocument.objects.exists()


# Pictures ------------------------------------------------------------------------------------


def picture(title="ხიდი", photographer="ნ. ბერიძე"):
    file = BytesIO()
    Image.new("RGB", (1200, 800), "teal").save(file, "PNG")
    return TownImage.objects.create(
        title=title, file=ContentFile(file.getvalue(), "bridge.png"), photographer=photographer
    )


def test_news_show_a_picture_of_the_hosts_kind(town, visitor):
    index = NewsIndexPage.objects.descendant_of(town.root_page).get()
    page = PhotoNewsPage(
        title="ახალი ხიდი", lead="გაიხსნა.", image=picture(), image_alt="ხიდი", locale=index.locale
    )
    index.add_child(instance=page)
    html = visitor.get(page.url).content.decode()
    (rendition,) = page.image.renditions.filter(filter_spec="width-960")
    assert rendition.url in html
    assert visitor.get(index.url).content.decode().count("ახალი ხიდი") >= 1


def test_an_editor_uploads_a_picture_and_is_asked_for_what_the_host_wants(office):
    file = BytesIO()
    Image.new("RGB", (60, 40)).save(file, "PNG")
    url = reverse("wagtailimages:add")
    assert url.startswith("/portal/cms/")
    sent = {"title": "ხიდი", "collection": 1, "photographer": ""}
    refused = office.post(url, {**sent, "file": ContentFile(file.getvalue(), "a.png")})
    assert refused.status_code == 200
    sent["photographer"] = "ნ. ბერიძე"
    office.post(url, {**sent, "file": ContentFile(file.getvalue(), "a.png")})
    image = TownImage.objects.get(photographer="ნ. ბერიძე")
    assert image.uploaded_by_user.email == "admin@chaieti.example"


# Documents -----------------------------------------------------------------------------------


def upload(text, title="ცნობა", **fields):
    document = TownDocument(title=title, department="არქივი", **fields)
    document.file.save("notice.txt", ContentFile(text.encode()), save=False)
    document.save()
    return document


def test_a_document_of_the_hosts_kind_is_read_and_found(town, django_capture_on_commit_callbacks):
    collection = Collection.get_first_root_node().add_child(name="არქივი")
    SearchSettings.for_site(town).collections.add(collection)
    with django_capture_on_commit_callbacks(execute=True):
        document = upload("ხიდების შეკეთება დაიწყება გაზაფხულზე", collection=collection)
    file = DocumentFile.objects.get(document_id=str(document.pk))
    assert file.text.state == "ok"
    found = searching.search(town, "ხიდის შეკეთება").hits
    assert document.title in [hit.row.title for hit in found]


def test_the_report_of_read_documents_leads_to_the_hosts_document(office):
    html = office.get(reverse("civic_documents_report")).content.decode()
    file = DocumentFile.objects.first()
    assert reverse("wagtaildocs:edit", args=[file.document_id]) in html


def test_a_deleted_document_takes_its_text_along(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        document = upload("სხვა არსად ნახსენები სიტყვები")
    key = str(document.pk)
    with django_capture_on_commit_callbacks(execute=True):
        document.delete()
    assert not DocumentFile.objects.filter(document_id=key).exists()


# People --------------------------------------------------------------------------------------


def test_the_demonstrations_accounts_log_in_by_their_address():
    names = set(Staff.objects.values_list("email", flat=True))
    assert {"admin@chaieti.example", "clerk@chaieti.example"} <= names
    assert Staff.objects.get(email="admin@chaieti.example").check_password("demo")


def test_a_clerk_of_this_user_model_works_for_one_town_only(town, neighbour, visitor):
    clerk = Staff.objects.get(email="clerk@chaieti.example")
    group = Group.objects.get(user=clerk)
    assert [row.site for row in GroupSite.objects.filter(group=group)] == [town]
    visitor.force_login(clerk)
    html = visitor.get(reverse("civic_topics:index")).content.decode()
    assert "/portal/cms/" in html


def test_what_was_done_names_the_person_in_the_history(office, town):
    index = NewsIndexPage.objects.descendant_of(town.root_page).get()
    page = PhotoNewsPage.objects.child_of(index).first()
    office.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    entry = PageLogEntry.objects.filter(page=page.pk, action="wagtail.unpublish").get()
    assert entry.user.email == "admin@chaieti.example"
    assert entry.user.last_name
    history = office.get(reverse("wagtailadmin_pages:history", args=[page.pk]))
    assert entry.user.get_full_name() in history.content.decode()


# Admin ---------------------------------------------------------------------------------------


#: One listing at least of each capability, and what it has under Settings.
LISTINGS = [
    "topics",
    "act_types",
    "sessions_desk",
    "petitions_queue",
    "sms_campaigns",
    "budget_workbooks",
    "alert_banners",
]
SETTINGS = ["core", "documents", "petitions", "sms"]
CIVIC = re.compile(r"^/portal/cms/((?:settings/)?civic[^/]*)/[^?]*$")


def named_in(menu):
    """Every address that a menu and the menus in it lead to."""
    for item in menu.registered_menu_items:
        if hasattr(item, "menu"):
            yield from named_in(item.menu)
        else:
            yield str(item.url)


def test_every_view_of_every_capability_opens_in_the_admin(office):
    walk = Walk(HOST, client=office, follows=CIVIC.match)
    walk.from_([reverse("wagtailadmin_home"), *named_in(civic_menu), *named_in(settings_menu)])
    assert walk.failed == []
    opened = {match[1] for match in map(CIVIC.match, walk.pages) if match}
    assert opened >= {f"civic_{name}" for name in LISTINGS} | {
        f"settings/civic_{n}" for n in SETTINGS
    }


def page_types():
    return [model for model in get_page_models() if model._meta.app_label.startswith("civic_")]


@pytest.mark.parametrize("model", [*page_types(), PhotoNewsPage, HearingPage], ids=str)
def test_a_page_of_every_type_opens_in_the_editor(office, model):
    page = model.objects.first()
    if page is not None:
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    else:
        parent = model.allowed_parent_page_models()[0].objects.first()
        names = (model._meta.app_label, model._meta.model_name, parent.pk)
        url = reverse("wagtailadmin_pages:add", args=names)
    assert office.get(url).status_code == (200 if model.is_creatable else 302)
