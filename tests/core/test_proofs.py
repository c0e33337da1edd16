"""Links by which their holder acts: made by us, for one purpose and one thing."""

import uuid

import pytest

from wagtail_civic.core import proofs

NAME = uuid.uuid4()


def test_a_proof_holds_for_what_it_was_made():
    assert proofs.holds("petitions.notices", NAME, proofs.make("petitions.notices", NAME))


@pytest.mark.parametrize(
    ("purpose", "name"), [("petitions.mine", NAME), ("petitions.notices", uuid.uuid4())]
)
def test_it_holds_for_nothing_else(purpose, name):
    assert not proofs.holds(purpose, name, proofs.make("petitions.notices", NAME))


@pytest.mark.parametrize("given", ["", "0" * 32, "ნინო"])
def test_what_was_never_made_does_not_hold(given):
    assert not proofs.holds("petitions.notices", NAME, given)


def test_a_part_of_a_proof_does_not_hold():
    assert not proofs.holds("petitions.mine", NAME, proofs.make("petitions.mine", NAME)[:-1])


def test_links_outlive_a_change_of_keys(settings):
    before = proofs.make("petitions.mine", NAME)
    old = settings.WAGTAIL_CIVIC
    keys = ["another-key-of-32-characters-0000", *old["LOOKUP_KEYS"]]
    settings.WAGTAIL_CIVIC = {**old, "LOOKUP_KEYS": keys}
    assert proofs.make("petitions.mine", NAME) != before
    assert proofs.holds("petitions.mine", NAME, before)
