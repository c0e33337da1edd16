"""After opening, the words stay as they were signed; corrections are dated notes."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data, streamfield

from wagtail_civic.petitions import noting
from wagtail_civic.petitions.transitions import NotPossible

pytestmark = pytest.mark.django_db
NOTE = {"ka": "სოფლის სახელი სწორად იწერება: მთისპირი.", "en": "The village is spelled Mtispiri."}


@pytest.mark.parametrize("field", ["title", "ask", "background", "kind"])
def test_the_words_of_an_open_petition_do_not_change(page, field):
    setattr(page, field, "act" if field == "kind" else "სულ სხვა რამ")
    with pytest.raises(ValidationError) as refused:
        page.save()
    assert list(refused.value.message_dict) == [field]


def test_the_answer_is_written_after_opening(page):
    page.answer = [("paragraph", "<p>პასუხი</p>")]
    page.save_revision().publish()
    page.refresh_from_db()
    assert len(page.answer) == 1


def test_before_opening_typing_errors_are_corrected(make_petition):
    page = make_petition("submitted").page().specific
    page.title = "ხიდის აღდგენა მთისპირში"
    page.save_revision()
    page.save()


def test_the_editor_is_told_what_to_do_instead(client, superuser, page):
    client.force_login(superuser)
    url = f"/admin/pages/{page.pk}/edit/"
    words = {"title": "სხვა", "slug": page.slug, "ask": page.ask, "kind": page.kind}
    answer = client.post(url, nested_form_data({**words, "answer": streamfield([])}))
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
