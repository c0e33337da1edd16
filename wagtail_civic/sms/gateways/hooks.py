"""What a provider calls us with, and how we know that it was the provider."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urljoin

from django.urls import reverse
from django.utils.crypto import constant_time_compare

from wagtail_civic.core.encryption import lookup_digests

SEAL = 32


@dataclass(frozen=True)
class Hook:
    """One request as it came: `url` exactly as the provider called it, `form` in the order sent.

    `secret` and `seal` are from its path, `ref` is the message that the path names.
    """

    url: str
    headers: Mapping[str, str]
    body: bytes
    now: datetime
    form: list[tuple[str, str]] = field(default_factory=list)
    query: Mapping[str, str] = field(default_factory=dict)
    secret: str = ""
    ref: str = ""
    seal: str = ""

    @cached_property
    def data(self) -> dict[str, Any]:
        """JSON, or form before query. `ValueError` where it is neither."""
        if "json" in self.headers.get("Content-Type", ""):
            found = json.loads(self.body)
            if not isinstance(found, dict):
                raise ValueError("no JSON object")
            return found
        return {**self.query, **dict(self.form)}


def seals(key: str, ref: str) -> list[str]:
    """Proof that we gave this address out for this message: under each lookup key, newest first."""
    return [digest[:SEAL] for digest in lookup_digests(f"sms hook\x00{key}\x00{ref}")]


def address_of(public_url: str, key: str, ref: str) -> str:
    """Where a provider may report on one message, though it signs nothing."""
    given = {"key": key, "ref": ref, "seal": seals(key, ref)[0]}
    return urljoin(public_url, reverse("civic_sms:hook_message", kwargs=given))


def is_one_of(given: str, secrets: Iterable[str]) -> bool:
    """Constant time for each, and all are compared."""
    matches = [constant_time_compare(given, secret) for secret in secrets if secret]
    return bool(given) and any(matches)
