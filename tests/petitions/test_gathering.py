"""Supporters before moderation: an address that nobody finds, first signatures, and their end."""

import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from wagtail_civic.core import contacts
from wagtail_civic.petitions import counting, gathering, jobs, lifecycle, mine, moderation, signing
from wagtail_civic.petitions.models import (
    Gathering,
    Petition,
    PetitionSettings,
    Signature,
    SignatureContact,
    WatchRule,
)
from wagtail_civic.petitions.transitions import NotPossible

from .conftest import SIGNER, add_initiator, add_signatures

pytestmark = pytest.mark.django_db
QUEUE = "/admin/civic_petitions_queue/"
TITLE = "ხიდის აღდგენა სოფელ მთისპირში"


@pytest.fixture
def settings_of(site):
    """Three supporters within thirty days."""
    settings = PetitionSettings.for_site(site)
    settings.supporters, settings.gathering_days = 3, 30
    settings.save()
    return settings


@pytest.fixture
def wanted(settings_of, make_petition):
    """A petition that looks for three supporters."""
    petition = make_petition("draft")
    add_initiator(petition)
    moderation.submit_new(petition, now=timezone.now())
    petition.refresh_from_db()
    return petition


def url_of(petition):
    return gathering.address(petition, "ka")


@pytest.fixture
def support(citizen, wanted, area):
    def send(**fields):
        data = {**SIGNER, "area": area.pk, **fields}
        return citizen.send(url_of(wanted), data, "petitions.sign")

    return send


def sign_all(petition, count, start=0):
    """So many people, an hour ago."""
    return add_signatures(
        petition, count, confirmed_at=timezone.now() - timedelta(hours=1), start=start
    )


def test_where_no_supporters_are_asked_for_a_petition_goes_to_the_queue(make_petition):
    petition = make_petition("draft")
    moderation.submit_new(petition, now=timezone.now())
    petition.refresh_from_db()
    assert petition.state == lifecycle.SUBMITTED
    assert not Gathering.objects.exists()


def test_how_many_and_how_long_is_fixed_when_the_search_begins(wanted, settings_of):
    settings_of.supporters = 20
    settings_of.save()
    asked = Gathering.objects.get()
    assert asked.required == 3
    local = timezone.localtime(asked.until)
    assert (local.hour, local.minute) == (23, 59)
    assert 29 < (asked.until - timezone.now()).days + 1 <= 31
    assert (wanted.state, bool(wanted.number)) == (lifecycle.GATHERING, True)


def test_the_initiator_hears_of_the_address_and_not_that_an_officer_looks(wanted):
    jobs.send_letters()
    [letter] = mail.outbox
    assert url_of(wanted) in letter.body
    assert wanted.events.filter(kind="submitted").count() == 0


def test_who_has_the_address_reads_and_signs(support, citizen, wanted):
    answer = citizen.get(url_of(wanted))
    assert TITLE in answer.content.decode()
    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"
    support()
    assert TITLE not in mail.outbox[0].subject + mail.outbox[0].body
    assert wanted.number in mail.outbox[0].subject
    assert gathering.supporters(wanted) == 0
    answer = citizen.confirm(mail.outbox[0])
    assert answer.url.endswith("/done/supported/")
    assert citizen.get(answer.url).status_code == 200
    assert gathering.supporters(wanted) == 1
    contact = SignatureContact.objects.get()
    assert contact.declaration.text


def test_nobody_supports_twice(support, citizen, wanted):
    support()
    citizen.confirm(mail.outbox[0])
    support()
    assert Signature.objects.count() == 1
    support(name="ნანა მაისურაძე")
    citizen.confirm(mail.outbox[-1])
    support(name="ლევან მაისურაძე")
    assert Signature.objects.count() == 2
    assert gathering.supporters(wanted) == 2


def test_the_initiator_is_no_supporter_of_the_own_petition(support, citizen, wanted):
    support(name="ნინო ბერიძე", address="nino@example.org")
    citizen.confirm(mail.outbox[0])
    assert Signature.objects.counting().count() == 1
    assert gathering.supporters(wanted) == 0


def test_the_initiator_is_no_supporter_under_a_newer_key_either(support, citizen, wanted, settings):
    old = settings.WAGTAIL_CIVIC
    keys = ["another-key-of-32-characters-0000", *old["LOOKUP_KEYS"]]
    settings.WAGTAIL_CIVIC = {**old, "LOOKUP_KEYS": keys}
    support(name="ნინო ბერიძე", address="nino@example.org")
    citizen.confirm(mail.outbox[0])
    assert Signature.objects.counting().count() == 1
    assert gathering.supporters(wanted) == 0


