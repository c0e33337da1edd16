"""The four steps to a petition: nothing lost on the way, nothing taken unconfirmed."""

import pytest
from django.core import mail
from freezegun import freeze_time

from wagtail_civic.core.abuse import STAMP_FIELD, stamp
from wagtail_civic.core.models import Topic
from wagtail_civic.petitions.models import Initiator, Petition, PetitionSettings, Submission

pytestmark = pytest.mark.django_db
URL = "/civic/ka/petitions/new/"
WHOLE = {
    "step": "check",
    "eligible": "on",
    "title": "ხიდის აღდგენა სოფელ მთისპირში",
    "kind": "principles",
    "ask": "ვითხოვთ, რომ საკრებულომ განიხილოს ხიდის აღდგენის საკითხი.",
    "background": "ხიდი 2024 წელს წყალდიდობამ დააზიანა.\n\nბავშვები შორს დადიან.",
    "name": "ნინო ბერიძე",
    "address": "nino@example.org",
}


@pytest.fixture
def submit(citizen, index, roll):
    def send(**fields):
        data = {**WHOLE, **fields}
        return citizen.send(
            URL, {k: v for k, v in data.items() if v is not None}, "petitions.submit"
        )

    return send


def test_everything_typed_arrives(submit, citizen, site, area):
    topic = Topic.objects.create(site=site, code="roads")
    submit(topic=topic.pk, area=area.pk, shows_name="on")
    citizen.confirm(mail.outbox[0])
    petition = Petition.objects.get()
    page = petition.page()
    assert (page.title, page.kind, page.background) == (
        WHOLE["title"],
        "principles",
        WHOLE["background"],
    )
    assert list(petition.topics.all()) == [topic]
    assert (petition.area, petition.initiator_name) == (area, "ნინო ბერიძე")
    initiator = Initiator.objects.get()
    assert (initiator.name, initiator.address) == ("ნინო ბერიძე", "nino@example.org")
    assert initiator.declaration
    assert Submission.objects.get().content == ""


def test_what_waits_for_confirmation_is_encrypted(submit):
    from django.db import connection

    submit()
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM civic_petitions_submission")
        assert "ნინო" not in cursor.fetchone()[0]


def test_looking_at_the_link_submits_nothing(submit, citizen):
    from .conftest import link_in

    submit()
    citizen.get(link_in(mail.outbox[0]))
    assert not Petition.objects.exists()


def test_a_double_confirmation_makes_one_petition(submit, citizen):
    submit()
    citizen.confirm(mail.outbox[0])
    from .conftest import link_in

    citizen.send(link_in(mail.outbox[0]), {}, "verification.confirm")
    assert Petition.objects.count() == 1


def test_the_name_is_public_only_if_chosen(submit, citizen):
    submit()
    citizen.confirm(mail.outbox[0])
    assert Petition.objects.get().initiator_name == ""


@pytest.mark.parametrize(
    ("field", "value", "step"),
    [
        ("eligible", None, "eligibility"),
        ("title", "მოკლე", "text"),
        ("title", "ა" * 151, "text"),
        ("ask", "", "text"),
        ("ask", "ა" * 1501, "text"),
        ("background", "ა" * 6001, "text"),
        ("kind", "poem", "text"),
        ("topic", "999999", "text"),
        ("area", "x", "text"),
        ("name", "=HYPERLINK(1)", "contact"),
        ("address", "nobody", "contact"),
    ],
)
def test_the_step_with_a_mistake_is_shown_and_keeps_the_rest(submit, field, value, step):
    answer = submit(**{field: value})
    assert answer.status_code == 200
    assert answer.context["step"] == step
    assert answer.context["form"].errors
    text = answer.content.decode()
    for name in ("title", "address", "background"):
        if name != field:
            assert WHOLE[name].split("\n")[0] in text, name
    assert not Submission.objects.exists()


def test_the_check_shows_words_not_codes(submit):
    text = submit(step="contact").content.decode()
    assert "ძირითადი პრინციპები" in text
    assert ">principles<" not in text.replace(" ", "")


def test_a_step_back_keeps_everything(citizen, submit):
    answer = submit(back="text")
    text = answer.content.decode()
    assert answer.context["step"] == "text"
    assert not answer.context["form"].errors
    for words in (WHOLE["title"], WHOLE["ask"], WHOLE["address"]):
        assert words in text


def test_a_form_left_open_overnight_keeps_everything(citizen, index):
    with freeze_time("2026-11-20 10:00"):
        old = stamp("petitions.submit")
    with freeze_time("2026-11-21 10:00"):
        answer = citizen.post(URL, {**WHOLE, STAMP_FIELD: old})
        assert answer.status_code == 200
        assert WHOLE["ask"] in answer.content.decode()
        assert not Submission.objects.exists()


def test_markup_travels_as_text(submit):
    answer = submit(step="text", title="<script>alert(1)</script> ხიდი")
    assert "<script>alert" not in answer.content.decode()


def test_invisible_and_control_characters_are_left_out(submit, citizen):
    submit(title="ხიდის\u202e აღდგენა\x00 სოფელში", ask=WHOLE["ask"] + "\x08\u2066")
    citizen.confirm(mail.outbox[0])
    page = Petition.objects.get().page()
    assert page.title == "ხიდის აღდგენა სოფელში"
    assert page.ask == WHOLE["ask"]


def test_unknown_steps_begin_at_the_beginning(submit):
    for step in ("", "x", "9", "check'--"):
        answer = submit(step=step, eligible=None)
        assert answer.status_code == 200
        assert answer.context["step"] == "eligibility"


def test_a_topic_of_another_municipality_is_refused(submit, other_site):
    topic = Topic.objects.create(site=other_site, code="roads")
    assert submit(topic=topic.pk).context["form"].errors["topic"]


def test_too_many_petitions_from_one_address_are_refused(submit):
    answers = [submit() for _number in range(5)]
    assert answers[0].status_code == 302
    assert answers[-1].status_code == 429
    assert WHOLE["ask"] in answers[-1].content.decode()


def test_a_closed_service_takes_no_petitions(citizen, index, site):
    settings = PetitionSettings.for_site(site)
    settings.accepts_petitions = False
    settings.save()
    assert citizen.get(URL).status_code in (302, 404)
    assert URL not in citizen.get(index.get_url()).content.decode()


def test_without_an_index_page_there_is_no_form(citizen, site):
    assert citizen.get(URL).status_code in (302, 404)


def test_an_english_petition_lies_in_the_english_tree(citizen, index, roll, locales):
    index.copy_for_translation(locales["en"]).save_revision().publish()
    data = {**WHOLE, "title": "Rebuild the old footbridge"}
    citizen.send("/civic/en/petitions/new/", data, "petitions.submit")
    citizen.confirm(mail.outbox[0])
    petition = Petition.objects.get()
    assert petition.language == "en"
    assert petition.page().locale == locales["en"]
    assert "petition" in mail.outbox[0].subject.lower()


def test_a_host_may_use_a_page_type_of_its_own(index):
    from wagtail_civic.petitions.places import petition_page_model

    assert petition_page_model(index).__name__ == "PetitionPage"
    assert petition_page_model(index.get_parent().specific).__name__ == "PetitionPage"
