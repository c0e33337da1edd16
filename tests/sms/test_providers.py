"""Each provider's documented exchanges, replayed. Sources: `exchanges`. None was tried live."""

import json
from base64 import b64encode
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest

from wagtail_civic.sms import gateways
from wagtail_civic.sms.gateways import STOP, Message, Status

from .exchanges import PROVIDERS, REF, SHORT, entry_of, make

MESSAGE = Message(REF, "+995599123456", "სხდომა & <ხვალ>", "Chaieti")


def fields(body):
    return {name: values[0] for name, values in parse_qs(body).items()}


def test_smsoffice_gets_a_form_with_a_reference_that_it_can_hold(server):
    result = make("smsoffice", server).send([MESSAGE])[0]
    assert (result.status, result.provider_id) == (Status.SENT, SHORT)
    assert fields(server.asked[0][2]) == {
        "key": "office-key",
        "destination": "995599123456",
        "sender": "Chaieti",
        "content": MESSAGE.text,
        "reference": SHORT,
        "urgent": "false",
    }
    assert len(SHORT.encode()) <= 20


def test_sender_gets_nine_digits_and_no_advertising(server):
    result = make("sender", server).send([MESSAGE])[0]
    assert (result.status, result.provider_id) == (Status.SENT, "123KUxuhiGyDN3")
    assert fields(server.asked[0][2]) == {
        "apikey": "sender-key",
        "smsno": "2",
        "destination": "599123456",
        "content": MESSAGE.text,
    }


def test_msg_is_told_that_a_text_is_georgian_and_only_then(server):
    result = make("msg", server).send([MESSAGE])[0]
    assert (result.status, result.provider_id) == (Status.SENT, "000001")
    asked = fields(urlsplit(server.asked[0][0]).query)
    assert asked == {
        "username": "town",
        "password": "msg-pass",
        "client_id": "7",
        "service_id": "9",
        "to": "995599123456",
        "text": MESSAGE.text,
        "utf": "1",
    }
    make("msg", server).send([Message("r", "+995599123456", "Session tomorrow")])
    assert "utf" not in fields(urlsplit(server.asked[1][0]).query)


def test_gosms_gets_json(server):
    result = make("gosms", server).send([MESSAGE])[0]
    assert (result.status, result.provider_id) == (Status.SENT, "12345")
    assert json.loads(server.asked[0][2]) == {
        "api_key": "go-key",
        "from": "Chaieti",
        "to": "995599123456",
        "text": MESSAGE.text,
        "urgent": "false",
    }


def test_twilio_gets_a_form_and_the_account_s_name_and_token(server):
    result = make("twilio", server).send([MESSAGE])[0]
    assert (result.status, result.provider_id) == (
        Status.SENT,
        "SM0123456789abcdef0123456789abcdef",
    )
    assert server.authorization == "Basic " + b64encode(b"AC123:twilio-token").decode()
    assert fields(server.asked[0][2]) == {
        "To": "+995599123456",
        "From": "Chaieti",
        "Body": MESSAGE.text,
    }


def test_twilio_is_told_where_to_report_on_this_message(server):
    make("twilio", server, PUBLIC_URL="https://chaieti.ge").send([MESSAGE])
    address = fields(server.asked[0][2])["StatusCallback"]
    assert address.startswith(f"https://chaieti.ge/civic/sms/hooks/twilio/{REF}/")


def test_a_messaging_service_stands_for_the_sender(server):
    make("twilio", server, MESSAGING_SERVICE="MG1").send([MESSAGE])
    assert fields(server.asked[0][2])["MessagingServiceSid"] == "MG1"
    assert "From" not in fields(server.asked[0][2])


def test_vonage_gets_our_reference(server):
    result = make("vonage", server).send([MESSAGE])[0]
    assert (result.status, result.provider_id) == (
        Status.SENT,
        "aaaaaaaa-bbbb-cccc-dddd-0123456789ab",
    )
    assert json.loads(server.asked[0][2]) == {
        "message_type": "text",
        "channel": "sms",
        "to": "995599123456",
        "from": "Chaieti",
        "text": MESSAGE.text,
        "client_ref": REF,
    }