def test_before_moderation_it_stands_nowhere(client, wanted, citizen):
    sign_all(wanted, 2)
    number = wanted.number
    page = wanted.page()
    assert client.get(page.get_url()).status_code == 404
    for path in (
        "/petitions/",
        "/petitions/finished/",
        "/petitions/rejected/",
        "/petitions/overdue/",
        "/civic/ka/petitions/feed/",
        "/civic/ka/petitions/petitions.csv",
        "/civic/api/v1/petitions/",
        "/sitemap.xml",
        "/civic/ka/search/?q=ხიდის",
    ):
        answer = client.get(path, follow=True)
        content = (
            b"".join(answer.streaming_content) if answer.streaming else answer.content
        ).decode()
        assert TITLE not in content, path
        assert number not in content, path
    for path in ("", "count/"):
        assert client.get(f"/civic/api/v1/petitions/{number}/{path}").status_code == 404
    for name in ("sign", "follow", "share", "sheet", "widget", "protocol/1"):
        assert client.get(f"/civic/ka/petitions/{number}/{name}/").status_code == 404, name


def test_another_municipality_does_not_know_the_address(client, wanted, other_site):
    answer = client.get(url_of(wanted), headers={"host": other_site.hostname})
    assert answer.status_code == 404


def test_a_guessed_address_is_not_found(client, wanted):
    guess = url_of(wanted).replace(str(wanted.gathering.key), str(uuid.uuid4()))
    assert client.get(guess).status_code == 404


def test_with_enough_supporters_it_goes_to_moderation_by_itself(wanted):
    sign_all(wanted, 2)
    assert jobs.gather() == 0
    sign_all(wanted, 1, start=2)
    assert jobs.gather() == 1
    assert jobs.gather() == 0
    wanted.refresh_from_db()
    assert wanted.state == lifecycle.MODERATION
    assert wanted.events.filter(kind="supported").count() == 1
    jobs.send_letters()
    assert len(mail.outbox) == 2


def test_the_term_of_the_office_begins_with_the_last_supporter(wanted):
    Petition.objects.filter(pk=wanted.pk).update(state_since=timezone.now() - timedelta(days=25))
    Gathering.objects.update(begun_at=timezone.now() - timedelta(days=25))
    sign_all(wanted, 3)
    jobs.gather()
    wanted.refresh_from_db()
    assert timezone.now() - wanted.submitted_at < timedelta(minutes=5)


def test_the_term_of_the_office_begins_when_an_officer_does_not_wait_for_supporters(
    settings_of, make_petition, officer
):
    now = timezone.now()
    petition = make_petition(now=now - timedelta(days=25))
    gathering.begin(petition, now=now - timedelta(days=24), user=officer)
    moderation.take_up(petition, now=now, user=officer)
    assert jobs.note_delays(now + timedelta(days=1)) == 0
    assert jobs.note_delays(now + timedelta(days=60)) == 1


def test_an_officer_may_publish_before_there_are_enough_supporters(wanted, officer, roll):
    sign_all(wanted, 1)
    moderation.publish(wanted, now=timezone.now(), user=officer)
    assert jobs.gather() == 0
    wanted.refresh_from_db()
    assert wanted.state == lifecycle.OPEN


def test_a_doubted_supporter_does_not_count(wanted, site):
    WatchRule.objects.create(site=site, kind="domain", pattern="example.org", effect="block")
    rows = sign_all(wanted, 3)
    SignatureContact.objects.filter(signature__in=rows).update(domain="example.org")
    assert jobs.gather() == 0
    assert gathering.supporters(wanted) == 0


def test_no_address_of_a_computer_stays_while_a_petition_waits(wanted):
    sign_all(wanted, 1)
    SignatureContact.objects.update(ip="192.0.2.7")
    jobs.gather()
    assert SignatureContact.objects.get().ip == ""


def test_supporters_are_the_first_signatures_when_it_opens(wanted, officer):
    sign_all(wanted, 3)
    jobs.gather()
    wanted.refresh_from_db()
    moderation.publish(wanted, now=timezone.now(), user=officer)
    counting.count_window(wanted, timezone.now() + timedelta(seconds=10))
    wanted.refresh_from_db()
    assert wanted.signatures_electronic == 3


OTHER = {
    "title": "სულ სხვა",
    "ask": "სხვა რამ",
    "background": "სხვა ამბავი",
    "kind": "act",
    "video": "https://vimeo.com/76979871",
}


def words_of(petition):
    page = petition.page("ka")
    return {name: getattr(page, name) for name in OTHER}


