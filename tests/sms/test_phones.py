import pytest

from wagtail_civic.core import contacts
from wagtail_civic.core.contacts import InvalidContact
from wagtail_civic.sms import phones
from wagtail_civic.sms.gateways import BaseGateway, Message, Result, Status

pytestmark = pytest.mark.django_db

SAME = [
    "599123456",
    "599 12 34 56",
    "599-12-34-56",
    "599\u201112\u201134\u201156",
    "(599) 123 456",
    "0599123456",
    "995599123456",
    "00995599123456",
    "+995599123456",
    "+995 599 12 34 56",
    "  599123456\t",
    "599\u00a0123\u00a0456",
    "\u200e+995599123456\u202c",
    "５９９１２３４５６",
    "599.123.456",
    "599123456;ext=8",
    "599 12 34 56 ext. 7",
    "599123456 #99",
]


@pytest.mark.parametrize("text", SAME)
def test_every_way_of_writing_a_number_is_one_number(text):
    contact = contacts.parse("phone", text)
    assert contact.value == contact.canonical == "+995599123456"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "invalid_phone"),
        ("5.99E+08", "invalid_phone"),
        ("599 LOVE56", "invalid_phone"),
        ("tel:599123456", "invalid_phone"),
        ("8 599 123456", "invalid_phone"),
        ("57712345", "invalid_phone"),
        ("5991234567", "invalid_phone"),
        ("112", "invalid_phone"),
        ("9" * 500, "invalid_phone"),
        ("+", "invalid_phone"),
        ("+995000123456", "invalid_phone"),
        ("000123456", "invalid_phone"),
        ("032 212 34 56", "not_mobile"),
        ("+447911123456", "foreign_phone"),
        ("+12025550123", "foreign_phone"),
        ("+79161234567", "foreign_phone"),
    ],
)
def test_what_is_no_mobile_number_of_this_country_is_refused_with_words(text, code):
    with pytest.raises(InvalidContact) as caught:
        contacts.parse("phone", text)
    assert caught.value.code == code
    assert caught.value.messages[0]


def test_other_countries_can_be_allowed(settings):
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "SMS_REGIONS": ["GE", "GB"]}
    assert phones.parse("+447400123456").value == "+447400123456"


def test_a_masked_number_shows_its_owner_enough_and_others_nothing():
    assert (
        contacts.mask("phone", "+995599123456")
        == "+995\N{NO-BREAK SPACE}5••\N{NO-BREAK SPACE}•••\N{NO-BREAK SPACE}•56"
    )
    assert contacts.mask("phone", "+1") == "•••"


def test_numbers_of_the_demonstration_are_stored_masked_and_never_reached():
    contact = phones.fictitious(7)
    assert phones.is_fictitious(contact.value)
    assert contact.mask() == "+995\N{NO-BREAK SPACE}0••\N{NO-BREAK SPACE}•••\N{NO-BREAK SPACE}•07"

    class RealGateway(BaseGateway):
        def transmit(self, message):
            raise AssertionError("called")

    result = RealGateway().send([Message("r", contact.value, "x")])
    assert result == [Result("r", Status.REJECTED, code="fictitious")]


def test_the_lookup_of_a_number_is_keyed_and_tries_old_keys(settings):
    before = phones.parse("599123456").lookup()
    keys = settings.WAGTAIL_CIVIC["LOOKUP_KEYS"]
    settings.WAGTAIL_CIVIC = {
        **settings.WAGTAIL_CIVIC,
        "LOOKUP_KEYS": ["a-newer-lookup-key-0123456789-abcdef", *keys],
    }
    assert phones.parse("599123456").lookup() != before
    assert before in phones.parse("599123456").lookups()