def test_the_telephone_gets_our_reference_as_its_id(server):
    result = make("android", server).send([MESSAGE])[0]
    assert (result.status, result.provider_id) == (Status.SENT, REF)
    assert json.loads(server.asked[0][2]) == {
        "id": REF,
        "textMessage": {"text": MESSAGE.text},
        "phoneNumbers": ["+995599123456"],
        "ttl": 3600,
        "withDeliveryReport": True,
    }


def test_asking_the_telephone_s_server_again_sends_nothing_twice(server):
    gateway = make("android", server, URL=f"{server.url}/3rdparty/v1/messages")
    server.answer = (409, '{"message": "message already exists"}')
    assert gateway.send([MESSAGE])[0].status is Status.SENT
    assert gateway.capabilities.idempotent_reference
    assert not make("android", server).capabilities.idempotent_reference


def office(code):
    return (200, json.dumps({"Success": False, "Message": "", "Output": None, "ErrorCode": code}))


def go(code, status=200):
    return (status, json.dumps({"success": False, "errorCode": code, "message": "…"}))


def twilio(code, status=400):
    return (status, json.dumps({"code": code, "message": "…", "status": status}))


def problem(status, name):
    return (status, json.dumps({"type": f"https://developer.vonage.com/api-errors#{name}"}))


REFUSALS = [
    ("smsoffice", office(20), Status.HALTED, "20"),
    ("smsoffice", office(80), Status.HALTED, "80"),
    ("smsoffice", office(120), Status.HALTED, "120"),
    ("smsoffice", office(150), Status.HALTED, "150"),
    ("smsoffice", office(10), Status.REJECTED, "10"),
    ("smsoffice", office(76), Status.REJECTED, "76"),
    ("smsoffice", office(75), Status.REJECTED, STOP),
    ("smsoffice", office(-100), Status.FAILED, "-100"),
    ("smsoffice", office(999), Status.UNKNOWN, "999"),
    ("sender", (401, ""), Status.HALTED, "http:401"),
    ("sender", (402, ""), Status.HALTED, "http:402"),
    ("sender", (403, ""), Status.HALTED, "http:403"),
    ("sender", (503, ""), Status.UNKNOWN, "http:503"),
    ("msg", (200, "0001"), Status.HALTED, "0001"),
    ("msg", (200, "0003"), Status.HALTED, "0003"),
    ("msg", (200, "0005"), Status.REJECTED, "0005"),
    ("msg", (200, "0007"), Status.REJECTED, "0007"),
    ("msg", (200, "0008"), Status.HALTED, "0008"),
    ("msg", (200, "0009"), Status.HALTED, "0009"),
    ("msg", (200, "0010"), Status.REJECTED, "0010"),
    ("msg", (200, "<html>"), Status.UNKNOWN, ""),
    ("gosms", go(100, 401), Status.HALTED, "100"),
    ("gosms", go(101, 400), Status.HALTED, "101"),
    ("gosms", go(102, 400), Status.HALTED, "102"),
    ("gosms", go(105, 400), Status.REJECTED, "105"),
    ("gosms", go(109, 429), Status.FAILED, "109"),
    ("gosms", go(105), Status.REJECTED, "105"),
    ("twilio", twilio(21610), Status.REJECTED, STOP),
    ("twilio", twilio(21211), Status.REJECTED, "21211"),
    ("twilio", twilio(21614), Status.REJECTED, "21614"),
    ("twilio", twilio(21408, 403), Status.HALTED, "21408"),
    ("twilio", twilio(21606), Status.HALTED, "21606"),
    ("twilio", twilio(20003, 401), Status.HALTED, "20003"),
    ("twilio", twilio(20429, 429), Status.FAILED, "20429"),
    ("vonage", problem(401, "unauthorized"), Status.HALTED, "http:401"),
    ("vonage", problem(402, "low-balance"), Status.HALTED, "http:402"),
    ("vonage", problem(422, "invalid-params"), Status.REJECTED, "http:422"),
    ("vonage", problem(429, "throttled"), Status.FAILED, "http:429"),
    ("android", (401, ""), Status.HALTED, "http:401"),
    ("android", (400, ""), Status.FAILED, "http:400"),
    ("android", (503, ""), Status.FAILED, "http:503"),
]


@pytest.mark.parametrize(("name", "answer", "status", "code"), REFUSALS)
def test_a_refusal_is_understood(name, answer, status, code, server):
    gateway = make(name, server)
    server.answer = answer
    result = gateway.send([MESSAGE])[0]
    assert (result.status, result.code) == (status, code)


