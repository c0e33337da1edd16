"""What is not public is nowhere: not in a list, the API, the feed, the search, a block, a link."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import Group
from django.test import RequestFactory
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from wagtail_civic.acts.front import LatestActsBlock
from wagtail_civic.acts.models import Act
from wagtail_civic.core import alerts, links, search

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
    model.objects.create(act=act, document=document("a.pdf", title=SECRET, collection=collection))
    model.objects.create(act=act, document=document("b.pdf", title="ღია ფაილი"))
    for address in (town.url(act), f"/civic/api/v1/acts/{act.key}/", "/civic/api/v1/acts/"):
        answer = client.get(address).content.decode()
        assert "ღია ფაილი" in answer
        assert SECRET not in answer


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
