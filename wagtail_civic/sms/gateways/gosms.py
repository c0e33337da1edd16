from typing import Any

from .http import HttpGateway


class GoSmsGateway(HttpGateway):
    """gosms.ge. It never calls: delivery is asked for, message by message."""

    label = "gosms.ge"
    required_options = ("API_KEY",)

    def preset(self, own: dict[str, Any]) -> dict[str, Any]:
        key = own.get("API_KEY", "")
        return {
            "URL": "https://api.gosms.ge/api/sendsms",
            "FORMAT": "json",
            "NUMBER_FORMAT": "plain",
            "FIELDS": {
                "api_key": key,
                "from": "{sender}",
                "to": "{to}",
                "text": "{text}",
                "urgent": "{urgent}",
            },
            "SUCCESS_PATH": "success",
            "SUCCESS_VALUES": [True],
            "ID_PATH": "messageId",
            "ERROR_PATH": "errorCode",
            "ERRORS": {
                **dict.fromkeys(("100", "101", "102", "108", "110"), "halted"),
                **dict.fromkeys(("103", "105"), "rejected"),
                "109": "failed",
            },
            "STATUS": {
                "URL": "https://api.gosms.ge/api/checksms",
                "FORMAT": "json",
                "FIELDS": {"api_key": key, "messageId": "{id}"},
                "STATE": "status",
                "STATES": {
                    "delivered": "delivered",
                    **dict.fromkeys(("undelivered", "rejected", "expired", "failed"), "failed"),
                },
            },
            "BALANCE": {
                "URL": "https://api.gosms.ge/api/sms-balance",
                "METHOD": "POST",
                "FIELDS": {"api_key": key},
                "PATTERN": r'"balance"\s*:\s*"?(-?\d+(?:\.\d+)?)',
            },
        }
