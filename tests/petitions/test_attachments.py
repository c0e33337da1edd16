"""What an officer does with attachments, and that nothing else ever shows one."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from jsonschema import Draft202012Validator
from wagtail.documents import get_document_model
from wagtail.models import CollectionViewRestriction, Page

from wagtail_civic.core import personal_data
from wagtail_civic.core.contacts import parse
from wagtail_civic.core.models import CivicLogEntry
from wagtail_civic.core.uploads import examine, taken
from wagtail_civic.petitions import attaching, jobs, moderation, retention
from wagtail_civic.petitions.models import Attachment, Petition, PetitionEvent, PetitionSettings
from wagtail_civic.petitions.schema import part

from .conftest import add_initiator
from .files import PDF, pdf

pytestmark = pytest.mark.django_db
QUEUE = "/admin/civic_petitions_queue/"
SECRET = "secret plan"
GONE = (302, 404)  # the host's middleware tries an unknown address with a language before it


def add_attachment(petition, title="ხიდის გეგმა", file=None):
    now = timezone.now()
    examined = examine(file or pdf(), taken(["pdf", "jpg"]), 5)
    row = attaching.keep(petition.site, examined, title, [], 5, now)
    attaching.claim(petition, [row.handle])
    row.refresh_from_db()
    return row


def publish(row, title="ხიდის გეგმა", user=None):
    attaching.publish(row, now=timezone.now(), user=user, title=title)
    row.refresh_from_db()
    return row


def documents():
    return get_document_model().objects.all()


def address(row, verb=""):
    return f"{QUEUE}{row.petition_id}/attachments/{row.handle}/{verb and verb + '/'}"


@pytest.fixture(autouse=True)
def _on_disk(settings, tmp_path):
    """Wagtail's task that deletes a file makes the storage anew: one in memory would be empty."""
    files = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path)},
    }
    settings.STORAGES = {**settings.STORAGES, "default": files}


@pytest.fixture
def waiting(make_petition):
    """An attachment of a petition in the queue."""
    return add_attachment(make_petition("submitted"))


@pytest.fixture
def attachment(petition):
    """An attachment of an open petition, not looked at yet."""
    return add_attachment(petition)


# The officer --------------------------------------------------------------------------------


def test_an_officer_downloads_a_file_to_save_it_and_it_is_noted(client, officer, waiting):
    client.force_login(officer)
    answer = client.post(address(waiting))
    assert answer.content == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    entry = CivicLogEntry.objects.get(action="civic_petitions.attachment_seen")
    assert entry.user == officer


def test_looking_at_the_case_or_following_a_link_opens_no_file(client, officer, waiting):
    client.force_login(officer)
    assert client.get(address(waiting)).status_code == 405
    text = client.get(f"{QUEUE}{waiting.petition_id}/").content.decode()
    assert "ხიდის გეგმა" in text
    assert not CivicLogEntry.objects.filter(action="civic_petitions.attachment_seen").exists()


@pytest.mark.parametrize("verb", ["", "publish", "refuse"])
@pytest.mark.parametrize(
    "rights",
    [
        [],
        ["view_petition"],
        ["view_petition", "see_contacts_petition", "decide_petition", "export_petition"],
        ["moderate_petition"],
    ],
)
def test_who_may_not_moderate_gets_no_attachment(client, make_user, site, waiting, rights, verb):
    user = make_user("clerk", *(f"civic_petitions.{right}" for right in rights), sites=[site])
    client.force_login(user)
    answer = client.post(address(waiting, verb), {"title": "x", "reason": "x"})
    assert answer.status_code in (302, 403, 404)
    assert PDF not in answer.content
    waiting.refresh_from_db()
    assert (waiting.approved_at, waiting.refused_at) == (None, None)
    case = client.get(f"{QUEUE}{waiting.petition_id}/").content.decode()
    assert "ხიდის გეგმა" not in case


@pytest.mark.parametrize("verb", ["", "publish", "refuse"])
def test_an_officer_of_another_municipality_finds_none(
    client, make_user, other_site, waiting, verb
):
    rights = ("civic_petitions.view_petition", "civic_petitions.moderate_petition")
    client.force_login(make_user("stranger", *rights, sites=[other_site]))
    assert client.post(address(waiting, verb), {"title": "x", "reason": "x"}).status_code in GONE


