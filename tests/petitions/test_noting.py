"""After opening, the words stay as they were signed; corrections are dated notes."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data, streamfield

from wagtail_civic.petitions import moderation, noting
from wagtail_civic.petitions.transitions import NotPossible

pytestmark = pytest.mark.django_db
NOTE = {"ka": "სოფლის სახელი სწორად იწერება: მთისპირი.", "en": "The village is spelled Mtispiri."}


OTHER = {
    "title": "სულ სხვა",
    "ask": "სხვა რამ",
    "background": "სხვა ამბავი",
    "kind": "act",
    "video": "https://vimeo.com/76979871",
}


@pytest.mark.parametrize("field", OTHER)
def test_the_words_of_an_open_petition_do_not_change(page, field):
    signed = getattr(page, field)
    setattr(page, field, OTHER[field])
    page.save()
    page.refresh_from_db()
    assert getattr(page, field) == signed


def edit(client, page, **words):
    """Save a draft in the editor."""
    fields = {name: getattr(page, name) for name in ("title", "slug", "ask", "kind")}
    data = nested_form_data({**fields, **words, "answer": streamfield([])})
    return client.post(f"/admin/pages/{page.pk}/edit/", data)


def test_the_words_of_an_open_petition_stay_also_while_its_page_is_unpublished(
    client, superuser, page
):
    signed = page.ask
    page.unpublish()
    client.force_login(superuser)
    assert edit(client, page, ask=OTHER["ask"]).context["form"].errors["ask"]
    page.refresh_from_db()
    page.get_latest_revision().publish()
    page.refresh_from_db()
    assert (page.live, page.ask) == (True, signed)


def test_what_must_not_be_public_is_taken_out_while_a_petition_is_taken_down(
    client, superuser, petition, page
):
    moderation.take_down(petition, now=timezone.now(), user=superuser, reason="სასამართლო")
    client.force_login(superuser)
    edit(client, page, ask="ვითხოვთ ხიდს.")
    moderation.restore(petition, now=timezone.now(), user=superuser, reason="სასამართლო")
    page.refresh_from_db()
    assert (page.live, page.ask) == (True, "ვითხოვთ ხიდს.")


def schedule(page, **words):
    """A draft that was made and scheduled before the petition opened."""
    for name, word in words.items():
        setattr(page, name, word)
    page.go_live_at = timezone.now() - timedelta(minutes=1)
    revision = page.save_revision(clean=False, approved_go_live_at=page.go_live_at)
    assert revision.content["ask"] == words["ask"]
    return revision


def test_a_scheduled_draft_with_other_words_brings_out_the_answer_and_keeps_the_words(page):
    signed = noting.signed_words(page)
    schedule(page, **OTHER, answer=[("paragraph", "<p>პასუხი</p>")])
    call_command("publish_scheduled")
    page = type(page).objects.get(pk=page.pk)
    assert page.scheduled_revision is None
    assert len(page.answer) == 1
    assert {name: getattr(page, name) for name in OTHER} == signed


def test_such_a_draft_keeps_no_other_page_from_its_hour(page, make_petition):
    schedule(page, **OTHER)
    other = make_petition("submitted", title="სხვა პეტიცია").page().specific
    schedule(other, ask="ვითხოვთ წყალს.")
    call_command("publish_scheduled")
    other.refresh_from_db()
    assert (other.live, other.ask) == (True, "ვითხოვთ წყალს.")


def test_the_editor_finds_the_signed_words_where_an_older_draft_has_others(client, superuser, page):
    signed = page.ask
    schedule(page, **OTHER)
    client.force_login(superuser)
    form = client.get(f"/admin/pages/{page.pk}/edit/").context["form"]
    assert form["ask"].value() == signed


def test_a_new_translation_of_changed_words_leaves_the_signed_ones(
    page, locales, django_capture_on_commit_callbacks
):
    localize = pytest.importorskip("wagtail_localize.models")
    source, _made = localize.TranslationSource.update_or_create_from_instance(page)
    translation = localize.Translation.objects.create(source=source, target_locale=locales["en"])

    def translate(**words):
        for segment in source.stringsegment_set.select_related("context"):
            localize.StringTranslation.objects.update_or_create(
                translation_of=segment.string,
                locale=locales["en"],
                context=segment.context,
                defaults={"data": words.get(segment.context.path, segment.context.path)},
            )
        with django_capture_on_commit_callbacks(execute=True):
            translation.save_target(publish=True)
        return type(page).objects.get(translation_key=page.translation_key, locale=locales["en"])

    first = translate(title="The bridge", ask="We ask for the bridge.")
    assert (first.live, first.ask) == (True, "We ask for the bridge.")
    again = translate(title="The well", ask="We ask for a well.")
    assert (again.title, again.ask) == ("The bridge", "We ask for the bridge.")


def test_what_was_corrected_on_a_public_page_before_the_opening_opens(make_petition, officer):
    petition = make_petition("submitted")
    page = petition.page().specific
    page.save_revision().publish()
    page.ask = "ვითხოვთ ხიდის აღდგენას მთისპირში."
    page.save_revision()
    moderation.publish(petition, now=timezone.now(), user=officer)
    page.refresh_from_db()
    assert page.ask == "ვითხოვთ ხიდის აღდგენას მთისპირში."


def test_the_answer_is_written_after_opening(page):
    page.answer = [("paragraph", "<p>პასუხი</p>")]
    page.save_revision().publish()
    page.refresh_from_db()
    assert len(page.answer) == 1


def test_before_opening_typing_errors_are_corrected(make_petition):
    page = make_petition("submitted").page().specific
    page.title = "ხიდის აღდგენა მთისპირში"
    page.save()
    page.refresh_from_db()
    assert page.title == "ხიდის აღდგენა მთისპირში"


def test_the_editor_is_told_what_to_do_instead(client, superuser, page):
    client.force_login(superuser)
    answer = edit(client, page, title="სხვა")
    assert answer.status_code == 200
    assert answer.context["form"].errors["title"]


def test_a_note_stands_in_the_timeline_in_the_readers_language(petition, officer, client, page):
    noting.add_note(petition, now=timezone.now(), user=officer, texts=NOTE)
    assert NOTE["ka"] in client.get(page.get_url()).content.decode()


def test_a_note_in_one_language_is_shown_in_every_one(petition, officer, client, page):
    noting.add_note(petition, now=timezone.now(), user=officer, texts={"ka": "", "en": NOTE["en"]})
    assert NOTE["en"] in client.get(page.get_url()).content.decode()


def test_markup_in_a_note_is_text(petition, officer, client, page):
    noting.add_note(petition, now=timezone.now(), user=officer, texts={"ka": "<b>x</b>"})
    assert "<b>x</b>" not in client.get(page.get_url()).content.decode()


@pytest.mark.parametrize("state", ["draft", "submitted"])
def test_before_opening_there_are_no_notes(make_petition, officer, state):
    with pytest.raises(NotPossible):
        noting.add_note(make_petition(state), now=timezone.now(), user=officer, texts=NOTE)


def test_an_officer_adds_a_note_in_the_queue(client, officer, petition):
    client.force_login(officer)
    url = f"/admin/civic_petitions_queue/{petition.pk}/move/note/"
    empty = client.post(url, {"text_ka": "", "text_en": ""})
    assert empty.status_code == 200
    client.post(url, {"text_ka": NOTE["ka"], "text_en": NOTE["en"]})
    assert petition.events.get(kind="noted").data == {"texts": NOTE}
