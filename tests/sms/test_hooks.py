"""Providers call us: believed only with proof, taken once, never answered with anything personal.

Shapes of the calls: Twilio https://www.twilio.com/docs/usage/webhooks/webhooks-security (with its
published example of a signature) and https://www.twilio.com/docs/messaging/guides/track-outbound-
message-status; Vonage https://developer.vonage.com/en/messages/concepts/signed-webhooks and
https://developer.vonage.com/en/messages/concepts/messages-status-callbacks; SMS Gateway for Android
https://docs.sms-gate.app/features/webhooks/; Kannel https://www.kannel.org/userguide.shtml
(`dlr-url`); smsoffice.ge: public clients of its callback.
"""

import hmac
import json
import logging
from base64 import urlsafe_b64encode
from hashlib import sha256

import pytest
from django.urls import reverse
from django.utils import timezone

from wagtail_civic.core import contacts
from wagtail_civic.sms.gateways import Hook
from wagtail_civic.sms.gateways.hooks import address_of
from wagtail_civic.sms.gateways.twilio import signature
from wagtail_civic.sms.models import Delivery, Inbound, Receipt, Suppression

from .exchanges import REF, SECRET, SHORT, entry_of

NUMBER = "+995599123456"
OLD_SECRET = "an-older-secret-0123456789-abcdef"
GENERIC = {
    "BACKEND": "wagtail_civic.sms.gateways.http.HttpGateway",
    "URL": "https://kannel.example/cgi-bin/sendsms",
    "FIELDS": {"to": "{to}", "text": "{text}", "dlr-url": "{hook}?status=%d"},
    "SUCCESS_PATTERN": r"^0: Accepted",
    "RECEIPT": {
        "STATE": "status",
        "STATES": {"1": "delivered", "2": "failed", "8": "sent", "16": "failed"},
    },
    "INBOUND": {"FROM": "from", "TEXT": "text"},
    "HOOK_SECRETS": [SECRET],
    "PUBLIC_URL": "https://chaieti.ge",
}
ENTRIES = {
    "office": entry_of("smsoffice", HOOK_SECRETS=[SECRET, OLD_SECRET]),
    "twilio": entry_of("twilio", PUBLIC_URL="https://chaieti.ge"),
    "vonage": entry_of("vonage", HOOK_SECRETS=[SECRET, OLD_SECRET]),
    "android": entry_of("android", HOOK_SECRETS=[SECRET]),
    "kannel": GENERIC,
    "sender": entry_of("sender"),
}


@pytest.fixture(autouse=True)
def providers(settings, sms_settings):
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "SMS_GATEWAYS": ENTRIES}


@pytest.fixture
def sent(make_subscriber, make_campaign, started):
    """`sent("office")`: a message that this gateway took and nobody reported on yet."""

    def make(gateway, provider_id="p1"):
        make_subscriber(NUMBER)
        row = started(make_campaign()).deliveries.get()
        Delivery.objects.filter(pk=row.pk).update(
            state="unknown", gateway=gateway, provider_id=provider_id, ref=REF
        )
        return row

    return make


def address(key, **parts):
    return f"/civic/sms/hooks/{key}/" + "".join(f"{part}/" for part in parts.values())


def state():
    return Delivery.objects.get().state


# Secrets in the path ---------------------------------------------------------------------------

OFFICE = {
    "reference": SHORT,
    "status": "Delivered",
    "reason": "",
    "destination": "995599123456",
    "timestamp": "20261118120000",
    "operator": "28202",
}


def test_a_report_of_smsoffice_resolves_what_was_unknown(client, sent):
    sent("office", SHORT)
    answer = client.get(address("office", secret=SECRET), OFFICE)
    assert (answer.status_code, answer.content) == (200, b"OK")
    assert state() == "delivered"


def test_an_older_secret_still_holds_while_it_is_listed(client, sent):
    sent("office", SHORT)
    assert client.get(address("office", secret=OLD_SECRET), OFFICE).status_code == 200


