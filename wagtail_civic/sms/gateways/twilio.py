import hmac
from base64 import b64encode
from typing import Any

from .hooks import Hook, is_one_of
from .http import HttpGateway


class TwilioGateway(HttpGateway):
    """Twilio. Receipts come to an address of their own for each message, inbound messages to the
    one that the number's settings name; both are signed with the auth token."""

    label = "Twilio"
    required_options = ("ACCOUNT_SID", "AUTH_TOKEN")
    own_options = ("MESSAGING_SERVICE",)

    def preset(self, own: dict[str, Any]) -> dict[str, Any]:
        account = own.get("ACCOUNT_SID", "")
        base = f"https://api.twilio.com/2010-04-01/Accounts/{account}"
        return {
            "URL": f"{base}/Messages.json",
            "AUTH": [account, own.get("AUTH_TOKEN", "")],
            "FIELDS": {
                "To": "{to}",
                "From": "" if own.get("MESSAGING_SERVICE") else "{sender}",
                "MessagingServiceSid": own.get("MESSAGING_SERVICE", ""),
                "Body": "{text}",
                "StatusCallback": "{hook}",
            },
            "SUCCESS_PATTERN": r'"sid"\s*:\s*"((?:SM|MM)[0-9A-Za-z]+)"',
            "ERROR_PATH": "code",
            "ERRORS": {
                "21610": "suppress",
                **dict.fromkeys(("21211", "21612", "21614", "21617", "30006"), "rejected"),
                **dict.fromkeys(
                    ("20003", "20005", "21212", "21408", "21603", "21606", "21659"), "halted"
                ),
                "20429": "failed",
            },
            "RECEIPT": {
                "ID": "MessageSid",
                "STATE": "MessageStatus",
                "STATES": {
                    "sent": "sent",
                    "delivered": "delivered",
                    "undelivered": "failed",
                    "failed": "failed",
                },
                "CODE": "ErrorCode",
            },
            "INBOUND": {"EVENT": "MessageSid", "FROM": "From", "TEXT": "Body"},
            "BALANCE": {
                "URL": f"{base}/Balance.json",
                "PATTERN": r'"balance"\s*:\s*"?(-?\d+(?:\.\d+)?)',
            },
        }

    @property
    def secrets(self) -> list[str]:
        return [self.options.get("AUTH_TOKEN", ""), *super().secrets]

    def verify(self, hook: Hook) -> bool:
        given = hook.headers.get("X-Twilio-Signature", "")
        return is_one_of(given, [signature(token, hook) for token in self.secrets if token])


def signature(token: str, hook: Hook) -> str:
    """HMAC-SHA1 of the address as it was called and, by name, every field with its values."""
    values: dict[str, set[str]] = {}
    for name, value in hook.form:
        values.setdefault(name, set()).add(value)
    said = "".join(name + value for name in sorted(values) for value in sorted(values[name]))
    return b64encode(hmac.digest(token.encode(), (hook.url + said).encode(), "sha1")).decode()
