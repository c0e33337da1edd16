"""What is not public is nowhere: not in a list, the API, the feed, the search, a block, a link."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction
from wagtail.test.utils.form_data import inline_formset

from wagtail_civic.acts.front import LatestActsBlock
from wagtail_civic.acts.models import Act
from wagtail_civic.core import alerts, links, search
from wagtail_civic.documents import reading
from wagtail_civic.documents.models import DocumentFile

from .test_admin import form_data

pytestmark = pytest.mark.django_db

SECRET = "საიდუმლო აქტი"


def home_block(site):
    request = RequestFactory().get("/", HTTP_HOST=site.hostname)
    block = LatestActsBlock()
    return block.render(block.to_python({"number": 20}), {"request": request})


def words(response) -> str:
    """What an answer says, streamed or not."""
    whole = b"".join(response) if response.streaming else response.content
    return whole.decode()


def archive(client, host) -> list[str]:
    """The names and texts in the archive of the year, in which the tests have their acts."""
    response = client.get("/civic/acts.zip?year=2026", **host)
    if response.status_code == 404:
        return []
    with ZipFile(BytesIO(b"".join(response))) as package:
        return [*package.namelist(), *(package.read(n).decode() for n in package.namelist())]


def public_answers(client, town) -> str:
    """Everything that a stranger can ask about the acts of a town, in one text."""
    host = {"HTTP_HOST": town.site.hostname}
    addresses = [
        town.registry.url,
        town.registry_en.url,
        f"{town.registry.url}?title=აქტი",
        f"{town.registry.url}council/resolution/2026/",
        "/civic/api/v1/acts/",
        "/civic/acts.atom",
        "/civic/acts.csv",
        "/civic/acts-sitemap.xml?part=1",
    ]
    found = [words(client.get(address, **host)) for address in addresses]
    found += archive(client, host)
    source = search.sources.get("act")
    for act in source.objects(town.site):
        found += [f"{entry.title} {entry.text} {entry.url}" for entry in source.entries(act)]
    found.append(home_block(town.site))
    return "\n".join(found)


def hide_draft(town):
    return town.act(title=SECRET, live=False)


def hide_scheduled(town):
    act = town.act(title=SECRET, live=False)
    act.go_live_at = timezone.now() + timedelta(days=1)
    act.save_revision().publish()
    return act


def hide_expired(town):
    return town.act(title=SECRET, expire_at=timezone.now() - timedelta(minutes=1))


def hide_unpublished(town):
    act = town.act(title=SECRET)
    act.unpublish()
    return act


def refused(response, act) -> None:
    """Not found; what was public once is gone, and says nothing of its words."""
    assert response.status_code in ([404, 410] if act.first_published_at else [404])
    assert SECRET not in words(response)


HIDDEN = [hide_draft, hide_scheduled, hide_expired, hide_unpublished]


@pytest.mark.parametrize("hide", HIDDEN)
def test_an_act_that_is_not_public_is_nowhere(client, town, hide):
    shown = town.act(title="ღია აქტი")
    hidden = hide(town)
    relation = shown.relations.model
    relation.objects.create(act=shown, kind="amends", target=hidden)
    relation.objects.create(act=hidden, kind="repeals", target=shown)
    answers = public_answers(client, town)
    assert "ღია აქტი" in answers
    assert SECRET not in answers
    assert str(hidden.key) not in answers
    page = client.get(town.url(shown)).content.decode()
    assert SECRET not in page
    assert SECRET not in client.get(f"/civic/api/v1/acts/{shown.key}/").content.decode()
    for below in ("", "adopted/", "compare/"):
        refused(client.get(f"{town.url(hidden)}{below}"), hidden)
    for address in ("api/v1/acts/{}/", "api/v1/acts/{}/akn.xml", "acts/{}.atom"):
        refused(client.get(f"/civic/{address.format(hidden.key)}"), hidden)
    asked = f"{town.url(shown)}compare/?with={hidden.key}"
    assert SECRET not in words(client.get(asked))
    assert links.resolve_public("act", hidden.key, "ka") is None


def test_the_draft_of_a_published_act_stays_inside(client, town):
    act = town.act(title="ღია აქტი")
    act.title = SECRET
    act.save_revision()
    answers = public_answers(client, town)
    assert SECRET not in answers
    assert SECRET not in client.get(town.url(act)).content.decode()


def test_a_private_registry_shows_nothing(client, town):
    act = town.act(title=SECRET)
    for page in (town.registry, town.registry_en):
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    answers = public_answers(client, town)
    assert SECRET not in answers
    assert client.get(f"/civic/api/v1/acts/{act.key}/").status_code == 404
    assert links.resolve_public("act", act.key, "ka") is None
    adapter = alerts.adapter_for(Act)
    assert not adapter.is_announced(act)
    assert adapter.alert(act, "ka") is None


def test_an_act_without_a_registry_is_not_public(client, town):
    act = town.act(title=SECRET)
    town.registry_en.delete()
    town.registry.delete()
    assert client.get(f"/civic/api/v1/acts/{act.key}/").status_code == 404
    assert list(search.sources.get("act").objects(town.site)) == []
    assert SECRET not in home_block(town.site)


@pytest.mark.parametrize("hide", ["itself", "above", "draft", "expired"])
def test_the_search_finds_acts_only_while_a_public_registry_shows_them(town, other_town, hide):
    town.act(title=SECRET)
    acts = search.sources.get("act").objects
    assert [act.title for act in acts(town.site)] == [SECRET]
    if hide in ("itself", "above"):
        for page in (town.registry, town.registry_en):
            private = page if hide == "itself" else page.get_parent()
            PageViewRestriction.objects.create(page=private, restriction_type="login")
    else:
        values = {"live": False} if hide == "draft" else {"expire_at": timezone.now()}
        Page.objects.filter(pk__in=[town.registry.pk, town.registry_en.pk]).update(**values)
    assert list(acts(town.site)) == []


@pytest.mark.parametrize("where", ["itself", "above"])
def test_a_file_in_a_private_collection_is_not_named(client, town, document, where):
    parent = Collection.get_first_root_node().add_child(name="closed")
    inner = parent.add_child(name="inner")
    collection = parent if where == "itself" else inner
    restriction = CollectionViewRestriction.objects.create(
        collection=parent, restriction_type="groups"
    )
    restriction.groups.add(Group.objects.create(name="x"))
    act = town.act()
    model = act.files.model
    closed = document("a.pdf", SECRET.encode(), title=SECRET, collection=collection)
    model.objects.create(act=act, document=closed)
    model.objects.create(act=act, document=document("b.pdf", title="ღია ფაილი"))
    only_the_open_file_is_told(client, town, act)


def only_the_open_file_is_told(client, town, act):
    told = [town.url(act), f"/civic/api/v1/acts/{act.key}/", "/civic/api/v1/acts/"]
    answers = [client.get(address).content.decode() for address in told]
    for answer in [*answers, "\n".join(archive(client, {}))]:
        assert "ღია ფაილი" in answer
        assert SECRET not in answer


@pytest.mark.parametrize("why", ["unread", "personal data", "read again"])
def test_a_file_that_is_withheld_is_not_named(client, town, document, settings, why):
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "DOCUMENTS_HOLD_FILES": True}
    act, now = town.act(), timezone.now()
    secret = document("a.txt", f"{SECRET} 01024056789".encode(), title=SECRET)
    shown = document("b.txt", title="ღია ფაილი")
    for each in (secret, shown):
        act.files.model.objects.create(act=act, document=each)
        file = DocumentFile.objects.get(document_id=str(each.pk))
        if each == shown or why != "unread":
            reading.read(file, now)
        if each == secret and why == "read again":
            reading.retry(file)
    only_the_open_file_is_told(client, town, act)


def test_who_harvests_records_hears_of_a_file_that_is_given_at_last(
    client, town, document, settings
):
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "DOCUMENTS_HOLD_FILES": True}
    act = town.act()
    act.files.model.objects.create(act=act, document=document(title="ღია ფაილი"))
    Act.objects.update(modified_at=timezone.now() - timedelta(days=2))
    since = f"{timezone.now() - timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}"
    address = f"/civic/api/v1/acts/?modified_since={since}"
    assert client.get(address).json()["acts"] == []
    reading.read(DocumentFile.objects.get(), timezone.now())
    (told,) = client.get(address).json()["acts"]
    assert [file["title"] for file in told["files"]] == ["ღია ფაილი"]


def test_lists_ask_as_often_what_is_withheld_for_many_acts_as_for_few(
    client, town, document, settings
):
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "DOCUMENTS_HOLD_FILES": True}

    def queries(ask):
        with CaptureQueriesContext(connection) as captured:
            ask()
        return len(captured)

    def another_act():
        act = town.act()
        act.files.model.objects.create(act=act, document=document())

    def both():
        return [
            queries(lambda: client.get("/civic/api/v1/acts/")),
            queries(lambda: archive(client, {})),
        ]

    another_act()
    both()
    few = both()
    for _n in range(5):
        another_act()
    assert both() == few


def test_who_publishes_an_act_is_told_which_file_is_withheld(
    client, town, document, settings, superuser
):
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "DOCUMENTS_HOLD_FILES": True}
    files = inline_formset([{"role": "main", "document": document("a.pdf").pk}])
    client.force_login(superuser)
    response = client.post(
        "/admin/snippets/civic_acts/act/add/", form_data(town, files=files), follow=True
    )
    told = [str(message) for message in response.context["messages"]]
    assert [words for words in told if "„a.pdf“ საჯაროდ ჯერ არ იხსნება" in words]


def test_nothing_of_one_municipality_appears_in_another(client, town, other_town):
    act, other = town.act(title="აქაური"), other_town.act(title="იქაური")
    ours, theirs = public_answers(client, town), public_answers(client, other_town)
    assert "აქაური" in ours
    assert "იქაური" not in ours
    assert "იქაური" in theirs
    assert "აქაური" not in theirs
    host = {"HTTP_HOST": other_town.site.hostname}
    assert client.get(f"/civic/api/v1/acts/{act.key}/", **host).status_code == 404
    assert client.get(f"/civic/api/v1/acts/{other.key}/").status_code == 404
    assert [key for key, _ in links.resolvers.get("act").choices(town.site, "", "ka")] == [act.key]
    mixed = f"{other_town.registry.url}{'/'.join(map(str, act.identity))}/"
    assert client.get(mixed, **host).status_code == 404