@pytest.mark.parametrize("secret", ["", "wrong", SECRET[:-1], SECRET + "x"])
def test_without_the_secret_nothing_is_taken(client, sent, secret):
    sent("office", SHORT)
    parts = {"secret": secret} if secret else {}
    assert client.get(address("office", **parts), OFFICE).status_code == 403
    assert state() == "unknown"
    assert not Receipt.objects.exists()


def test_a_report_that_comes_twice_is_one(client, sent):
    sent("office", SHORT)
    for _time in range(2):
        assert client.get(address("office", secret=SECRET), OFFICE).status_code == 200
    assert Receipt.objects.count() == 1


def test_an_unknown_reference_is_no_error_and_is_kept(client, db):
    assert client.get(address("office", secret=SECRET), OFFICE).status_code == 200
    assert Receipt.objects.get().applied_at is None


def test_a_delivery_is_never_taken_back(client, sent):
    sent("office", SHORT)
    client.get(address("office", secret=SECRET), OFFICE)
    client.get(address("office", secret=SECRET), {**OFFICE, "status": "Undelivered"})
    assert state() == "delivered"


def test_a_word_that_nobody_knows_changes_nothing(client, sent):
    sent("office", SHORT)
    answer = client.get(address("office", secret=SECRET), {**OFFICE, "status": "Pending"})
    assert answer.status_code == 200
    assert state() == "unknown"


# The seal of one message -----------------------------------------------------------------------


def test_kannel_reports_on_one_message_at_an_address_that_proves_itself(client, sent):
    sent("kannel", "")
    path = address_of("https://chaieti.ge", "kannel", REF).removeprefix("https://chaieti.ge")
    assert client.get(f"{path}?status=8").status_code == 204
    assert state() == "sent"
    assert client.get(f"{path}?status=1").status_code == 204
    assert state() == "delivered"


def test_the_seal_of_one_message_or_gateway_does_not_fit_another(client, sent, settings):
    sent("kannel", "")
    own = address_of("https://chaieti.ge", "kannel", REF)
    seal = own.rstrip("/").rpartition("/")[2]
    other = REF.replace("7f9c", "7f9d")
    for path in (
        address("kannel", ref=other, seal=seal),
        address("kannel", ref=REF, seal=seal[:-1]),
        address("office", ref=REF, seal=seal),
    ):
        assert client.get(f"{path}?status=1").status_code == 403
    assert state() == "unknown"


def test_a_seal_outlives_a_new_lookup_key(client, sent, settings):
    sent("kannel", "")
    path = address_of("", "kannel", REF)
    keys = settings.WAGTAIL_CIVIC["LOOKUP_KEYS"]
    settings.WAGTAIL_CIVIC = {
        **settings.WAGTAIL_CIVIC,
        "LOOKUP_KEYS": ["a-newer-lookup-key-0123456789-abcdef", *keys],
    }
    assert client.get(f"{path}?status=1").status_code == 204
    assert state() == "delivered"


# Twilio ----------------------------------------------------------------------------------------


def signed(client, path, form, token="twilio-token", **extra):
    url = f"https://chaieti.ge{path}"
    hook = Hook(url, {}, b"", timezone.now(), form=list(form.items()))
    return client.post(path, form, headers={"X-Twilio-Signature": signature(token, hook)}, **extra)


def test_twilio_s_published_signature_is_ours():
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    hook = Hook(
        "https://mycompany.com/myapp.php?foo=1&bar=2", {}, b"", timezone.now(), list(form.items())
    )
    assert signature("12345", hook) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def test_twilio_reports_on_one_message(client, sent):
    sent("twilio", "")
    path = address_of("", "twilio", REF)
    form = {"MessageSid": "SM1", "MessageStatus": "delivered", "To": NUMBER}
    answer = signed(client, path, form)
    assert (answer.status_code, answer.content) == (204, b"")
    assert state() == "delivered"


def test_twilio_says_that_somebody_wants_no_more(client, sent, site):
    sent("twilio", "SM1")
    form = {"MessageSid": "SM1", "MessageStatus": "failed", "ErrorCode": "21610"}
    signed(client, address_of("", "twilio", REF), form)
    assert state() == "failed"
    assert Suppression.objects.of(contacts.parse("phone", NUMBER), site).get().reason == "gateway"


