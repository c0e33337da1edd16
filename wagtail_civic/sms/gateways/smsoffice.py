from typing import Any

from .http import HttpGateway

REFERENCE = 20
"""Bytes that the provider keeps of a reference."""


class SmsOfficeGateway(HttpGateway):
    """smsoffice.ge. Receipts come to the address that its profile names, with our reference."""

    label = "smsoffice.ge"
    required_options = ("API_KEY",)
    hook_answer = "OK"

    def preset(self, own: dict[str, Any]) -> dict[str, Any]:
        key = own.get("API_KEY", "")
        return {
            "URL": "https://smsoffice.ge/api/v2/send/",
            "NUMBER_FORMAT": "plain",
            "REFERENCE_LENGTH": REFERENCE,
            "FIELDS": {
                "key": key,
                "destination": "{to}",
                "sender": "{sender}",
                "content": "{text}",
                "reference": "{ref}",
                "urgent": "{urgent}",
            },
            "SUCCESS_PATH": "ErrorCode",
            "SUCCESS_VALUES": [0],
            "ERROR_PATH": "ErrorCode",
            "ERRORS": {
                **dict.fromkeys(("10", "40", "60", "70", "76", "77", "600", "800"), "rejected"),
                **dict.fromkeys(("20", "80", "110", "120", "150", "500", "700"), "halted"),
                "75": "suppress",
                "-100": "failed",
            },
            "RECEIPT": {
                "ID": "reference",
                "STATE": "status",
                "STATES": {
                    "Delivered": "delivered",
                    **dict.fromkeys(("Undelivered", "Rejected", "Expired", "Failed"), "failed"),
                },
                "CODE": "reason",
            },
            "BALANCE": {
                "URL": "https://smsoffice.ge/api/getBalance",
                "FIELDS": {"key": key},
                "PATTERN": r"^\s*\"?(-?\d+(?:\.\d+)?)\"?\s*$",
            },
        }
