"""Any search can be saved; what is new is told once, in one letter."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse
from wagtail.models import Locale, PageViewRestriction, Site

from tests.documents import no_mail
from wagtail_civic.core import contacts, personal_data
from wagtail_civic.core.models import Topic, TopicName
from wagtail_civic.documents import indexing, novelties, saving
from wagtail_civic.documents.jobs import tell_news
from wagtail_civic.documents.models import Finding, SavedSearch, SeenObject

NINO = contacts.parse("email", "nino@example.ge")


@pytest.fixture
def saved(site, now):
    """``saved("words")``: a confirmed search, on a site that was looked at before."""

    def make(text, contact=NINO, facets=None, on=None):
        on = on or site
        SeenObject.objects.get_or_create(site=on, group="before", defaults={"seen_at": now})
        saving.begin(on, contact, text, facets or {}, "ka", now)
        key = saving.query_key(text, facets or {}, "ka")
        search = SavedSearch.objects.get(query_key=key, lookup=contact.lookup(), site=on)
        saving.confirm(search, now)
        return search

    return make


@pytest.fixture
def told(now):
    """The texts of the letters that a run of the job sends."""

    def run(later=timedelta()):
        before = len(mail.outbox)
        tell_news(now + later)
        return [letter.body for letter in mail.outbox[before:]]

    return run


def test_what_is_new_is_told_once(saved, publish, told):
    saved("გზა")
    publish("ახალი გზა")
    publish("ხიდი")
    (letter,) = told()
    assert "ახალი გზა" in letter
    assert "ხიდი" not in letter
    assert told() == []


def test_all_searches_of_an_address_are_one_letter_and_each_thing_stands_in_it_once(
    saved, publish, told
):
    saved("გზა")
    saved("ხიდი")
    publish("გზა და ხიდი")
    publish("ხიდი")
    (letter,) = told()
    assert letter.count("გზა და ხიდი\n") == 1
    assert len(re.findall(r"^http", letter, re.MULTILINE)) == 2


def test_two_addresses_get_a_letter_each(saved, publish, told):
    saved("გზა")
    saved("გზა", contacts.parse("email", "dato@example.ge"))
    publish("გზა")
    assert len(told()) == 2
    assert {letter.to[0] for letter in mail.outbox} == {"nino@example.ge", "dato@example.ge"}


def test_what_was_there_before_is_no_news(saved, publish, told):
    publish("ძველი გზა")
    told()
    saved("გზა")
    assert told() == []


def test_the_first_look_at_a_site_is_no_news(site, saved, publish, told):
    saved("გზა")
    SeenObject.objects.all().delete()
    publish("გზა")
    assert told() == []


def test_an_index_made_anew_is_no_news(saved, publish, told):
    saved("გზა")
    publish("გზა")
    told()
    indexing.refresh_everything()
    assert told() == []


def test_what_becomes_public_later_is_news_then(saved, publish, told):
    saved("გზა")
    page = publish("საიდუმლო გზა")
    wall = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert told() == []
    wall.delete()
    assert len(told()) == 1


def test_what_is_private_again_when_the_letter_goes_is_not_told(saved, publish, now, site):
    saved("გზა")
    page = publish("გზა")
    novelties.notice(site, now)
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert novelties.send_waiting(now) == 0
    assert mail.outbox == []


def test_a_private_translation_does_not_tell_by_being_found(saved, publish, told):
    saved("საიდუმლო")
    page = publish("გზა")
    other = publish("საიდუმლო")
    type(page).objects.filter(pk=other.pk).update(
        translation_key=page.translation_key,
        locale=Locale.objects.get_or_create(language_code="en")[0],
    )
    indexing.refresh(indexing.PAGE, other.pk)
    PageViewRestriction.objects.create(page=other, restriction_type=PageViewRestriction.LOGIN)
    assert told() == []
    assert SeenObject.objects.filter(group=f"page:{page.translation_key}").exists()


def test_facets_of_a_saved_search_hold(saved, publish, told):
    saved("გზა", facets={"kind": "document"})
    publish("გზა")
    assert told() == []


def test_a_search_that_was_not_confirmed_is_told_nothing(site, publish, told, now):
    SeenObject.objects.create(site=site, group="before", seen_at=now)
    saving.begin(site, NINO, "გზა", {}, "ka", now)
    publish("გზა")
    assert told() == []
    personal_data.retain(now + timedelta(days=4))
    assert not SavedSearch.objects.exists()


def test_another_municipality_is_not_told(saved, publish, told, other_site):
    saved("გზა", on=other_site)
    publish("გზა")
    assert told() == []


def test_a_mail_server_that_does_not_answer_loses_nothing(saved, publish, told, settings):
    saved("გზა")
    publish("გზა")
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.documents.no_mail.Backend"
    assert told() == []
    assert Finding.objects.filter(told_at=None).count() == 1
    settings.EMAIL_BACKEND = working
    assert len(told()) == 1


def test_one_letter_that_cannot_be_sent_keeps_no_other_waiting(
    saved, publish, told, settings, monkeypatch
):
    others = [contacts.parse("email", f"citizen{number}@example.ge") for number in range(4)]
    for contact in (NINO, *others):
        saved("გზა", contact)
    publish("გზა")
    monkeypatch.setattr(no_mail.Picky, "refused", "")
    settings.EMAIL_BACKEND = "tests.documents.no_mail.Picky"
    assert len(told()) == 4
    assert Finding.objects.get(told_at=None).search.address == no_mail.Picky.refused


def test_what_could_not_be_told_for_a_week_is_no_news_any_more(saved, publish, told, now, site):
    saved("გზა")
    publish("გზა")
    novelties.notice(site, now)
    assert told(timedelta(days=8)) == []


def test_many_new_things_are_counted_and_not_all_listed(saved, publish, told, monkeypatch):
    monkeypatch.setattr(novelties, "MOST_IN_LETTER", 2)
    saved("გზა")
    for number in range(4):
        publish(f"გზა {number}")
    (letter,) = told()
    assert len(re.findall(r"^http", letter, re.MULTILINE)) == 2
    assert mail.outbox[-1].subject.startswith("4 ")


# Asking and ending --------------------------------------------------------------------------


def send_form(client, address, values):
    """Get the form and send it as a browser would."""
    form = client.get(address).content.decode()
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    return client.post(address, fields | values)


def test_a_citizen_saves_a_search_and_ends_it(
    client, site, publish, told, now, committed, settings
):
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "FORM_MINIMUM_SECONDS": 0}
    SeenObject.objects.create(site=site, group="before", seen_at=now)
    address = reverse("civic_documents:save", args=["ka"]) + "?q=გზა&kind=page"
    with committed():
        response = send_form(client, address, {"address": "Nino@Example.ge"})
    assert response.status_code == 302
    (letter,) = mail.outbox
    link = re.search(r"https?://\S+?(/civic/\S+)", letter.body)[1]
    response = send_form(client, link, {})
    search = SavedSearch.objects.get()
    assert (search.text, search.facets, search.confirmed_at is not None) == (
        "გზა",
        {"kind": "page"},
        True,
    )
    publish("გზა")
    (text,) = told()
    stop = saving.stop_url(search)
    assert stop in text
    assert client.get(stop).status_code == 200
    assert SavedSearch.objects.exists()
    send_form(client, stop, {})
    assert not SavedSearch.objects.exists()


def test_what_the_list_was_narrowed_to_is_named(client, site, committed, settings):
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "FORM_MINIMUM_SECONDS": 0}
    topic = Topic.objects.create(site=site, code="roads")
    TopicName.objects.create(row=topic, language="ka", name="გზები და ხიდები")
    address = reverse("civic_documents:save", args=["ka"]) + "?q=გზა"
    assert "დაზუსტებულია" not in client.get(address).content.decode()
    address += "&kind=document&year=2026&topic=roads"
    narrowed = "რა – დოკუმენტები; წელი – 2026; თემა – გზები და ხიდები."
    assert narrowed in client.get(address).content.decode()
    with committed():
        send_form(client, address, {"address": "nino@example.ge"})
    link = re.search(r"https?://\S+?(/civic/\S+)", mail.outbox[0].body)[1]
    assert narrowed in client.get(link).content.decode()
    send_form(client, link, {})
    stop = saving.stop_url(SavedSearch.objects.get())
    assert narrowed in client.get(stop).content.decode()


def test_one_click_in_a_mail_program_ends_all(client, saved, publish, told):
    saved("გზა")
    other = saved("ხიდი")
    publish("ხიდი")
    told()
    headers = mail.outbox[-1].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = "/civic" + headers["List-Unsubscribe"].strip("<>").split("/civic", 1)[1]
    assert address.endswith(saving.stop_url(other))
    response = client.post(address, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 204
    assert not SavedSearch.objects.exists()


def test_one_click_ends_also_what_was_saved_under_another_key(client, saved, settings):
    saved("გზა")
    old = settings.WAGTAIL_CIVIC["LOOKUP_KEYS"]
    settings.WAGTAIL_CIVIC = {
        **settings.WAGTAIL_CIVIC,
        "LOOKUP_KEYS": ["a-newer-lookup-key-0123456789-abcdef", *old],
    }
    stop = saving.stop_url(saved("ხიდი"))
    client.post(stop, {"List-Unsubscribe": "One-Click"})
    assert not SavedSearch.objects.exists()


def test_nobody_ends_the_letters_of_others(client, saved):
    search = saved("გზა")
    address = reverse("civic_documents:stop", args=["ka", search.uuid, "0" * 32])
    client.post(address, {"List-Unsubscribe": "One-Click"})
    assert SavedSearch.objects.exists()


def test_asking_twice_is_one_search(saved):
    saved("გზა")
    saved("გზა")
    assert SavedSearch.objects.count() == 1


def test_an_address_has_so_many_searches_and_is_asked_no_more(saved, committed, monkeypatch):
    monkeypatch.setattr(saving, "MAX_SEARCHES", 1)
    with committed():
        now = saved("გზა").asked_at
    mail.outbox.clear()
    with committed():
        saving.begin(Site.objects.get(), NINO, "ხიდი", {}, "ka", now)
    assert SavedSearch.objects.count() == 1
    assert mail.outbox == []


def test_searches_that_strangers_ask_for_in_its_name_do_not_fill_its_share(
    site, saved, now, monkeypatch
):
    monkeypatch.setattr(saving, "MAX_SEARCHES", 2)
    for number in range(5):
        saving.begin(site, NINO, f"ხიდი {number}", {}, "ka", now)
    saved("გზა")
    assert SavedSearch.objects.confirmed().count() == 1


def test_nothing_to_search_for_is_nothing_to_save(client, site):
    response = client.get(reverse("civic_documents:save", args=["ka"]), {"q": "???"})
    assert response.status_code == 302


def test_the_address_is_stored_encrypted(saved):
    saved("გზა")
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM civic_documents_savedsearch")
        assert "nino" not in cursor.fetchone()[0]


def test_a_person_gets_and_erases_what_is_held(saved, site, now):
    saved("გზა")
    assert any("გზა" in line for lines in personal_data.find(NINO, site).values() for line in lines)
    assert personal_data.export(NINO, site)["saved_searches"][0]["query"] == "გზა"
    personal_data.erase(NINO, site, now)
    assert not SavedSearch.objects.exists()
