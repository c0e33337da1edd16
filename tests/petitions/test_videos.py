"""An initiator's video: one that a reader can play here, loaded from nobody before the click."""

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.exceptions import ValidationError
from jsonschema import Draft202012Validator
from wagtail.test.utils.form_data import nested_form_data, streamfield

from wagtail_civic.core.models import MunicipalitySettings, MunicipalityText
from wagtail_civic.core.video import PLAYER_ORIGINS
from wagtail_civic.petitions.models import Petition
from wagtail_civic.petitions.schema import part

from .test_submitting import URL, WHOLE

pytestmark = pytest.mark.django_db
VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
TUBE = "https://tube.example/w/9c9de5e8-0a1e-484a-b099-e80766180a6d"


@pytest.fixture
def submit(citizen, index, roll):
    def send(**fields):
        return citizen.send(URL, {**WHOLE, **fields}, "petitions.submit")

    return send


@pytest.fixture
def filmed(page):
    """The page of an open petition with a video."""
    type(page).objects.filter(pk=page.pk).update(video=VIDEO)
    return type(page).objects.get(pk=page.pk)


def soup(client, url):
    return BeautifulSoup(client.get(url).content, "html.parser")


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("", ""),
        ("https://youtu.be/dQw4w9WgXcQ?si=x", VIDEO),
        (
            '<iframe src="https://player.vimeo.com/video/76979871"></iframe>',
            "https://vimeo.com/76979871",
        ),
        (
            "https://www.facebook.com/chaieti/videos/123456/",
            "https://www.facebook.com/chaieti/videos/123456/",
        ),
        (TUBE, TUBE),
    ],
)
def test_what_is_pasted_becomes_the_plain_address_of_the_video(
    submit,
    citizen,
    settings,
    pasted,
    kept,
):
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "PEERTUBE_HOSTS": ["tube.example"]}
    submit(video=pasted)
    citizen.confirm(mail.outbox[0])
    assert Petition.objects.get().page().video == kept


@pytest.mark.parametrize(
    "pasted",
    [
        "https://example.org/film",
        "https://example.org/film.mp4",
        "/media/film.mp4",
        "https://www.youtube.com/@chaieti/live",
        "https://www.youtube.com/channel/UCaaaaaaaaaaaaaaaaaaaaaa/live",
        "https://vimeo.com/event/123",
        TUBE,
        "javascript:alert(1)",
        "a film",
    ],
)
def test_the_wizard_refuses_any_other_and_says_what_works(submit, pasted):
    answer = submit(video=pasted)
    assert answer.context["step"] == "text"
    [error] = answer.context["form"].errors["video"]
    assert "YouTube, Vimeo, Facebook" in error
    summary = BeautifulSoup(answer.content, "html.parser").find(id="civic-errors")
    assert summary.find("a", href="#id_video").text.startswith("ვიდეო: ")
    assert WHOLE["ask"] in answer.content.decode()


def test_the_citizen_checks_the_address_before_sending(submit):
    assert VIDEO in submit(step="contact", video="https://youtu.be/dQw4w9WgXcQ").content.decode()


def test_the_wizard_says_which_servers_work(citizen, index, settings):
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "PEERTUBE_HOSTS": ["tube.example"]}
    answer = citizen.send(URL, {"step": "eligibility", "eligible": "on"}, "petitions.submit")
    assert "YouTube, Vimeo, Facebook, tube.example" in answer.content.decode()


def test_nothing_is_loaded_from_others_before_the_click(client, filmed, site):
    municipality = MunicipalitySettings.for_site(site)
    MunicipalityText.objects.create(
        settings=municipality, language="ka", name="ჩაიეთი", embed_notice="ვიდეოს სხვა ინახავს."
    )
    html = client.get(filmed.url).content.decode()
    found = BeautifulSoup(html, "html.parser")
    assert not found.find("iframe")
    assert not any(origin in html for origin in PLAYER_ORIGINS)
    assert found.find("a", href=VIDEO)
    section = found.find(id="video").text
    assert "YouTube" in section
    assert "ვიდეოს სხვა ინახავს." in section


def test_the_click_is_a_plain_form_and_frames_that_player_only(client, filmed):
    found = soup(client, f"{filmed.url}?play=1")
    assert found.find("iframe")["src"].startswith("https://www.youtube-nocookie.com/embed/")
    policy = found.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    assert policy == "frame-src 'self' https://www.youtube-nocookie.com"


def test_without_a_video_nothing_is_said_of_one(client, page):
    assert not soup(client, f"{page.url}?play=1").find(id="video")


def test_a_server_that_plays_here_no_more_leaves_a_link(client, page, settings):
    type(page).objects.filter(pk=page.pk).update(video=TUBE)
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "PEERTUBE_HOSTS": []}
    found = soup(client, f"{page.url}?play=1")
    assert not found.find("iframe")
    assert found.find("a", href=TUBE)
    page.refresh_from_db()
    page.full_clean()


def test_a_page_takes_no_other_address(page):
    page.video = "https://example.org/film"
    with pytest.raises(ValidationError) as refused:
        page.clean_fields()
    assert set(refused.value.message_dict) == {"video"}


def edit(client, page, video):
    fields = {name: getattr(page, name) for name in ("title", "slug", "ask", "kind", "background")}
    data = nested_form_data({**fields, "video": video, "answer": streamfield([])})
    return client.post(f"/admin/pages/{page.pk}/edit/", data)


def test_an_editor_pastes_what_the_browser_shows(client, superuser, make_petition):
    page = make_petition().page().specific
    client.force_login(superuser)
    edit(client, page, "https://youtu.be/dQw4w9WgXcQ?si=abc")
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().video == VIDEO


def test_the_video_is_frozen_with_the_words(client, superuser, filmed):
    client.force_login(superuser)
    answer = edit(client, filmed, "https://vimeo.com/76979871")
    assert answer.context["form"].errors["video"]


def test_the_api_names_it_as_the_schema_says(client, filmed, petition):
    answer = client.get(f"/civic/api/v1/petitions/{petition.number}/").json()
    assert answer["texts"]["ka"]["video"] == VIDEO
    Draft202012Validator(part("detail")).validate(answer)


def test_the_officer_sees_where_it_is(client, officer, filmed, petition):
    client.force_login(officer)
    assert soup(client, f"/admin/civic_petitions_queue/{petition.pk}/").find("a", href=VIDEO)