def test_a_signature_of_another_token_address_or_form_is_refused(client, sent):
    sent("twilio", "SM1")
    form = {"MessageSid": "SM1", "MessageStatus": "delivered"}
    path = address_of("", "twilio", REF)
    assert signed(client, path, form, token="other").status_code == 403
    assert client.post(path, form).status_code == 403
    good = signature(
        "twilio-token",
        Hook(f"https://chaieti.ge{path}", {}, b"", timezone.now(), list(form.items())),
    )
    changed = {**form, "MessageStatus": "failed"}
    assert client.post(path, changed, headers={"X-Twilio-Signature": good}).status_code == 403
    elsewhere = address("twilio")
    assert client.post(elsewhere, form, headers={"X-Twilio-Signature": good}).status_code == 403
    assert state() == "unknown"


def test_behind_a_proxy_the_public_address_counts(client, sent):
    """It speaks plain HTTP to us and under another name; `PUBLIC_URL` says what was called."""
    sent("twilio", "SM1")
    form = {"MessageSid": "SM1", "MessageStatus": "delivered"}
    answer = signed(client, address_of("", "twilio", REF), form, SERVER_NAME="app.internal")
    assert answer.status_code == 204


# Vonage ----------------------------------------------------------------------------------------


def part(data):
    return urlsafe_b64encode(json.dumps(data).encode()).decode().rstrip("=")


def bearer(body, secret=SECRET, alg="HS256", **claims):
    claims = {
        "iat": int(timezone.now().timestamp()),
        "api_key": "abcd1234",
        "payload_hash": sha256(body).hexdigest(),
        **claims,
    }
    text = f"{part({'alg': alg, 'typ': 'JWT'})}.{part(claims)}"
    made = hmac.digest(secret.encode(), text.encode(), "sha256")
    return f"Bearer {text}.{urlsafe_b64encode(made).decode().rstrip('=')}"


STATUS = {
    "message_uuid": "aaaaaaaa-bbbb-cccc-dddd-0123456789ab",
    "to": "995599123456",
    "from": "Chaieti",
    "timestamp": "2026-11-18T12:00:00Z",
    "status": "delivered",
    "client_ref": REF,
}


def vonage(client, data, **options):
    body = json.dumps(data).encode()
    return client.post(
        address("vonage"),
        body,
        content_type="application/json",
        headers={"Authorization": bearer(body, **options)},
    )


@pytest.mark.parametrize("secret", [SECRET, OLD_SECRET])
def test_vonage_reports_with_a_signed_body(client, sent, secret):
    sent("vonage", "")
    assert vonage(client, STATUS, secret=secret).status_code == 204
    assert state() == "delivered"


@pytest.mark.parametrize(
    "options",
    [
        {"secret": "another-secret-0123456789-abcdef"},
        {"alg": "none"},
        {"api_key": "other"},
        {"iat": 1},
        {"iat": "now"},
        {"payload_hash": sha256(b"{}").hexdigest()},
    ],
)
def test_vonage_is_not_believed_otherwise(client, sent, options):
    sent("vonage", "")
    assert vonage(client, STATUS, **options).status_code == 403
    assert state() == "unknown"


@pytest.mark.parametrize("value", ["", "Bearer", "Bearer x", "Bearer a.b.c", "Basic eDp5"])
def test_a_broken_token_is_refused(client, db, value):
    answer = client.post(
        address("vonage"), "{}", content_type="application/json", headers={"Authorization": value}
    )
    assert answer.status_code == 403


# The telephone ---------------------------------------------------------------------------------


def android(client, event, payload, moment=None, key=SECRET, event_id="Ey6ECgOkVVFjz3CL48B8C"):
    data = {"deviceId": "d", "event": event, "id": event_id, "payload": payload, "webhookId": "w"}
    body = json.dumps(data, ensure_ascii=False).encode()
    moment = str(moment or int(timezone.now().timestamp()))
    made = hmac.digest(key.encode(), body + moment.encode(), "sha256").hex()
    return client.post(
        address("android"),
        body,
        content_type="application/json",
        headers={"X-Signature": made, "X-Timestamp": moment},
    )


