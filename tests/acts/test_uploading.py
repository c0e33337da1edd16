"""Many files at once: each a draft with its text, confirmed by somebody."""

from datetime import date

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from freezegun import freeze_time
from wagtail.models import Collection, GroupCollectionPermission
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import inline_formset, rich_text, streamfield
from wagtail.users.models import UserProfile

from wagtail_civic.acts import jobs, numbering, uploading
from wagtail_civic.acts.models import Act, ActFile
from wagtail_civic.acts.todo import todo_items
from wagtail_civic.documents.extract.result import SCAN, TOO_LONG, Extraction, Page
from wagtail_civic.documents.jobs import read_waiting

from .test_admin import form_data
from .test_guessing import RESOLUTION

pytestmark = pytest.mark.django_db

UPLOAD, CONFIRM = "/admin/civic/acts/upload/", "/admin/civic/acts/confirm/"


def file(words=RESOLUTION, name="act.txt"):
    return SimpleUploadedFile(name, words.encode(), "text/plain")


@pytest.fixture
def root():
    return Collection.get_first_root_node()


def drafted(town, root, *files):
    return [uploading.draft(town.site, each, root, None, timezone.now()) for each in files]


def test_a_file_becomes_a_draft_with_text_and_guesses(town, root):
    town.act("16", adopted=date(2025, 1, 2))
    (outcome,) = drafted(town, root, file())
    act = Act.objects.get(pk=outcome.act.pk)
    assert not act.live
    assert (act.number, act.adopted) == ("17-51", date(2026, 11, 19))
    assert (act.act_type, act.body) == (town.resolution, town.council)
    assert [b.block_type for b in act.text] == ["paragraph", "article", "chapter", "article"]
    assert act.files.get().sha256
    assert act.guessed_at is not None
    assert act.latest_revision.as_object().files.count() == 1


def test_a_file_that_an_act_has_already_makes_nothing_and_names_the_act(town, root, document):
    known = town.act("9")
    ActFile.objects.create(act=known, document=document("x.txt", RESOLUTION.encode()))
    (outcome,) = drafted(town, root, file())
    assert (outcome.act, outcome.same) == (None, known)
    assert "№9" in uploading.words_of(outcome)
    assert Act.objects.count() == 1


def test_the_same_file_in_another_municipality_is_another_matter(town, other_town, root):
    (here, there) = [
        uploading.draft(each.site, file(), root, None, timezone.now())
        for each in (town, other_town)
    ]
    assert here.act
    assert there.act


def test_a_number_that_is_taken_is_left_empty_and_told(town, root):
    town.act("17-51", adopted=date(2026, 11, 19))
    (outcome,) = drafted(town, root, file())
    assert outcome.act.number == ""
    assert "17-51" in outcome.notes[0]


def test_a_file_without_text_is_a_draft_under_its_name(town, root):
    (outcome,) = drafted(town, root, SimpleUploadedFile("სკანი.png", b"\x89PNG"))
    assert outcome.act.title == "სკანი"


def test_a_file_that_is_refused_is_not_stored(client, town, root, superuser, settings, stored):
    settings.WAGTAILDOCS_EXTENSIONS = ["txt"]
    client.force_login(superuser)
    data = {"site": town.site.pk, "collection": root.pk}
    response = client.post(UPLOAD, data | {"files": [file("<script>", "x.html")]})
    assert "x.html: " in response.content.decode()
    assert not Act.objects.exists()
    assert stored() == []
    client.post(UPLOAD, data | {"files": [file()]})
    assert stored() == ["act.txt"]


def test_a_draft_that_cannot_be_saved_leaves_no_file(town, root, stored, monkeypatch):
    def fail(act):
        raise ValidationError("ადგილი აღარ არის")

    monkeypatch.setattr(uploading, "_usual_body", fail)
    with pytest.raises(ValidationError):
        drafted(town, root, file())
    assert stored() == []


