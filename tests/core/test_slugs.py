"""Every page type of the suite makes its slug by itself: short, ASCII, like the title."""

import pytest
from django.apps import apps
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from wagtail_civic.core.pages import CivicPageMixin
from wagtail_civic.documents.models import SearchPage

pytestmark = pytest.mark.django_db

TITLE = "საკრებულოს სხდომა"
LONG = "სოფელ მთისპირის ხიდის აღდგენისა და გზის რეაბილიტაციის შესახებ პეტიცია"
TYPES = [
    model
    for model in apps.get_models()
    if issubclass(model, Page) and model.__module__.startswith(("wagtail_civic.", "tests.toy"))
]


def add(home_page, model, title=TITLE, **fields):
    page = model(title=title, live=False, **fields)
    if hasattr(page, "lead"):
        page.lead = title
    if hasattr(page, "ask"):
        page.ask = title
    return home_page.add_child(instance=page)


@pytest.mark.parametrize("model", TYPES, ids=lambda model: model.__name__)
def test_the_slug_comes_from_the_title(home_page, model):
    assert issubclass(model, CivicPageMixin)
    assert add(home_page, model).slug == "sakrebulos-skhdoma"


@pytest.mark.parametrize("model", TYPES, ids=lambda model: model.__name__)
def test_two_pages_of_one_long_title_get_two_slugs_of_sixty_at_most(home_page, model):
    one, other = add(home_page, model, LONG), add(home_page, model, LONG)
    assert one.slug != other.slug
    assert other.slug.endswith("-2")
    assert max(len(one.slug), len(other.slug)) <= 60


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("საკრებულოს-სხდომა", "sakrebulos-skhdoma"),
        ("my-own-words", "my-own-words"),
        ("a-very-long-slug-" * 6, "a-very-long-slug-a-very-long-slug-a-very-long-slug-a-very"),
    ],
)
def test_what_an_editor_types_is_kept_where_it_fits(home_page, typed, slug):
    assert add(home_page, TYPES[0], slug=typed).slug == slug


def test_a_translation_s_slug_fits_as_well(home_page, locales):
    page = add(home_page, TYPES[0], "ა" * 100)
    assert len(page.copy_for_translation(locales["en"], copy_parents=True).slug) <= 60


def test_an_editor_may_save_the_page_again_under_the_same_slug(home_page):
    page = add(home_page, TYPES[0])
    page.title = "სხვა სათაური"
    page.save_revision().publish()
    page.refresh_from_db()
    assert page.slug == "sakrebulos-skhdoma"


def posted(home_page, page, slug):
    """The form of an editor's browser, whose script has made the slug from the title."""
    data = {"title": page.title, "slug": slug, "introduction": ""}
    comments = inline_formset([])
    form = SearchPage.get_edit_handler().get_form_class()
    return form(
        nested_form_data({**data, "comments": comments}), instance=page, parent_page=home_page
    )


def test_the_form_of_a_new_page_gives_a_taken_slug_a_number(home_page):
    taken = add(home_page, SearchPage, "Public hearing")
    form = posted(home_page, SearchPage(title="Public hearing", locale=taken.locale), taken.slug)
    assert form.is_valid(), form.errors
    second = home_page.add_child(instance=form.save(commit=False))
    assert second.slug == f"{taken.slug}-2"
    again = posted(home_page, second, taken.slug)
    assert again.is_valid()
    assert again.cleaned_data["slug"] == f"{taken.slug}-2"


def test_the_form_of_a_new_page_keeps_a_slug_that_is_free(home_page):
    form = posted(home_page, SearchPage(title="Public hearing"), "My_own_Words")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["slug"] == "My_own_Words"


def test_the_form_of_a_page_that_was_public_refuses_a_taken_slug(home_page):
    taken, public = (add(home_page, SearchPage, title) for title in ("Public hearing", "Other"))
    public.save_revision().publish()
    public.refresh_from_db()
    form = posted(home_page, public, taken.slug)
    assert not form.is_valid()
    assert "slug" in form.errors