def test_the_telephone_reports_and_passes_on(client, sent, site):
    sent("android", "")
    payload = {"messageId": REF, "phoneNumber": NUMBER, "deliveredAt": "2026-11-18T12:00:00"}
    assert android(client, "sms:delivered", payload).status_code == 204
    assert state() == "delivered"
    payload = {"messageId": "abc123", "message": "სად ვნახო ოქმი?", "phoneNumber": "599123456"}
    assert android(client, "sms:received", payload).status_code == 204
    assert Inbound.objects.get().number == NUMBER


def test_the_telephone_names_the_writer_by_its_newer_word_too(client, site):
    """https://docs.sms-gate.app/blog/ of 17 February 2026: `phoneNumber` gives way to `sender`."""
    payload = {"message": "STOP", "sender": NUMBER, "recipient": None}
    assert android(client, "sms:received", payload).status_code == 204
    assert Inbound.objects.get().action == "opt_out"


def test_the_telephone_is_not_believed_late_or_under_another_key(client, sent):
    sent("android", "")
    payload = {"messageId": REF, "phoneNumber": NUMBER}
    late = int(timezone.now().timestamp()) - 600
    assert android(client, "sms:delivered", payload, moment=late).status_code == 403
    assert android(client, "sms:delivered", payload, key="other").status_code == 403
    assert state() == "unknown"


# Everybody -------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["nowhere", "console", "sender"])
def test_who_never_calls_has_no_address(client, db, key):
    assert client.post(address(key)).status_code == 404


def test_a_call_that_is_too_long_is_not_read(client, db):
    answer = client.post(
        address("office", secret=SECRET), "x" * 70_000, content_type="application/json"
    )
    assert answer.status_code == 413


@pytest.mark.parametrize("body", ["[1]", "no"])
def test_a_call_that_cannot_be_read_is_an_error_and_nothing_more(client, db, body):
    answer = client.post(address("office", secret=SECRET), body, content_type="application/json")
    assert answer.status_code == 400
    assert not Receipt.objects.exists()


@pytest.mark.parametrize("method", ["put", "delete", "head"])
def test_other_methods_are_refused(client, db, method):
    assert getattr(client, method)(address("office", secret=SECRET)).status_code == 405


def test_no_token_of_a_form_is_asked_for(sent):
    from django.test import Client

    sent("office", SHORT)
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address("office", secret=SECRET), OFFICE).status_code == 200


def test_nothing_personal_is_logged(client, site, caplog):
    caplog.set_level(logging.DEBUG)
    for number in ("995599123456", "INFO", "+14155550100"):
        form = {"from": number, "text": "ჩემი სახელია ნინო"}
        assert client.post(address("kannel", secret=SECRET), form).status_code == 204
    ours = " ".join(r.getMessage() for r in caplog.records if r.name.startswith("wagtail_civic"))
    assert "599123456" not in ours
    assert "4155550100" not in ours
    assert "ნინო" not in ours


@pytest.mark.parametrize("evil", ["\0", "a\0b", "\ud800", "\u202e", "x" * 5000, "' OR 1=1 --"])
def test_hostile_bytes_are_taken_and_harm_nothing(client, site, evil):
    """Whoever holds the secret may still pass on what a stranger wrote."""
    said = {"from": NUMBER, "text": evil}
    report = {"reference": f"{SHORT}{evil}", "status": "Delivered", "reason": evil}
    for key, data in (("kannel", said), ("office", report)):
        body = json.dumps(data)
        path = address(key, secret=SECRET)
        assert client.post(path, body, content_type="application/json").status_code in (200, 204)
    assert Inbound.objects.get().number == NUMBER
    assert Receipt.objects.count() == 1


def test_a_secret_is_in_no_row(client, sent, site):
    sent("office", SHORT)
    client.get(address("office", secret=SECRET), OFFICE)
    client.post(address("kannel", secret=SECRET), {"from": NUMBER, "text": "გამარჯობა"})
    rows = [*Receipt.objects.values_list(), *Inbound.objects.values_list()]
    assert SECRET not in str(rows)


def test_addresses_are_reversed_under_the_host_s_prefix():
    assert reverse("civic_sms:hook", kwargs={"key": "x"}) == "/civic/sms/hooks/x/"