def test_a_registrar_uploads_and_confirms(client, town, superuser):
    town.act("16", adopted=date(2025, 1, 2))
    client.force_login(superuser)
    files = [file(), file(RESOLUTION.replace("17-51", "17-52"), "b.txt")]
    root = Collection.get_first_root_node()
    data = {"site": town.site.pk, "collection": root.pk, "files": files}
    assert client.post(UPLOAD, data).status_code == 302
    drafts = Act.objects.filter(guessed_at__isnull=False).order_by("number")
    assert [act.number for act in drafts] == ["17-51", "17-52"]
    first, second = drafts
    page = client.get(CONFIRM).content.decode()
    assert "17-52" in page
    # A date is picked by Wagtail's script, before the fields that begin with it.
    assert 0 < page.find("date-time-chooser.js") < page.find("initDateChooser(")
    data = {
        f"act-{first.pk}-is_right": "on",
        f"act-{first.pk}-act_type": town.resolution.pk,
        f"act-{first.pk}-body": town.council.pk,
        f"act-{first.pk}-number": "17-51",
        f"act-{first.pk}-adopted": "2026-03-03",
        f"act-{first.pk}-title": "გასწორებული",
    }
    assert client.post(CONFIRM, data).status_code == 302
    first.refresh_from_db()
    assert (first.title, first.guessed_at, first.live) == ("გასწორებული", None, False)
    assert first.latest_revision.as_object().title == "გასწორებული"
    assert Act.objects.get(pk=second.pk).guessed_at is not None


def test_a_confirmed_number_that_is_taken_is_a_message(client, town, root, superuser):
    (outcome,) = drafted(town, root, file())
    town.act("5", adopted=date(2026, 3, 3))
    client.force_login(superuser)
    pre = f"act-{outcome.act.pk}-"
    data = {"is_right": "on", "act_type": town.resolution.pk, "body": town.council.pk}
    data |= {"number": "5", "adopted": "2026-03-03", "title": "x"}
    response = client.post(CONFIRM, {pre + name: value for name, value in data.items()})
    assert response.status_code == 200
    assert "№5" in response.content.decode()
    assert Act.objects.get(pk=outcome.act.pk).guessed_at is not None


@pytest.fixture
def overtaken(monkeypatch):
    """Somebody takes the number between the question whether it is free and the answer."""
    monkeypatch.setattr(numbering, "same_identity", lambda act: None)


def test_a_number_taken_a_moment_ago_is_a_message(client, town, root, superuser, overtaken):
    town.act("16", adopted=date(2025, 1, 2))
    (outcome,) = drafted(town, root, file(RESOLUTION.replace("17-51", "17-52")))
    town.act("17-51", adopted=date(2026, 11, 19))
    client.force_login(superuser)
    data = {"site": town.site.pk, "collection": root.pk, "files": [file()]}
    assert client.post(UPLOAD, data).status_code == 200
    assert not Act.objects.filter(number="17-51", guessed_at__isnull=False).exists()
    pre = f"act-{outcome.act.pk}-"
    data = {"is_right": "on", "act_type": town.resolution.pk, "body": town.council.pk}
    data |= {"number": "17-51", "adopted": "2026-11-19", "title": "x"}
    response = client.post(CONFIRM, {pre + name: value for name, value in data.items()})
    assert "number" in response.context["rows"][0].errors
    assert Act.objects.get(pk=outcome.act.pk).number == "17-52"


def test_what_was_published_meanwhile_is_not_confirmed_over(town, root):
    (outcome,) = drafted(town, root, file())
    pk = outcome.act.pk
    Act.objects.filter(pk=pk).update(guessed_at=None, title="გამოქვეყნებული")
    assert uploading.confirm(pk, {"title": "სხვა"}, None) is False
    assert Act.objects.get(pk=pk).title == "გამოქვეყნებული"


def test_the_screen_asks_as_often_for_many_drafts_as_for_few(client, town, root, superuser):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(CONFIRM).status_code == 200
        return len(captured)

    client.force_login(superuser)
    drafted(town, root, file("1", "1.txt"))
    queries()
    few = queries()
    drafted(town, root, *(file(str(n), f"{n}.txt") for n in range(2, 6)))
    assert queries() == few


def test_saving_its_form_confirms_a_draft(client, town, root, superuser):
    town.act("16", adopted=date(2025, 1, 2))
    (outcome,) = drafted(town, root, file())
    client.force_login(superuser)
    url = f"/admin/snippets/civic_acts/act/edit/{outcome.act.pk}/"
    data = form_data(town, files=inline_formset([], initial=0))
    assert client.post(url, data).status_code == 302
    assert Act.objects.get(pk=outcome.act.pk).guessed_at is None


