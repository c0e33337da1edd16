"""Short signed links: a subscriber's own page, reached from a message without a log-in.

Nothing is stored: the token is the subscriber's number in the table and a keyed digest of it and
of the number's fingerprint. It ends with the row, and guessing costs requests that are limited.
"""

import hmac
from collections.abc import Iterable

from django.db.models import BigAutoField, QuerySet

from wagtail_civic.core.encryption import lookup_keys
from wagtail_civic.core.prepared import prepared

from .models.people import Subscriber

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
PAIRS = [first + second for first in ALPHABET for second in ALPHABET]
ROW, SEAL = 6, 16
LENGTH = ROW + SEAL
"""22 characters always, so that the length of a message is known before it is written: 6 for the
row and 95 bits of seal."""


def token_for(subscriber: Subscriber) -> str:
    return token_of(subscriber.pk, subscriber.lookup)


def token_of(pk: int, lookup: str) -> str:
    """The same from a subscriber's id and fingerprint alone."""
    return tokens_of([(pk, lookup)])[0]


def tokens_of(people: Iterable[tuple[int, str]]) -> list[str]:
    """The same for many at once, for which the keys are read once."""
    current = lookup_keys()[0]
    return [_base62(pk, ROW) + _seal(current, pk, lookup) for pk, lookup in people]


def subscriber_of(token: str) -> Subscriber | None:
    """The subscriber whose token this is, whichever of the lookup keys sealed it."""
    if len(token) != LENGTH or not all(char in ALPHABET for char in token):
        return None
    pk = 0
    for char in token[:ROW]:
        pk = pk * len(ALPHABET) + ALPHABET.index(char)
    subscriber = next(iter(_with_site(pk=pk)), None)
    if subscriber is None:
        return None
    seals = [_seal(key, pk, subscriber.lookup) for key in lookup_keys()]
    found = [hmac.compare_digest(token[ROW:], seal) for seal in seals]
    return subscriber if any(found) else None


@prepared(pk=BigAutoField())
def _with_site(pk) -> QuerySet:
    return Subscriber.objects.select_related("site").filter(pk=pk)


def _seal(key: bytes, pk: int, lookup: str) -> str:
    sealed = hmac.digest(key, f"sms.manage\x00{pk}\x00{lookup}".encode(), "sha256")
    return _base62(int.from_bytes(sealed), SEAL)


def _base62(value: int, length: int) -> str:
    """The last `length` digits, an even number of them; two at a time, as mailings make many."""
    value %= len(ALPHABET) ** length
    pairs = []
    for _place in range(length // 2):
        value, rest = divmod(value, len(PAIRS))
        pairs.append(PAIRS[rest])
    return "".join(reversed(pairs))
