"""A provider on this machine, and what each provider's account and documented answers look like.

None was tried live. The answers are those of:

- smsoffice.ge: https://smsoffice.net/integration; error codes https://doc.agb.is/smsoffice; the
  length of a reference and the fields of its report from public clients of its callback;
- sender.ge: https://sender.ge/docs/api.php (a report: 0 pending, 1 delivered, 2 undelivered; its
  public clients do not agree whether it lies in a list, as when sending, so both are read)
- msg.ge: https://smsservice.ge/en/info/http-api-v1-documentation
- gosms.ge: https://api.gosms.ge and the error codes of https://www.nuget.org/packages/GoSMSCore;
  a report as in the tests of https://github.com/gosms-ge/gosmsge-node, which show no other word
  than "delivered"
- Twilio: https://www.twilio.com/docs/messaging/api/message-resource and
  https://www.twilio.com/docs/api/errors
- Vonage: https://developer.vonage.com/en/api/messages and https://developer.vonage.com/en/api-errors
- SMS Gateway for Android: https://docs.sms-gate.app/features/sending-messages/ and the answers of
  https://github.com/android-sms-gateway/server
"""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module

REF = "7f9c2ba4-e88f-427d-8561-5b9f9d1a0c11"
SHORT = "7f9c2ba4e88f427d8561"
SECRET = "hook-secret-0123456789-abcdef"


class Server:
    """Answers as told and remembers what it was asked."""

    def __init__(self):
        self.answer, self.asked = (200, '{"Success": true, "Output": {"id": 7}}'), []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                length = int(self.headers.get("Content-Length", 0))
                body = self.rfile.read(length).decode()
                server.asked.append((self.path, self.headers.get("Content-Type", ""), body))
                server.authorization = self.headers.get("Authorization", "")
                code, text = server.answer
                if code is None:
                    self.connection.close()
                    return
                self.send_response(code)
                self.end_headers()
                self.wfile.write(text.encode())

            do_GET = do_POST

            def log_message(self, *args):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/send"
        threading.Thread(
            target=self.http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()


PROVIDERS = {
    "smsoffice": (
        "smsoffice.SmsOfficeGateway",
        {"API_KEY": "office-key"},
        (200, '{"Success": true, "Message": "", "Output": null, "ErrorCode": 0}'),
    ),
    "sender": (
        "sender.SenderGateway",
        {"API_KEY": "sender-key"},
        (200, '{"data": [{"messageId": "123KUxuhiGyDN3", "statusId": 1, "qnt": 1}]}'),
    ),
    "msg": (
        "msg.MsgGateway",
        {"USERNAME": "town", "PASSWORD": "msg-pass", "CLIENT_ID": 7, "SERVICE_ID": 9},
        (200, "0000-000001"),
    ),
    "gosms": (
        "gosms.GoSmsGateway",
        {"API_KEY": "go-key"},
        (200, '{"success": true, "messageId": 12345, "balance": 99}'),
    ),
    "twilio": (
        "twilio.TwilioGateway",
        {"ACCOUNT_SID": "AC123", "AUTH_TOKEN": "twilio-token"},
        (201, '{"sid": "SM0123456789abcdef0123456789abcdef", "status": "queued"}'),
    ),
    "vonage": (
        "vonage.VonageGateway",
        {"API_KEY": "abcd1234", "API_SECRET": "vonage-secret"},
        (202, '{"message_uuid": "aaaaaaaa-bbbb-cccc-dddd-0123456789ab"}'),
    ),
    "android": (
        "android.AndroidGateway",
        {"USERNAME": "phone", "PASSWORD": "phone-pass"},
        (202, f'{{"id": "{REF}", "state": "Pending", "recipients": []}}'),
    ),
}
PATH = "wagtail_civic.sms.gateways."


def entry_of(name: str, **options) -> dict:
    """A provider as the settings would name it."""
    path, account, _accepted = PROVIDERS[name]
    return {"BACKEND": PATH + path, **account, **options}


def make(name: str, server: Server | None = None, **options):
    """A provider's gateway with a test account; with `server` its requests go there."""
    path, account, accepted = PROVIDERS[name]
    module, _dot, kind = path.rpartition(".")
    if server is not None:
        server.answer = accepted
        own = {"URL": server.url, "ALLOW_PLAIN_HTTP": True, "TIMEOUT": 2}
        options = {**own, **options}
    return getattr(import_module(PATH + module), kind)(name, **{**account, **options})