def test_files_go_only_where_their_uploader_may_put_them(client, town, make_user, root):
    user = make_user("clerk", "civic_acts.add_act")
    inner = root.add_child(name="acts")
    group = Group.objects.get(name="clerk-group")
    GroupCollectionPermission.objects.create(
        group=group, collection=inner, permission=Permission.objects.get(codename="add_document")
    )
    client.force_login(user)
    data = {"site": town.site.pk, "collection": root.pk, "files": [file()]}
    assert client.post(UPLOAD, data).status_code == 200
    assert not Act.objects.exists()
    data |= {"collection": inner.pk, "files": [file()]}
    assert client.post(UPLOAD, data).status_code == 302
    assert Act.objects.get().files.get().document.collection == inner


@pytest.mark.parametrize("address", [UPLOAD, CONFIRM, "/admin/civic/acts/import/"])
def test_who_may_not_is_refused(client, town, make_user, address):
    client.force_login(make_user("reader", "civic_acts.view_act"))
    assert client.get(address).status_code in (302, 403)


def test_saving_an_act_with_the_file_of_another_names_it(client, town, superuser, document):
    signed = document("a.pdf", b"signed")
    known = town.act("9", title="ნაცნობი აქტი")
    ActFile.objects.create(act=known, document=signed)
    client.force_login(superuser)
    files = inline_formset([{"role": "main", "document": document("b.pdf", b"signed").pk}])
    response = client.post(
        "/admin/snippets/civic_acts/act/add/", form_data(town, files=files), follow=True
    )
    told = [str(message) for message in response.context["messages"]]
    assert [words for words in told if "ნაცნობი აქტი" in words]
    assert Act.objects.filter(number="17-51").exists()


def test_the_list_is_in_the_language_of_the_editor(client, town, superuser):
    town.act("9")
    UserProfile.objects.create(user=superuser, preferred_language="en")
    client.force_login(superuser)
    assert "განახლდა" not in client.get("/admin/snippets/civic_acts/act/").content.decode()


def test_an_article_with_nothing_below_its_heading_can_be_saved(client, town, superuser):
    """So it comes from a file or a list: “Article 7. Repealed”."""
    client.force_login(superuser)
    removed = {"number": "7", "heading": "ამოღებულია", "text": rich_text("")}
    data = form_data(town, text=streamfield([("article", removed)]))
    client.post("/admin/snippets/civic_acts/act/add/", data | {"action-publish": "1"})
    act = Act.objects.get(number="17-51")
    assert act.live
    assert act.text[0].value["heading"] == "ამოღებულია"


def test_the_registrars_list_shows_what_waits_to_be_confirmed(client, town, root, superuser):
    town.act("9")
    drafted(town, root, file())
    client.force_login(superuser)
    listing = client.get("/admin/snippets/civic_acts/act/?state=guessed")
    assert [act.number for act in listing.context["object_list"]] == ["17-51"]


def test_what_waits_to_be_confirmed_is_not_called_late(town, root, superuser, rf):
    drafted(town, root, file())
    request = rf.get("/")
    request.user = superuser
    waiting = [item for item in todo_items(request) if item.url == CONFIRM]
    assert [(item.count, item.overdue) for item in waiting] == [(1, 0)]


# What a request has no time for


@pytest.fixture
def out_of_time(monkeypatch):
    """The request has no second left for any file."""
    monkeypatch.setattr(uploading, "REQUEST_SECONDS", 0)


def sent(client, town, root, *files):
    return client.post(UPLOAD, {"site": town.site.pk, "collection": root.pk, "files": files})


def read_and_finish():
    read_waiting()
    return jobs.finish_drafts()


@pytest.fixture
def unread(client, town, root, superuser, out_of_time):
    """A draft of a file that the request did not read."""
    town.act("16", adopted=date(2025, 1, 2))
    client.force_login(superuser)
    assert sent(client, town, root, file(name="ფაილი.txt")).status_code == 302
    return Act.objects.get(guessed_at__isnull=False)


def test_files_after_the_time_of_a_request_are_drafts_at_once(client, unread):
    assert (unread.title, len(unread.text)) == ("ფაილი", 0)
    assert unread.awaits_text
    page = client.get(CONFIRM).content.decode()
    assert "ფაილის ტექსტს ფონური პროცესი წაიკითხავს" in page
    address = f"/admin/snippets/civic_acts/act/edit/{unread.pk}/"
    assert "ფაილის ტექსტს ფონური პროცესი წაიკითხავს" in client.get(address).content.decode()


