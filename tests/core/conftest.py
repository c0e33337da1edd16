import pytest

from tests.toy.seams import pigeon as carrier
from tests.toy.seams import toy_purpose


@pytest.fixture
def toy():
    yield toy_purpose
    toy_purpose.forget()


@pytest.fixture
def pigeon():
    yield carrier
    carrier.rest()
