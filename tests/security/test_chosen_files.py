"""Documents and pictures of another municipality, put into a form by their number.

Wagtail's choosers offer what somebody may choose, and take any number that is sent.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import ReferenceIndex
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from wagtail_civic.acts.models import Act
from wagtail_civic.core.blocks import RICH_TEXT
from wagtail_civic.core.models import MunicipalitySettings

from .sending import sent_back

pytestmark = pytest.mark.django_db

ACT = "wagtailsnippets_civic_acts_act"
PAGE = "wagtailadmin_pages"


@pytest.fixture
def officer(officer, ours):
    """Who takes part in the workflow may edit the act that is in it."""
    officer.groups.add(ours.approvers)
    return officer


@pytest.fixture(autouse=True)
def _pictures(ours, theirs):
    for world in (ours, theirs):
        world.image = get_image_model().objects.create(
            title=f"{world.mark} სურათი", file=get_test_image_file(), collection=world.collection
        )


def stream(name, kind, value):
    return nested_form_data({name: streamfield([(kind, value)])})


def link_to(world):
    html = f'<p><a linktype="document" id="{world.file.pk}">here</a></p>'
    return rich_text(html, features=RICH_TEXT)


def figure_of(world):
    return {"image": {"image": world.image.pk, "decorative": "on"}, "caption": ""}


@dataclass(frozen=True)
class Way:
    """A form, and how a file of ``world`` is put into it."""

    edit: str
    row: Callable
    changes: Callable
    preview: str = ""

    def url(self, ours, name="") -> str:
        return reverse(name or self.edit, args=[self.row(ours).pk])

    def send(self, client, ours, world, name=""):
        data = sent_back(client, self.url(ours), **self.changes(world))
        return client.post(self.url(ours, name), data)


def of_page(row, changes) -> Way:
    return Way(f"{PAGE}:edit", row, changes, f"{PAGE}:preview_on_edit")


def file_of_act(world, place=1) -> dict:
    row = {"id": "", "role": "annex", "document": world.file.pk, "title": "", "ORDER": 2}
    sent = {f"files-{place}-{name}": value for name, value in row.items()}
    return {**sent, "files-TOTAL_FORMS": place + 1}


def text_with_link(world) -> dict:
    return stream("text", "paragraph", link_to(world))


WAYS = {
    "file of an act": Way(f"{ACT}:edit", lambda w: w.act, file_of_act, f"{ACT}:preview_on_edit"),
    "link in an act": Way(f"{ACT}:edit", lambda w: w.act, text_with_link, f"{ACT}:preview_on_edit"),
    "link in a version": Way(
        "civic_act_versions:edit", lambda w: w.rows["civic_acts.ActVersion"], text_with_link
    ),
    "photograph": Way("civic_people:edit", lambda w: w.person, lambda w: {"photo": w.image.pk}),
    "picture of news": of_page(lambda w: w.news, lambda w: {"image": w.image.pk}),
    "figure in news": of_page(lambda w: w.news, lambda w: stream("body", "figure", figure_of(w))),
    "document in news": of_page(
        lambda w: w.news,
        lambda w: stream("body", "document", {"document": w.file.pk, "note": ""}),
    ),
    "link in news": of_page(lambda w: w.news, lambda w: stream("body", "paragraph", link_to(w))),
    "poster of a session": of_page(lambda w: w.session_page, lambda w: {"poster": w.image.pk}),
    "answer to a petition": of_page(
        lambda w: w.petition.page(), lambda w: stream("answer", "paragraph", link_to(w))
    ),
}


def is_used(world, row) -> bool:
    """Also by a draft: what was saved is what its editor sees."""
    saved = getattr(row, "get_latest_revision_as_object", lambda: row)()
    files = {(type(file), str(file.pk)) for file in (world.file, world.image)}
    found = ReferenceIndex._extract_references_from_object(saved)
    kinds = ContentType.objects.get_for_id
    return bool(files & {(kinds(kind).model_class(), key) for kind, key, *_path in found})


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_form_takes_files_that_its_user_may_choose_and_no_others(
    client, officer, ours, theirs, way
):
    client.force_login(officer)
    refused = way.send(client, ours, theirs)
    assert refused.status_code == 200
    assert "BETA" not in refused.content.decode()
    row = way.row(ours)
    row.refresh_from_db()
    assert not is_used(theirs, row)
    assert way.send(client, ours, ours).status_code == 302
    row.refresh_from_db()
    assert is_used(ours, row)


@pytest.mark.parametrize("way", [w for w in WAYS.values() if w.preview])
def test_a_preview_shows_no_file_of_another_municipality(client, officer, ours, theirs, way):
    client.force_login(officer)
    assert not way.send(client, ours, theirs, way.preview).json()["is_valid"]
    assert "BETA" not in client.get(way.url(ours, way.preview)).content.decode()
    assert way.send(client, ours, ours, way.preview).json()["is_valid"]


def test_a_new_act_takes_no_file_of_another_municipality(client, officer, ours, theirs):
    client.force_login(officer)
    for name in ("add", "preview_on_add"):
        url, form = reverse(f"{ACT}:{name}"), reverse(f"{ACT}:add")
        data = sent_back(client, form, title="ALPHA", **file_of_act(theirs, place=0))
        assert "BETA" not in client.post(url, data).content.decode()
        assert "BETA" not in client.get(url).content.decode()
    assert not Act.objects.filter(title="ALPHA").exists()


def test_the_settings_of_a_municipality_take_no_picture_of_another(client, officer, ours, theirs):
    client.force_login(officer)
    url = reverse("wagtailsettings:edit", args=["civic_core", "municipalitysettings", ours.site.pk])
    for world, status in ((theirs, 200), (ours, 302)):
        answer = client.post(url, sent_back(client, url, coat_of_arms=world.image.pk))
        assert answer.status_code == status
        assert "BETA" not in answer.content.decode()
    assert MunicipalitySettings.objects.get(site=ours.site).coat_of_arms == ours.image


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_what_a_row_has_already_stays_whoever_saves_it(
    client, officer, superuser, ours, theirs, way
):
    """An administrator put it there, from a collection that the officer may not choose from."""
    client.force_login(superuser)
    assert way.send(client, ours, theirs).status_code == 302
    client.force_login(officer)
    streams = {name: value for name, value in way.changes(theirs).items() if "files-" not in name}
    again = sent_back(client, way.url(ours), **streams)
    assert client.post(way.url(ours), again).status_code == 302
    row = way.row(ours)
    row.refresh_from_db()
    assert is_used(theirs, row)


def test_an_act_of_another_municipality_is_not_named_when_the_form_is_shown_again(
    client, officer, ours, theirs
):
    client.force_login(officer)
    related = {"kind": "repeals", "target": theirs.act.pk, "ORDER": 1}
    changes = {f"relations-0-{name}": value for name, value in related.items()}
    url = reverse(f"{ACT}:edit", args=[ours.act.pk])
    answer = client.post(url, sent_back(client, url, **changes, **{"relations-TOTAL_FORMS": 1}))
    assert answer.status_code == 200
    assert "BETA" not in answer.content.decode()