def test_the_worker_finishes_text_and_guesses(town, unread):
    assert jobs.finish_drafts() == 0
    assert read_and_finish() == 1
    act = Act.objects.get(pk=unread.pk)
    assert (act.number, act.adopted) == ("17-51", date(2026, 11, 19))
    assert (act.act_type, act.body) == (town.resolution, town.council)
    assert act.title.endswith("წესის შესახებ")
    assert [b.block_type for b in act.text] == ["paragraph", "article", "chapter", "article"]
    assert not act.awaits_text
    assert act.guessed_at is not None
    assert act.latest_revision.as_object().files.count() == 1
    assert read_and_finish() == 0


def test_what_somebody_confirmed_meanwhile_stays_and_the_text_comes(town, unread):
    given = {"number": "5", "title": "ჩემი", "adopted": date(2026, 1, 1)}
    uploading.confirm(unread.pk, given | {"act_type": town.order, "body": town.mayor}, None)
    assert read_and_finish() == 1
    act = Act.objects.get(pk=unread.pk)
    assert (act.number, act.title, act.adopted) == ("5", "ჩემი", date(2026, 1, 1))
    assert (act.act_type, act.body) == (town.order, town.mayor)
    assert len(act.text) == 4
    assert act.guessed_at is None


@pytest.mark.parametrize("written", [[], [("paragraph", rich_text("<p>ჩემი ტექსტი</p>"))]])
def test_a_form_that_was_opened_before_the_text_came_does_not_empty_it(
    client, town, unread, written
):
    address = f"/admin/snippets/civic_acts/act/edit/{unread.pk}/"
    assert 'name="text_awaited"' in client.get(address).content.decode()
    assert read_and_finish() == 1
    assert 'name="text_awaited"' not in client.get(address).content.decode()
    fields = {"number": "5", "title": "ჩემი", "text": streamfield(written), "text_awaited": "1"}
    client.post(address, form_data(town, **fields))
    act = Act.objects.get(pk=unread.pk).get_latest_revision_as_object()
    assert (act.number, act.title) == ("5", "ჩემი")
    assert len(act.text) == (1 if written else 4)


def test_a_text_that_somebody_entered_meanwhile_stays(unread):
    act = Act.objects.get(pk=unread.pk)
    act.text = [("paragraph", RichText("<p>ჩემი ტექსტი</p>"))]
    act.save_revision(clean=False)
    assert read_and_finish() == 0
    act = Act.objects.get(pk=unread.pk)
    assert "ჩემი ტექსტი" in act.text[0].value.source
    assert not act.awaits_text


def test_an_act_that_was_published_meanwhile_stays_as_it_is(town, unread):
    given = {"number": "5", "title": "ჩემი", "adopted": date(2026, 1, 1)}
    uploading.confirm(unread.pk, given | {"act_type": town.order, "body": town.mayor}, None)
    Act.objects.get(pk=unread.pk).latest_revision.publish()
    assert read_and_finish() == 0
    act = Act.objects.get(pk=unread.pk)
    assert (act.live, len(act.text), act.has_unpublished_changes) == (True, 0, False)


def test_a_file_without_text_is_waited_for_no_longer(client, town, root, superuser, out_of_time):
    client.force_login(superuser)
    sent(client, town, root, SimpleUploadedFile("a.txt", b"  "))
    read_and_finish()
    act = Act.objects.get()
    assert (act.awaits_text, len(act.text)) == (False, 0)


def test_a_file_that_was_read_in_part_keeps_its_facts_and_awaits_its_text(town, root, monkeypatch):
    head = Page(1, RESOLUTION)
    found = Extraction((head, Page(2, "", SCAN)), "pdf", TOO_LONG, 2)
    monkeypatch.setattr("wagtail_civic.documents.extract.extract", lambda *a, **k: found)
    (outcome,) = drafted(town, root, file())
    act = Act.objects.get(pk=outcome.act.pk)
    assert (act.number, len(act.text), act.awaits_text) == ("17-51", 0, True)


def test_the_files_of_one_request_share_its_time(client, town, root, superuser, monkeypatch):
    given = []

    def extract(file, name, wall_seconds):
        given.append(wall_seconds)
        clock.tick(15)
        return Extraction((Page(1, RESOLUTION),), "txt", "", 1)

    monkeypatch.setattr("wagtail_civic.documents.extract.extract", extract)
    client.force_login(superuser)
    with freeze_time("2026-11-27 10:00:00") as clock:
        sent(client, town, root, *(file(f"{RESOLUTION} {n}", f"{n}.txt") for n in range(4)))
    assert given == [20, 5]
    assert [act.awaits_text for act in Act.objects.order_by("pk")] == [False, False, True, True]
