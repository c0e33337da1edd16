from typing import Any

from .http import HttpGateway

INFORMATION = "2"
"""`smsno`: information from a public body, not advertising, which the provider marks with a way
out of its own."""


class SenderGateway(HttpGateway):
    """sender.ge. The key holds the sender's name. It never calls: delivery is asked for."""

    label = "sender.ge"
    required_options = ("API_KEY",)

    def preset(self, own: dict[str, Any]) -> dict[str, Any]:
        key = own.get("API_KEY", "")
        return {
            "URL": "https://sender.ge/api/send.php",
            "NUMBER_FORMAT": "national",
            "FIELDS": {
                "apikey": key,
                "smsno": INFORMATION,
                "destination": "{to}",
                "content": "{text}",
            },
            "SUCCESS_PATTERN": r'"messageId"\s*:\s*"?([\w-]+)',
            "STATUS": {
                "URL": "https://sender.ge/api/callback.php",
                "FIELDS": {"apikey": key, "messageId": "{id}"},
                "STATE": ["data.0.statusId", "statusId"],
                "STATES": {"1": "delivered", "2": "failed"},
            },
            "BALANCE": {
                "URL": "https://sender.ge/api/getBalance.php",
                "METHOD": "POST",
                "FIELDS": {"apikey": key},
                "PATTERN": r'"balance"\s*:\s*"?(-?\d+(?:\.\d+)?)',
            },
        }