def rewrite(petition, **words):
    page = petition.page("ka")
    for name, word in (words or OTHER).items():
        setattr(page, name, word)
    page.save()


def test_while_nobody_supports_it_the_words_may_be_corrected(wanted):
    rewrite(wanted)
    assert words_of(wanted) == OTHER


@pytest.mark.parametrize("confirmed", [True, False])
@pytest.mark.parametrize("state", ["gathering", "moderation", "returned", "opened"])
def test_what_the_first_supporter_read_is_what_is_signed_for_ever(
    wanted, officer, state, confirmed
):
    read = words_of(wanted)
    if confirmed:
        sign_all(wanted, 1)
    else:
        begun(wanted, timezone.now())
    if state != "gathering":
        moderation.take_up(wanted, now=timezone.now(), user=officer)
    if state == "returned":
        moderation.return_for_correction(wanted, now=timezone.now(), user=officer, note="სახელი")
    rewrite(wanted)
    page = wanted.page("ka")
    page.ask = OTHER["ask"]
    page.save_revision(clean=False)
    if state == "opened":
        moderation.publish(wanted, now=timezone.now(), user=officer)
    assert words_of(wanted) == read


def test_a_draft_from_before_the_first_supporter_does_not_open(wanted, officer):
    read = words_of(wanted)
    page = wanted.page("ka")
    page.ask = OTHER["ask"]
    page.save_revision()
    sign_all(wanted, 1)
    moderation.publish(wanted, now=timezone.now(), user=officer)
    assert words_of(wanted) == read


def test_supporters_read_the_words_that_they_sign(client, wanted):
    page = wanted.page("ka")
    page.ask = "ვითხოვთ სხვა რამეს."
    page.save_revision(clean=False)
    text = client.get(url_of(wanted)).content.decode()
    assert words_of(wanted)["ask"] in text
    assert "ვითხოვთ სხვა რამეს." not in text


def test_a_translation_that_no_supporter_reads_may_be_written(client, wanted, locales):
    sign_all(wanted, 1)
    english = wanted.page("ka").copy_for_translation(locales["en"], copy_parents=True)
    english.ask = "We ask for the bridge."
    english.save()
    english.save_revision()
    english.refresh_from_db()
    assert english.ask == "We ask for the bridge."
    text = client.get(gathering.address(wanted, "en")).content.decode()
    assert words_of(wanted)["ask"] in text
    assert english.ask not in text


def test_when_all_supporters_have_withdrawn_the_words_are_free_again(wanted):
    [row] = sign_all(wanted, 1)
    signing.withdraw(row, timezone.now())
    rewrite(wanted)
    assert words_of(wanted) == OTHER


def test_an_officer_corrects_a_supported_text_by_a_note_that_supporters_read(
    client, officer, wanted
):
    note = "სოფლის სახელი სწორად იწერება: მთისპირი."
    client.force_login(officer)
    assert "move/note/" not in client.get(f"{QUEUE}{wanted.pk}/").content.decode()
    sign_all(wanted, 1)
    assert "move/note/" in client.get(f"{QUEUE}{wanted.pk}/").content.decode()
    client.post(f"{QUEUE}{wanted.pk}/move/note/", {"text_ka": note, "text_en": ""})
    client.logout()
    assert note in client.get(url_of(wanted)).content.decode()
    moderation.publish(wanted, now=timezone.now(), user=officer)
    assert note in client.get(wanted.public_page("ka").get_url()).content.decode()


def test_a_supported_petition_that_is_returned_comes_back_as_a_new_one(client, officer, wanted):
    client.force_login(officer)
    form = f"{QUEUE}{wanted.pk}/move/return/"
    told = "ახალი პეტიცია"
    assert told not in client.get(form).content.decode()
    sign_all(wanted, 1)
    assert told in client.get(form).content.decode()
    jobs.send_letters()
    client.post(form, {"note": "დააზუსტეთ ადგილი."})
    jobs.send_letters()
    assert "დააზუსტეთ ადგილი." in mail.outbox[-1].body
    assert told in mail.outbox[-1].body


def test_who_supported_cannot_sign_again_when_it_is_open(support, citizen, wanted, sign):
    support()
    citizen.confirm(mail.outbox[0])
    moderation.publish(wanted, now=timezone.now())
    sign(wanted)
    assert Signature.objects.filter(petition=wanted).count() == 1


def begun(wanted, when):
    contact = contacts.parse("email", "late@example.org")
    signing.begin(
        wanted,
        contact=contact,
        signer=signing.Signer("ვაჟა ლატარია"),
        area=None,
        shows_name=False,
        language="ka",
        now=when,
    )
    return Signature.objects.select_related("petition", "contact").get()


