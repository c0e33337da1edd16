"""Acts with the documents app: a word of a file leads to its act and its page."""

import pytest
from django.apps import apps

from .conftest import article

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not apps.is_installed("wagtail_civic.documents"), reason="documents is not installed"
    ),
]


def search(client, query, **params):
    return client.get("/civic/search/", {"q": query, "lang": "ka", **params}, follow=True)


@pytest.fixture
def found(client, town, django_capture_on_commit_callbacks):
    """``found(make)``: what the search page says after ``make()`` was committed and indexed."""
    from wagtail_civic.documents.jobs import read_waiting

    def find(make, query):
        with django_capture_on_commit_callbacks(execute=True):
            made = make()
        with django_capture_on_commit_callbacks(execute=True):
            read_waiting()
        return made, search(client, query).content.decode()

    return find


def test_an_article_is_found_in_an_inflected_form(town, found):
    def make():
        act = town.act("17-51", live=False, text=[article(4, "სკამები", "ბაღში სკამები დაიდგმება")])
        act.save_revision().publish()
        return act

    act, html = found(make, "სკამებით")
    assert f"{town.url(act)}#art_4" in html
    assert "<mark>" in html


def test_acts_are_found_with_snippets_and_facets_in_three_statements(
    town, found, rf, django_assert_num_queries
):
    """What matches; who may see it, with the names of its facets; the texts that are shown."""
    from wagtail_civic.documents import presentation, searching

    def make():
        for number in range(1, 4):
            act = town.act(
                str(number), live=False, text=[article(1, "", "ბაღში სკამები დაიდგმება")]
            )
            act.save_revision().publish()

    found(make, "სკამები")
    with django_assert_num_queries(3):
        results = searching.search(town.site, "სკამები", {}, "ka")
        shown = presentation.present(rf.get("/", {"q": "სკამები"}), results.hits, results)
    assert len(shown) == 3
    labels = {facet.name: [value.label for value in facet.values] for facet in results.facets}
    assert (labels["type"], labels["body"]) == (["დადგენილება"], ["საკრებულო"])


def test_a_chosen_facet_is_named_where_nothing_is_found(town, found):
    from wagtail_civic.documents import searching

    results = searching.search(town.site, "არარსებული", {"body": "council"}, "ka")
    assert [value.label for facet in results.facets for value in facet.values] == ["საკრებულო"]


def test_a_word_of_the_file_is_found_with_its_page(town, found, document):
    from wagtail_civic.documents.demo_files import PAGE_BREAK, can_make_pdf, pdf

    if not can_make_pdf():
        pytest.skip("the documents extra is not installed")

    def make():
        content = pdf(["პირველი გვერდი.", PAGE_BREAK, "აქ ფიჭვნარის სანათები წერია."], "აქტი")
        act = town.act("17-51", live=False)
        act.files.add(act.files.model(document=document("act.pdf", content), role="main"))
        act.save_revision().publish()
        return act

    _act, html = found(make, "სანათებს")
    assert "<mark>" in html
    assert "#page=2" in html


def test_a_draft_and_its_file_are_not_found(town, found, document):
    def make():
        act = town.act("17-51", title="ფარული სანათები", live=False)
        act.files.add(act.files.model(document=document("a.txt", "სანათები".encode()), role="main"))
        act.save_revision()
        return act

    _act, html = found(make, "სანათები")
    assert "<mark>" not in html


def test_a_reader_finds_an_act_under_the_title_in_the_readers_language(client, town, found):
    def make():
        act = town.act("17-51", title="გზების შესახებ", live=False)
        act.summaries.add(
            act.summaries.model(language="en", title="On roads", meaning="A road closes.")
        )
        act.save_revision().publish()
        return act

    act, _html = found(make, "გზები")
    english = town.url(act).replace(town.registry.url, town.registry_en.url)
    for query in ("roads", "closes", "17-51"):
        (hit,) = client.get(
            "/civic/search/", {"q": query, "lang": "en", "format": "json"}, follow=True
        ).json()["results"]
        assert hit["title"] == "Resolution №17-51: On roads"
        assert hit["url"].endswith(english)
    (hit,) = client.get(
        "/civic/search/", {"q": "17-51", "lang": "ka", "format": "json"}, follow=True
    ).json()["results"]
    assert hit["title"].endswith("№17-51: გზების შესახებ")


def test_an_act_is_found_by_its_number_however_it_is_written(town, found):
    def make():
        act = town.act("17-51", title="ადგილობრივი გზები", live=False)
        act.save_revision().publish()
        return act

    act, html = found(make, "№ 17/51")
    assert town.url(act) in html


def published(town):
    act = town.act("17-51", live=False, title="სკამების შესახებ")
    act.save_revision().publish()
    return act


def test_acts_are_found_where_the_registry_has_moved(
    client, town, found, django_capture_on_commit_callbacks
):
    act, _html = found(lambda: published(town), "სკამების")
    with django_capture_on_commit_callbacks(execute=True):
        town.registry.slug = "decisions"
        town.registry.save()
    assert "/decisions/" in town.url(act)
    assert town.url(act) in search(client, "სკამების").content.decode()


def test_acts_are_found_in_a_registry_that_was_made_anew(
    client, town, found, django_capture_on_commit_callbacks
):
    from wagtail_civic.acts.models import RegistryPage

    act, _html = found(lambda: published(town), "სკამების")
    with django_capture_on_commit_callbacks(execute=True):
        town.registry_en.delete()
        town.registry.delete()
    assert "civic-result" not in search(client, "სკამების").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        registry = RegistryPage(title="აქტები", slug="again", locale=town.registry.locale)
        town.site.root_page.add_child(instance=registry)
        registry.save_revision().publish()
    town.registry = registry
    assert town.url(act) in search(client, "სკამების").content.decode()


def test_a_title_is_found_in_the_registry_in_another_form(client, town):
    town.act(title="ბიუჯეტის დამტკიცების შესახებ")
    assert (
        "ბიუჯეტის დამტკიცების"
        in client.get(town.registry.url, {"title": "ბიუჯეტი დამტკიცება"}).content.decode()
    )


@pytest.mark.parametrize("typed", ["biujeti", "biujetis", "ბიუჯეტი"])
def test_a_title_is_found_in_the_registry_in_latin_letters_too(client, town, typed):
    act = town.act(title="ბიუჯეტის დამტკიცების შესახებ")
    town.act(title="გზების შესახებ")
    rows = client.get(town.registry.url, {"title": typed}).context["rows"]
    assert [row["title"] for row in rows] == [act.title]


def test_the_search_form_leads_to_the_form_of_the_registry(client, town, site):
    from wagtail_civic.documents.models import SearchPage

    page = SearchPage(title="ძებნა", slug="search", locale=site.root_page.locale)
    site.root_page.add_child(instance=page)
    assert f'<a href="{town.registry.url}">' in client.get(page.get_url()).content.decode()
    town.registry.unpublish()
    town.registry_en.unpublish()
    assert f'<a href="{town.registry.url}">' not in client.get(page.get_url()).content.decode()