@pytest.mark.parametrize("name", PROVIDERS)
@pytest.mark.parametrize("answer", [(500, ""), (200, "<html>garbage"), (200, ""), (None, "")])
def test_what_is_not_understood_is_unknown(name, answer, server):
    gateway = make(name, server)
    server.answer = answer
    assert gateway.send([MESSAGE])[0].status is Status.UNKNOWN


def test_a_report_may_still_find_what_was_never_answered(server):
    gateway = make("smsoffice", server)
    server.answer = (500, "")
    assert gateway.send([MESSAGE])[0].provider_id == SHORT


@pytest.mark.parametrize("name", ["smsoffice", "gosms"])
def test_a_code_passes_the_provider_s_stop_list_and_a_mailing_does_not(name, server):
    code = Message("code-1", "+995599123456", "1234", "Chaieti", is_code=True)
    make(name, server).send([code, MESSAGE])
    said = [body for _path, _kind, body in server.asked]
    urgent = [json.loads(b)["urgent"] if name == "gosms" else fields(b)["urgent"] for b in said]
    assert urgent == ["true", "false"]


BALANCES = {
    "smsoffice": ("120", Decimal(120)),
    "sender": ('{"data": [{"balance": "49.06", "overdraft": "0.0000"}]}', Decimal("49.06")),
    "gosms": ('{"success": true, "balance": 99}', Decimal(99)),
    "twilio": ('{"account_sid": "AC123", "balance": "10.50", "currency": "USD"}', Decimal("10.50")),
    "vonage": ('{"value": 10.28, "autoReload": false}', Decimal("10.28")),
}


@pytest.mark.parametrize("name", BALANCES)
def test_the_balance_is_read(name, server):
    said, expected = BALANCES[name]
    asked = {**make(name).options["BALANCE"], "URL": server.url}
    gateway = make(name, server, BALANCE=asked)
    server.answer = (200, said)
    assert gateway.balance() == expected
    for answer in ((401, said), (200, "no"), (None, "")):
        server.answer = answer
        assert gateway.balance() is None


@pytest.mark.parametrize("name", sorted(set(PROVIDERS) - set(BALANCES)))
def test_who_offers_no_balance_says_so(name):
    assert not make(name).capabilities.balance


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_provider_is_asked_over_https_only(name):
    gateway = make(name)
    assert gateway.problems() == []
    assert gateway.options["URL"].startswith("https://")
    for address in (gateway.options.get("BALANCE") or {}).get("URL"), gateway.options["URL"]:
        assert address is None or address.startswith("https://")
    assert make(name, URL="http://provider.example/").problems()


@pytest.mark.parametrize("name", PROVIDERS)
def test_what_is_missing_is_named_and_no_secret_is(name):
    _path, account, _accepted = PROVIDERS[name]
    for missing in account:
        found = " ".join(make(name, **{missing: ""}).problems())
        assert missing in found
        assert not [value for value in account.values() if str(value) in found.split()]


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_misspelt_option_is_named(name):
    assert "API_KEI is no option of this gateway." in make(name, API_KEI="x").problems()


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_key_alone_sends_nothing(name, settings):
    settings.WAGTAIL_CIVIC = {"SMS_GATEWAYS": {name: entry_of(name)}}
    assert gateways.get().key == "console"


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"RATE": "fast"}, "RATE"),
        ({"TIMEOUT": 0}, "TIMEOUT"),
        ({"HOOK_SECRETS": ["short"]}, "HOOK_SECRETS"),
        ({"HOOK_SECRETS": "one-that-is-long-enough-indeed"}, "HOOK_SECRETS"),
        ({"PUBLIC_URL": "http://chaieti.ge"}, "PUBLIC_URL"),
        ({"NUMBER_FORMAT": "local"}, "NUMBER_FORMAT"),
        ({"ERRORS": {"1": "broken"}}, "ERRORS"),
    ],
)
def test_a_wrong_option_is_a_check_that_names_it(options, named, settings):
    from wagtail_civic.sms.checks import check_gateways

    settings.WAGTAIL_CIVIC = {"SMS_GATEWAYS": {"office": entry_of("smsoffice", **options)}}
    found = check_gateways()
    assert [problem.id for problem in found] == ["wagtail_civic.E503"]
    assert named in found[0].msg
    assert "office" in found[0].msg
    assert "office-key" not in found[0].msg + found[0].hint
