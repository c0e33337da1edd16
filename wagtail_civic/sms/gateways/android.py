import hmac
from datetime import timedelta
from typing import Any

from .hooks import Hook, is_one_of
from .http import HttpGateway

CLOUD = "https://api.sms-gate.app/3rdparty/v1/messages"
FRESH = timedelta(minutes=5)
"""How far a call's own time may be from ours."""


class AndroidGateway(HttpGateway):
    """SMS Gateway for Android (sms-gate.app): a telephone with its own SIM card, for codes, answers
    and pilots; its makers advise against bulk. `HOOK_SECRETS` are its signing keys.

    Its cloud and private servers refuse a second message under the same id, so asking again is
    safe; the telephone's own local server is not known to, and is not asked again.
    """

    label = "SMS Gateway for Android"
    required_options = ("USERNAME", "PASSWORD")
    own_options = ("DEVICE", "TTL")

    def preset(self, own: dict[str, Any]) -> dict[str, Any]:
        address = str(own.get("URL", CLOUD))
        return {
            "URL": CLOUD,
            "FORMAT": "json",
            "AUTH": [own.get("USERNAME", ""), own.get("PASSWORD", "")],
            "RATE": 0.2,
            "IDEMPOTENT": address.endswith("/3rdparty/v1/messages"),
            "FIELDS": {
                "id": "{ref}",
                "deviceId": own.get("DEVICE", ""),
                "textMessage": {"text": "{text}"},
                "phoneNumbers": ["{to}"],
                "ttl": int(own.get("TTL", 3600)),
                "withDeliveryReport": True,
            },
            "SUCCESS_PATH": "state",
            "SUCCESS_VALUES": ["Pending", "Processed", "Sent", "Delivered"],
            "ID_PATH": "id",
            "ERRORS": {"http:409": "sent", "http:503": "failed", "http:400": "failed"},
            "RECEIPT": {
                "REF": "payload.messageId",
                "STATE": "event",
                "STATES": {
                    "sms:sent": "sent",
                    "sms:delivered": "delivered",
                    "sms:failed": "failed",
                },
                "CODE": "payload.reason",
            },
            "INBOUND": {
                "EVENT": "id",
                "FROM": ["payload.sender", "payload.phoneNumber"],
                "TEXT": "payload.message",
            },
        }

    def verify(self, hook: Hook) -> bool:
        """HMAC-SHA256 of the body and the moment, which must be about now."""
        moment = hook.headers.get("X-Timestamp", "")
        if not moment.isdecimal():
            return False
        if abs(hook.now.timestamp() - int(moment)) > FRESH.total_seconds():
            return False
        said = hook.body + moment.encode()
        made = [hmac.digest(key.encode(), said, "sha256").hex() for key in self.secrets]
        return is_one_of(hook.headers.get("X-Signature", ""), made)
