"""Personal data in the texts of documents: which kinds a text has.

Old files have what should never have been published: lists with personal numbers, accounts,
telephones. Such a document waits for a registrar before the public finds it.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from wagtail_civic.core.conf import settings

PERSONAL_NUMBER, BANK_ACCOUNT, PHONE_LIST, OWN = "number", "account", "phones", "pattern"
#: One telephone is an office; as many as these on a page are a list of people.
PHONES = 5
MAX_PATTERN = 300

# Eleven digits, together or in groups; not a part of a longer number, of an address, a registration
# code or the number of a case, and no sum. A comma beside it parts the cells of a table, a slash
# before it ends a word of Georgian: პ/ნ/01….
_NUMBER = re.compile(
    r"(?:(?<![\d./])|(?<=[ა-ჰ.) ]/))(?<!\b0,)"
    r"(?:0\d{10}|\d{11}(?!,\d{1,2}(?!\d|,\S))|\d{2}[ -]\d{3}[ -]\d{6}|\d{3}[ -]\d{4}[ -]\d{4})"
    r"(?!\d|\.\d|/\d{1,4}(?!\d))"
)
_ACCOUNT = re.compile(r"(?<![A-Z0-9])GE ?\d{2} ?[A-Z]{2}(?: ?\d){16}(?!\d)")
_PHONE = re.compile(r"(?<![\d.])(?:\+?995[ -]?)?5\d{2}(?:[ -]?\d{2}){3}(?![\d.])")


def _has_number(text: str) -> bool:
    return _NUMBER.search(text) is not None


def _has_account(text: str) -> bool:
    return _ACCOUNT.search(text) is not None


def _has_phones(text: str) -> bool:
    phones = {re.sub(r"\D", "", found[0])[-9:] for found in _PHONE.finditer(text)}
    return len(phones) >= PHONES


KINDS: dict[str, Callable[[str], bool]] = {
    PERSONAL_NUMBER: _has_number,
    BANK_ACCOUNT: _has_account,
    PHONE_LIST: _has_phones,
}


NAMES = {
    PERSONAL_NUMBER: _("personal number"),
    BANK_ACCOUNT: _("bank account"),
    PHONE_LIST: _("list of telephones"),
    OWN: _("the municipality's own pattern"),
}


def named(kinds: Iterable[str]) -> str:
    return ", ".join(str(NAMES[kind]) for kind in dict.fromkeys(kinds) if kind in NAMES)


def kinds_in(text: str) -> tuple[str, ...]:
    """Which of the kinds that the municipality looks for stand in a text."""
    found = [kind for kind in settings.DOCUMENTS_PERSONAL_DATA if KINDS[kind](text)]
    if any(re.search(pattern, text) for pattern in settings.DOCUMENTS_PERSONAL_PATTERNS):
        found.append(OWN)
    return tuple(found)


def joined(kinds: Iterable[tuple[str, ...]]) -> str:
    """The kinds of several texts as a row keeps them."""
    return " ".join(sorted({kind for each in kinds for kind in each}))


def places(text: str) -> Iterator[str]:
    """What was found, masked, for whoever decides: the first and the last two characters."""
    for pattern in (_NUMBER, _ACCOUNT, _PHONE):
        for found in pattern.finditer(text):
            yield f"{found[0][:2]}…{found[0][-2:]}"


def fault_in_kinds(value) -> str | None:
    unknown = [str(kind) for kind in value if kind not in KINDS]
    if unknown:
        return f"unknown: {', '.join(unknown)}; known are {', '.join(KINDS)}"
    return None


def fault_in_patterns(value) -> str | None:
    for pattern in value:
        if not isinstance(pattern, str) or not pattern or len(pattern) > MAX_PATTERN:
            return f"each is a regular expression of at most {MAX_PATTERN} characters"
        try:
            re.compile(pattern)
        except re.error as error:
            return f"{pattern!r} is no regular expression: {error}"
    return None