def test_an_attachment_is_found_below_its_own_petition_only(client, officer, waiting, petition):
    client.force_login(officer)
    url = f"{QUEUE}{petition.pk}/attachments/{waiting.handle}/"
    assert client.post(url).status_code in GONE
    assert client.post(f"{url}publish/", {"title": "x"}).status_code in GONE
    waiting.refresh_from_db()
    assert waiting.approved_at is None


def test_an_unknown_verb_is_not_there(client, officer, waiting):
    client.force_login(officer)
    assert client.get(address(waiting, "delete")).status_code in GONE


def test_publishing_of_an_open_petition_s_file_makes_it_public_at_once(
    client, officer, attachment, page
):
    client.force_login(officer)
    assert client.get(address(attachment, "publish")).context["form"]["title"].value()
    client.post(address(attachment, "publish"), {"title": "ხიდის ნახაზი"})
    [document] = documents()
    assert (document.title, document.uploaded_by_user) == ("ხიდის ნახაზი", officer)
    client.logout()
    shown = client.get(page.get_url()).content.decode()
    assert document.url in shown
    assert "ხიდის ნახაზი" in shown
    assert b"".join(client.get(document.url)) == PDF
    assert "თანდართული ფაილები გამოქვეყნდა" in shown


def test_a_double_click_publishes_once(client, officer, attachment):
    client.force_login(officer)
    for _click in range(2):
        client.post(address(attachment, "publish"), {"title": "x"})
    assert documents().count() == 1
    assert PetitionEvent.objects.filter(kind="attached").count() == 1


def test_a_file_approved_in_moderation_becomes_public_with_its_petition(waiting, roll, officer):
    publish(waiting)
    assert not documents().exists()
    moderation.publish(waiting.petition, now=timezone.now(), user=officer)
    waiting.refresh_from_db()
    assert waiting.document == documents().get()
    assert waiting.published_at


def test_what_nobody_looked_at_stays_private_when_the_petition_opens(waiting, roll, officer):
    moderation.publish(waiting.petition, now=timezone.now(), user=officer)
    assert not documents().exists()


@pytest.mark.parametrize("move", ["take_down", "unpublished", "private", "moved"])
def test_with_the_petition_its_files_leave_the_public_and_come_back(
    attachment, petition, officer, client, move, django_capture_on_commit_callbacks
):
    publish(attachment)
    [document] = documents()
    url, name, now = document.url, document.file.name, timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        if move == "take_down":
            moderation.take_down(petition, now=now, user=officer, reason="x")
        elif move == "private":
            petition.page().get_parent().view_restrictions.create(restriction_type="login")
        elif move == "moved":
            index = petition.page().get_parent()
            archive = index.get_parent().add_child(instance=Page(title="archive", slug="archive"))
            archive.view_restrictions.create(restriction_type="login")
            petition.page().move(archive, pos="last-child")
        else:
            petition.page().specific.unpublish()
    assert client.get(url).status_code == 404
    assert not default_storage.exists(name)
    if move == "take_down":
        moderation.restore(petition, now=now, user=officer, reason="x")
    elif move == "private":
        petition.page().get_parent().view_restrictions.get().delete()
    elif move == "moved":
        petition.page().move(Page.objects.get(pk=index.pk), pos="last-child")
    else:
        petition.page().specific.save_revision().publish()
    assert documents().count() == 1
    assert PetitionEvent.objects.filter(kind="attached").count() == 1


def test_a_file_published_by_mistake_is_taken_back(
    client, officer, attachment, page, django_capture_on_commit_callbacks
):
    publish(attachment)
    [document] = documents()
    url, name = document.url, document.file.name
    client.force_login(officer)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address(attachment, "refuse"), {"reason": "სხვისი ფოტო"})
    assert client.get(url).status_code == 404
    assert not default_storage.exists(name)
    shown = client.get(page.get_url()).content.decode()
    assert "ხიდის გეგმა" not in shown
    assert "სხვისი ფოტო" not in shown
    entry = CivicLogEntry.objects.get(action="civic_petitions.attachment_refused")
    assert entry.data["reason"] == "სხვისი ფოტო"
    attachment.refresh_from_db()
    publish(attachment)
    assert documents().count() == 1


