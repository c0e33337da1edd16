"""Telephone numbers: which texts are one, which of them may receive our messages.

Parsing is `phonenumbers`'; it comes with the extra `wagtail-civic[sms]` and is imported on use.
"""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from wagtail_civic.core import conf
from wagtail_civic.core.contacts import AddressKind, Contact, InvalidContact

CHANNEL = "phone"
LONGEST = 40
FICTITIOUS = "+995000"
"""Numbers of demonstrations. `0` is the trunk prefix of Georgia, so no subscriber number begins
with it: the public form refuses these as invalid, no network can route them, and every gateway that
reaches phones refuses them by prefix."""

_EXTENSION = re.compile(r" ?(?:;ext=|,? ?ext\.?|x|#) ?:? ?\d{1,7}$", re.IGNORECASE)
_WRITTEN = re.compile(r"[+\d\s().\-/]+")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def is_fictitious(number: str) -> bool:
    return number.startswith(FICTITIOUS)


def mask(number: str) -> str:
    """`+995 5•• ••• •45`: its owner knows it, nobody else learns it; never broken over lines."""
    if len(number) < 8:
        return "•••"
    shown = f"{number[:4]} {number[4:5]}•• ••• •{number[-2:]}"
    return shown.replace(" ", "\N{NO-BREAK SPACE}")


def parse(text: str) -> Contact:
    """The contact in E.164 without extension, or `InvalidContact` with words for the citizen.

    Refused: anything but digits and the usual separators ("5.99E+08", "555 LOVE56"), regions that
    `SMS_REGIONS` does not list, and lines that are not mobile.
    """
    import phonenumbers

    invalid = InvalidContact(_("Enter a mobile number such as 599 12 34 56."), code="invalid_phone")
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text[: LONGEST * 2]))
    text = " ".join(text.split())
    text = _EXTENSION.sub("", _DASHES.sub("-", text))
    if len(text) > LONGEST or not _WRITTEN.fullmatch(text):
        raise invalid
    regions = conf.settings.SMS_REGIONS
    try:
        number = phonenumbers.parse(text, regions[0])
    except phonenumbers.NumberParseException:
        raise invalid from None
    if not phonenumbers.is_valid_number(number):
        raise invalid
    _refuse_unwanted(number, regions)
    value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Contact(CHANNEL, value, value)


def _refuse_unwanted(number, regions) -> None:
    import phonenumbers

    if phonenumbers.region_code_for_number(number) not in regions:
        raise InvalidContact(
            _("Messages can be sent only to numbers of this country."), code="foreign_phone"
        )
    kinds = phonenumbers.PhoneNumberType
    mobile = (kinds.MOBILE, kinds.FIXED_LINE_OR_MOBILE)
    if phonenumbers.number_type(number) not in mobile:
        raise InvalidContact(
            _("This number is not a mobile one and cannot receive messages."), code="not_mobile"
        )


def country(number: str) -> str:
    """The ISO code of the region that gave the number out; empty for numbers of no country."""
    import phonenumbers

    try:
        region = phonenumbers.region_code_for_number(phonenumbers.parse(number, None))
    except phonenumbers.NumberParseException:
        return ""
    return region if region and region.isalpha() else ""


def national(number: str) -> str:
    """The digits that follow the country code, as some providers want them."""
    import phonenumbers

    return phonenumbers.national_significant_number(phonenumbers.parse(number, None))


def fictitious(serial: int) -> Contact:
    """A contact for demonstrations: it can be stored and shown, and never be reached."""
    value = f"{FICTITIOUS}{serial:06d}"
    return Contact(CHANNEL, value, value)


class PhoneKind(AddressKind):
    label = _("mobile number")

    def parse(self, text: str) -> Contact:
        return parse(text)

    def mask(self, value: str) -> str:
        return mask(value)

    def country(self, value: str) -> str:
        return country(value)