def test_a_confirmation_begun_in_time_counts_for_a_day_more(wanted):
    until = wanted.gathering.until
    signature = begun(wanted, until - timedelta(minutes=1))
    assert signing.settle(signature, until + timedelta(hours=25)) == signing.LATE
    assert signing.settle(signature, until + timedelta(hours=23)) == signing.SIGNED


def test_a_supporter_who_confirms_when_an_officer_has_it_is_a_signer_too(wanted):
    signature = begun(wanted, timezone.now())
    sign_all(wanted, 3)
    jobs.gather()
    signature.petition.refresh_from_db()
    assert signing.settle(signature, timezone.now()) == signing.SIGNED


def test_nobody_begins_after_the_term(client, wanted):
    Gathering.objects.update(until=timezone.now() - timedelta(minutes=1))
    answer = client.get(url_of(wanted))
    assert TITLE not in answer.content.decode()
    with pytest.raises(signing.NotCollecting):
        begun(Petition.objects.get(pk=wanted.pk), timezone.now())


def test_with_too_few_it_ends_a_day_after_the_term_and_as_of_the_term(wanted):
    sign_all(wanted, 2)
    until = wanted.gathering.until
    assert jobs.gather(until + timedelta(hours=23)) == 0
    assert jobs.gather(until + timedelta(hours=25)) == 1
    assert jobs.gather(until + timedelta(hours=25)) == 0
    wanted.refresh_from_db()
    assert (wanted.state, wanted.register) == (lifecycle.STOPPED, None)
    assert wanted.closed_at == until
    jobs.send_letters()
    assert len(mail.outbox) == 2


def test_a_senior_officer_may_take_up_what_ended(wanted, officer):
    jobs.gather(wanted.gathering.until + timedelta(hours=25))
    wanted.refresh_from_db()
    moderation.restore(wanted, now=timezone.now(), user=officer, reason="ხელახლა")
    assert wanted.state == lifecycle.MODERATION


def test_the_address_leads_on_when_the_search_is_over(client, wanted, officer):
    sign_all(wanted, 3)
    jobs.gather()
    wanted.refresh_from_db()
    text = client.get(url_of(wanted)).content.decode()
    assert TITLE not in text
    assert "ამოწმებს" in text
    moderation.publish(wanted, now=timezone.now(), user=officer)
    assert client.get(url_of(wanted)).url == wanted.public_page("ka").get_url()


def test_supporters_find_their_signature_again(wanted, site):
    sign_all(wanted, 1)
    contact = contacts.parse("email", "signer0@example.org")
    [row] = mine.rows(site, contact, "en")
    assert TITLE not in row.title
    assert "როცა პეტიცია გაიხსნება" in row.signatures[0]["standing"]


def test_a_supporter_who_withdraws_is_none_any_more(wanted):
    [row] = sign_all(wanted, 1)
    signing.withdraw(row, timezone.now())
    assert gathering.supporters(wanted) == 0


def test_an_officer_sees_how_many_there_are(client, officer, wanted):
    sign_all(wanted, 2)
    client.force_login(officer)
    assert "2 / 3" in client.get(f"{QUEUE}{wanted.pk}/").content.decode()


def test_an_officer_sends_a_submitted_petition_to_find_supporters_once(
    client, officer, settings_of, make_petition
):
    petition = make_petition()
    client.force_login(officer)
    assert "move/gather/" in client.get(f"{QUEUE}{petition.pk}/").content.decode()
    client.post(f"{QUEUE}{petition.pk}/move/gather/")
    petition.refresh_from_db()
    assert petition.state == lifecycle.GATHERING
    moderation.take_up(petition, now=timezone.now(), user=officer)
    with pytest.raises(NotPossible):
        gathering.begin(petition, now=timezone.now())


def test_without_the_setting_an_officer_is_not_offered_the_search(client, officer, make_petition):
    petition = make_petition()
    client.force_login(officer)
    assert "move/gather/" not in client.get(f"{QUEUE}{petition.pk}/").content.decode()


def test_the_way_from_the_wizard_to_the_address(citizen, settings_of, index, roll):
    from .test_submitting import URL, WHOLE

    citizen.send(URL, WHOLE, "petitions.submit")
    answer = citizen.confirm(mail.outbox[0])
    petition = Petition.objects.get()
    assert answer.url == gathering.address(petition, "ka", "support_share")
    text = citizen.get(answer.url).content.decode()
    assert petition.site.root_url + url_of(petition) in text