def test_a_refusal_needs_a_reason_and_the_initiator_reads_it(client, officer, waiting, mailoutbox):
    add_initiator(waiting.petition)
    client.force_login(officer)
    client.post(address(waiting, "refuse"), {"reason": " "})
    waiting.refresh_from_db()
    assert waiting.refused_at is None
    client.post(address(waiting, "refuse"), {"reason": "ფოტოზე სხვა ადამიანია"})
    jobs.send_letters()
    letter = mailoutbox[-1]
    assert "ფოტოზე სხვა ადამიანია" in letter.body
    assert "ხიდის გეგმა" in letter.body


def test_a_case_that_a_colleague_has_open_is_left_alone(client, officer, make_user, site, waiting):
    rights = ("civic_petitions.view_petition", "civic_petitions.moderate_petition")
    colleague = make_user("colleague", *rights, sites=[site])
    client.force_login(colleague)
    client.get(f"{QUEUE}{waiting.petition_id}/")
    client.force_login(officer)
    client.post(address(waiting, "publish"), {"title": "x"})
    waiting.refresh_from_db()
    assert waiting.approved_at is None


def test_a_document_that_an_editor_deletes_does_not_come_back(attachment, petition, officer):
    publish(attachment)
    documents().get().delete()
    moderation.pause(petition, now=timezone.now(), user=officer, reason="x")
    moderation.resume(petition, now=timezone.now(), user=officer)
    assert not documents().exists()
    attachment.refresh_from_db()
    assert attachment.refused_at


@pytest.mark.parametrize(
    "facts",
    [
        {"approved_at": timezone.now(), "refused_at": timezone.now()},
        {"document": 1},
    ],
)
def test_the_database_holds_that_a_file_is_decided_once_and_public_only_if_approved(
    attachment, petition, facts
):
    document = get_document_model().objects.create(title="x", file="x.pdf")
    if "document" in facts:
        facts = {"document": document}
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.filter(pk=attachment.pk).update(**facts)


# Leaks --------------------------------------------------------------------------------------


def everything_public(client, petition, page):
    for url in (
        page.get_url(),
        page.get_parent().get_url(),
        f"/civic/api/v1/petitions/{petition.number}/",
        "/civic/api/v1/petitions/",
        "/civic/ka/petitions/feed/",
        "/civic/ka/petitions/petitions.csv",
        f"/civic/ka/petitions/{petition.number}/sheet/",
        f"/civic/ka/petitions/{petition.number}/widget/",
        "/sitemap.xml",
    ):
        answer = client.get(url)
        content = b"".join(answer) if answer.streaming else answer.content
        yield url, content.decode()


@pytest.mark.parametrize("state", ["waiting", "refused"])
def test_an_unpublished_file_is_named_nowhere_public(client, attachment, petition, page, state):
    if state == "refused":
        attaching.refuse(attachment, now=timezone.now(), user=None, reason="საიდუმლო მიზეზი")
    for url, text in everything_public(client, petition, page):
        assert "ხიდის გეგმა" not in text, url
        assert str(attachment.handle) not in text, url
        assert "საიდუმლო" not in text, url
        assert "attachment_refused" not in text, url


def test_the_api_names_published_files_as_the_schema_says(client, attachment, petition):
    url = f"/civic/api/v1/petitions/{petition.number}/"
    assert client.get(url).json()["documents"] == []
    publish(attachment)
    data = client.get(url).json()
    Draft202012Validator(part("detail")).validate(data)
    [named] = data["documents"]
    assert named["title"] == "ხიდის გეგმა"
    assert named["type"] == "application/pdf"
    assert named["size"] == len(PDF)
    assert b"".join(client.get(named["url"])) == PDF
    assert SECRET not in json.dumps(data)


def test_a_published_file_in_a_collection_made_private_is_not_shown(
    client, attachment, petition, page
):
    publish(attachment)
    CollectionViewRestriction.objects.create(
        collection=documents().get().collection, restriction_type="login"
    )
    assert "ხიდის გეგმა" not in client.get(page.get_url()).content.decode()
    assert client.get(f"/civic/api/v1/petitions/{petition.number}/").json()["documents"] == []


