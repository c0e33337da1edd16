import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from typing import Any

from .hooks import Hook, is_one_of
from .http import HttpGateway

FRESH = timedelta(hours=24)
"""As long as the provider goes on trying to deliver a report; what comes twice changes nothing."""


class VonageGateway(HttpGateway):
    """Vonage's Messages API, channel SMS. `HOOK_SECRETS` are the account's signature secrets."""

    label = "Vonage"
    required_options = ("API_KEY", "API_SECRET")

    def preset(self, own: dict[str, Any]) -> dict[str, Any]:
        key, secret = own.get("API_KEY", ""), own.get("API_SECRET", "")
        return {
            "URL": "https://api.nexmo.com/v1/messages",
            "FORMAT": "json",
            "AUTH": [key, secret],
            "NUMBER_FORMAT": "plain",
            "FIELDS": {
                "message_type": "text",
                "channel": "sms",
                "to": "{to}",
                "from": "{sender}",
                "text": "{text}",
                "client_ref": "{ref}",
            },
            "SUCCESS_PATTERN": r'"message_uuid"\s*:\s*"([0-9a-fA-F-]+)"',
            "RECEIPT": {
                "REF": "client_ref",
                "ID": "message_uuid",
                "STATE": "status",
                "STATES": {
                    "submitted": "sent",
                    "delivered": "delivered",
                    "rejected": "failed",
                    "undeliverable": "failed",
                },
                "CODE": "error.title",
            },
            "INBOUND": {"EVENT": "message_uuid", "FROM": "from", "TEXT": "text"},
            "BALANCE": {
                "URL": "https://rest.nexmo.com/account/get-balance",
                "PATTERN": r'"value"\s*:\s*"?(-?\d+(?:\.\d+)?)',
            },
        }

    def verify(self, hook: Hook) -> bool:
        """The bearer is a JWT of ours over this very body."""
        kind, _space, token = hook.headers.get("Authorization", "").partition(" ")
        signed, _dot, given = token.rpartition(".")
        made = (_encoded_hmac(secret, signed) for secret in self.secrets)
        if kind.casefold() != "bearer" or not is_one_of(given, made):
            return False
        head, claims = (_part(part) for part in (*signed.split("."), "")[:2])
        age = hook.now.timestamp() - _number(claims.get("iat"))
        return (
            head.get("alg") == "HS256"
            and claims.get("api_key") == self.options.get("API_KEY")
            and abs(age) <= FRESH.total_seconds()
            and is_one_of(str(claims.get("payload_hash", "")), [sha256(hook.body).hexdigest()])
        )


def _encoded_hmac(secret: str, signed: str) -> str:
    digest = hmac.digest(secret.encode(), signed.encode(), "sha256")
    return urlsafe_b64encode(digest).decode().rstrip("=")


def _part(text: str) -> dict[str, Any]:
    try:
        found = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
