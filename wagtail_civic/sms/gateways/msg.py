from typing import Any

from .http import HttpGateway


class MsgGateway(HttpGateway):
    """msg.ge, also known as smsservice.ge (MS Group's HTTP API 1.0).

    Its own examples use plain HTTP; the same address answers over HTTPS and only that is used.
    Without `utf=1` every Georgian letter would arrive as a question mark; a Latin text
    goes without, as it is priced.
    """

    label = "msg.ge / smsservice.ge"
    required_options = ("USERNAME", "PASSWORD", "CLIENT_ID", "SERVICE_ID")

    def preset(self, own: dict[str, Any]) -> dict[str, Any]:
        return {
            "URL": "https://bi.msg.ge/sendsms.php",
            "METHOD": "GET",
            "NUMBER_FORMAT": "plain",
            "FIELDS": {
                "username": own.get("USERNAME", ""),
                "password": own.get("PASSWORD", ""),
                "client_id": str(own.get("CLIENT_ID", "")),
                "service_id": str(own.get("SERVICE_ID", "")),
                "to": "{to}",
                "text": "{text}",
                "utf": "{unicode}",
            },
            "SUCCESS_PATTERN": r"^\s*0000-(\w+)",
            "ERROR_PATTERN": r"^\s*(\d{4})\b",
            "ERRORS": {
                **dict.fromkeys(("0001", "0003", "0008", "0009"), "halted"),
                **dict.fromkeys(("0005", "0007", "0010"), "rejected"),
            },
        }