def test_a_copied_page_has_no_attachments(attachment, page, client):
    publish(attachment)
    copy = page.copy(update_attrs={"slug": "copy", "title": "ასლი"}, keep_live=False)
    copied = Petition.objects.exclude(pk=attachment.petition_id).get()
    assert not copied.attachments.exists()
    assert not copied.events.filter(kind="attached").exists()
    assert copy.pk


def test_a_preview_names_no_unpublished_file(attachment, page, rf):
    request = rf.get("/")
    request.is_preview = True
    context = page.specific.get_context(request)
    assert context["documents"] == []


def test_a_published_file_keeps_to_its_municipality(attachment, petition, other_site, client, roll):
    publish(attachment)
    found = client.get(
        f"/civic/api/v1/petitions/{petition.number}/", headers={"host": "other.example"}
    )
    assert found.status_code == 404
    from wagtail_civic.core.setup import collection_of

    assert documents().get().collection == collection_of(petition.site)


def test_hostile_titles_stand_as_text(attachment, client, officer, page):
    title = '<img src=x onerror="alert(1)">'
    publish(attachment, title)
    client.force_login(officer)
    for url in (page.get_url(), f"{QUEUE}{attachment.petition_id}/"):
        assert "<img src=x" not in client.get(url).content.decode()


# Time, erasure, deletion --------------------------------------------------------------------


def test_retention_deletes_what_was_not_published_and_keeps_what_was(attachment, petition):
    publish(attachment)
    other = add_attachment(petition, "პირადი", pdf(mark=b"another"))
    retention.anonymise(petition, timezone.now())
    assert not Attachment.objects.filter(pk=other.pk).exists()
    assert documents().exists()


def test_what_was_approved_and_never_public_is_deleted_too(waiting):
    publish(waiting)
    retention.anonymise(waiting.petition, timezone.now())
    assert not Attachment.objects.exists()


def test_a_request_of_the_initiator_finds_exports_and_erases(attachment, petition, site):
    add_initiator(petition)
    publish(attachment)
    other = add_attachment(petition, "პირადი", pdf(mark=b"another"))
    contact = parse("email", "nino@example.org")
    lines = personal_data.sources.get("petitions").find(contact, site)
    assert any("პირადი" in line for line in lines)
    exported = personal_data.sources.get("petitions").export(contact, site)
    assert {row["title"] for row in exported if row["what"] == "attachment"} == {
        "ხიდის გეგმა",
        "პირადი",
    }
    personal_data.sources.get("petitions").erase(contact, site, timezone.now())
    assert not Attachment.objects.filter(pk=other.pk).exists()
    assert documents().exists()


def test_with_the_petition_its_files_go_from_database_and_storage(
    attachment, petition, django_capture_on_commit_callbacks
):
    publish(attachment)
    add_attachment(petition, "პირადი", pdf(mark=b"another"))
    name = documents().get().file.name
    with django_capture_on_commit_callbacks(execute=True):
        Petition.objects.get(pk=petition.pk).delete()
    assert not Attachment.objects.exists()
    assert not documents().exists()
    assert not default_storage.exists(name)


def test_a_petition_with_attachments_is_not_deleted_with_its_page(attachment, page):
    with pytest.raises(ProtectedError), transaction.atomic():
        page.delete()
    assert Attachment.objects.filter(pk=attachment.pk).exists()


def test_rotated_keys_open_what_was_kept(attachment, settings):
    from django.core.management import call_command

    old = settings.WAGTAIL_CIVIC["ENCRYPTION_KEYS"]
    new = ["another-encryption-key-0123456789abcdef"]
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "ENCRYPTION_KEYS": [*new, *old]}
    call_command("civic_rotate_keys")
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "ENCRYPTION_KEYS": new}
    assert bytes(Attachment.objects.get().content) == PDF


def test_what_may_be_attached_is_the_editors_to_say(site):
    rules = PetitionSettings.for_site(site)
    rules.attachments_megabytes = 50
    with pytest.raises(ValidationError) as refused:
        rules.full_clean()
    assert list(refused.value.error_dict) == ["attachments_megabytes"]
