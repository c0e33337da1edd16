"""An editor names a record by its number or by words of its title."""

from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from django import forms

from wagtail_civic.core import links
from wagtail_civic.core.link_fields import NOTHING, LinkField
from wagtail_civic.core.registry import Registry

pytestmark = pytest.mark.django_db

ACTS = {
    UUID(int=number): title
    for number, title in enumerate(
        [
            "დადგენილება №17-51: ბიუჯეტის დამტკიცება",
            "დადგენილება №18: ბიუჯეტის ცვლილება",
            "განკარგულება №18: ქუჩის სახელი",
            "დადგენილება №2: წყლის საფასური: წესი",
        ],
        start=1,
    )
}


class Acts(links.LinkResolver):
    label = "Act"

    def resolve(self, key, language):
        return links.Target(ACTS[key], "/", True) if key in ACTS else None

    def choices(self, site, query, language, user=None):
        """As the registry of acts finds: a number as it is, or every word in the title proper."""
        fit = [(key, title) for key, title in ACTS.items() if self._fits(title, query)]
        return fit[:3]

    def _fits(self, title, query):
        designation, _colon, words = title.partition(": ")
        number = designation.partition("№")[2]
        return query == number or all(word in words for word in query.split())


@pytest.fixture(autouse=True)
def _acts_only(monkeypatch):
    registry = Registry("links")
    registry.register("act", Acts())
    monkeypatch.setattr(links, "resolvers", registry)


def form(site, text, current=NOTHING):
    class ItemForm(forms.Form):
        link = LinkField(label="Decision")

    made = ItemForm({"link": text}, initial={"link": current})
    made.fields["link"].prepare(site, current=current)
    return made


def named(site, text, **kwargs):
    bound = form(site, text, **kwargs)
    assert bound.is_valid(), bound.errors
    return bound.cleaned_data["link"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("17-51", 1),
        (" 2 ", 4),
        ("ქუჩის", 3),
        ("ბიუჯეტის ცვლილება", 2),
        ("განკარგულება №18: ქუჩის სახელი", 3),
        ("დადგენილება №2: წყლის საფასური: წესი", 4),
    ],
)
def test_a_number_words_or_the_whole_title_name_a_record(site, text, number):
    assert named(site, text) == ("act", UUID(int=number))


def test_an_empty_field_names_nothing(site):
    assert named(site, "", current=("act", UUID(int=1))) == NOTHING


def test_where_several_fit_they_are_told_and_offered_and_what_was_typed_stays(site):
    bound = form(site, "18")
    assert not bound.is_valid()
    (message,) = bound.errors["link"]
    page = BeautifulSoup(str(bound["link"]), "html.parser")
    offered = [option["value"] for option in page.find_all("option")]
    assert len(offered) == 2
    assert all(title in message for title in offered)
    assert page.input["value"] == "18"
    assert page.input["list"] == page.datalist["id"]
    assert named(site, offered[1]) == ("act", UUID(int=3))


def test_where_nothing_fits_it_is_said_what_to_type(site):
    bound = form(site, "ასეთი არ არის")
    assert "ასეთი არ არის" in str(bound.errors["link"])


def test_what_is_named_now_is_shown_and_kept(site):
    current = ("act", UUID(int=4))
    unbound = form(site, None, current=current)
    unbound.is_bound = False
    shown = BeautifulSoup(str(unbound["link"]), "html.parser").input["value"]
    assert shown == ACTS[UUID(int=4)]
    kept = form(site, shown, current=current)
    assert kept.is_valid()
    assert (kept.cleaned_data["link"], kept.has_changed()) == (current, False)


def test_a_record_that_is_gone_is_kept_until_the_editor_changes_it(site):
    gone = ("act", UUID(int=99))
    shown = str(form(site, None, current=gone).fields["link"].prepare_value(gone))
    assert named(site, shown, current=gone) == gone


def test_titles_cannot_leave_their_attribute(site, monkeypatch):
    hostile = 'x"><script>alert(1)</script>'
    monkeypatch.setitem(ACTS, UUID(int=1), f"№1: {hostile}")
    page = BeautifulSoup(str(form(site, hostile)["link"]), "html.parser")
    assert page.script is None
    assert page.input["value"] == hostile
