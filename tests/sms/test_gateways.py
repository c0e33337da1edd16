"""What every gateway promises, and the HTTP one against a server of its own."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from wagtail_civic.sms import gateways
from wagtail_civic.sms.gateways import Hook, Message, Result, Status
from wagtail_civic.sms.gateways.console import ConsoleGateway
from wagtail_civic.sms.gateways.file import FileGateway
from wagtail_civic.sms.gateways.http import HttpGateway
from wagtail_civic.sms.gateways.locmem import LocmemGateway

from .exchanges import PROVIDERS, make

MESSAGE = Message("ref-1", "+995599123456", "სხდომა & <ხვალ>", "Chaieti")


@pytest.fixture
def http(server):
    def make(**options):
        return HttpGateway(
            "office",
            **{
                "URL": server.url,
                "ALLOW_PLAIN_HTTP": True,
                "FIELDS": {
                    "key": "s3cret",
                    "destination": "{to}",
                    "content": "{text}",
                    "sender": "{sender}",
                    "reference": "{ref}",
                },
                "NUMBER_FORMAT": "plain",
                "SUCCESS_PATH": "Success",
                "ID_PATH": "Output.id",
                "ERROR_PATH": "ErrorCode",
                "ERRORS": {"20": "halted", "76": "rejected", "-100": "failed"},
                "TIMEOUT": 2,
                **options,
            },
        )

    return make


@pytest.fixture(params=["console", "file", "locmem", "http", *PROVIDERS])
def any_gateway(request, tmp_path, http, server):
    if request.param in PROVIDERS:
        return make(request.param, server)
    return {
        "console": lambda: ConsoleGateway("console"),
        "file": lambda: FileGateway("file", FOLDER=str(tmp_path)),
        "locmem": lambda: LocmemGateway("locmem"),
        "http": http,
    }[request.param]()


def test_every_gateway_answers_for_every_message_in_order(any_gateway):
    batch = [Message(f"r{n}", f"+99559900000{n}", "ტექსტი") for n in range(3)]
    results = any_gateway.send(batch)
    assert [result.ref for result in results] == ["r0", "r1", "r2"]
    assert {result.status for result in results} == {Status.SENT}
    assert any_gateway.problems() == []


def test_every_gateway_declares_what_it_can(any_gateway):
    can = any_gateway.capabilities
    assert can.rate > 0
    assert can.batch >= 1
    assert can.timeout > 0
    assert can.max_recipients >= 1
    assert can.number_format in ("e164", "plain", "national")
    assert str(any_gateway.label)


def test_no_gateway_raises_whatever_happens_to_it(any_gateway, monkeypatch):
    monkeypatch.setattr(type(any_gateway), "transmit", lambda self, message: 1 / 0)
    assert any_gateway.send([MESSAGE])[0].status is Status.UNKNOWN


def test_no_gateway_reaches_a_number_of_the_demonstration(any_gateway, server):
    result = any_gateway.send([Message("r", "+995000000001", "ტექსტი")])[0]
    if any_gateway.capabilities.reaches_phones:
        assert (result.status, result.code) == (Status.REJECTED, "fictitious")
    assert server.asked == []


def test_every_gateway_tells_its_balance_or_that_it_cannot(any_gateway):
    balance = any_gateway.balance()
    assert balance is None or any_gateway.capabilities.balance


def test_every_gateway_can_be_asked_what_became_of_a_message_or_says_that_it_cannot(
    any_gateway, server
):
    status = any_gateway.options.get("STATUS")
    if status:
        any_gateway.options["STATUS"] = {**status, "URL": server.url}
    server.answer = (200, "{}")
    assert any_gateway.ask("no-such-message") is None
    assert any_gateway.capabilities.status is bool(server.asked)


def test_no_gateway_believes_a_call_that_proves_nothing(any_gateway, now):
    hook = Hook("https://chaieti.ge/civic/sms/hooks/x/", {}, b"{}", now)
    assert not any_gateway.verify(hook)


def test_nobody_is_reached_unless_the_settings_name_a_real_gateway(settings):
    settings.WAGTAIL_CIVIC = {"SMS_GATEWAYS": {"real": {"BACKEND": "x.Y", "API_KEY": "k"}}}
    assert isinstance(gateways.get(), ConsoleGateway)
    for gateway in (ConsoleGateway, FileGateway, LocmemGateway):
        assert not gateway.capabilities.reaches_phones


def test_the_console_shows_everything_in_development_and_nothing_personal_elsewhere(
    settings, capsys
):
    ConsoleGateway().send([MESSAGE])
    shown = capsys.readouterr().out
    assert "599123456" not in shown
    assert "სხდომა" not in shown
    settings.DEBUG = True
    ConsoleGateway().send([MESSAGE])
    shown = capsys.readouterr().out
    assert MESSAGE.to in shown
    assert MESSAGE.text in shown


def test_the_file_gateway_writes_for_its_owner_only(tmp_path):
    FileGateway("file", FOLDER=str(tmp_path / "a" / "b")).send([MESSAGE])
    written = next((tmp_path / "a" / "b").iterdir())
    assert f"Chaieti -> {MESSAGE.to}\n{MESSAGE.text}\n" in written.read_text()
    assert written.stat().st_mode & 0o077 == 0


def test_a_form_is_posted_with_the_fields_of_the_settings(http, server):
    assert http().send([MESSAGE]) == [Result("ref-1", Status.SENT, provider_id="7")]
    _path, kind, body = server.asked[0]
    assert kind == "application/x-www-form-urlencoded"
    assert {name: values[0] for name, values in parse_qs(body).items()} == {
        "key": "s3cret",
        "destination": "995599123456",
        "content": MESSAGE.text,
        "sender": "Chaieti",
        "reference": "ref-1",
    }


def test_json_xml_and_query_are_filled_and_escaped(http, server):
    http(FORMAT="json").send([MESSAGE])
    assert json.loads(server.asked[-1][2])["content"] == MESSAGE.text
    http(FORMAT="xml", BODY="<t n='{to}'>{text}</t>").send([MESSAGE])
    assert server.asked[-1][2] == "<t n='995599123456'>სხდომა &amp; &lt;ხვალ&gt;</t>"
    http(METHOD="GET", NUMBER_FORMAT="national").send([MESSAGE])
    query = parse_qs(urlsplit(server.asked[-1][0]).query)
    assert query["destination"] == ["599123456"]
    assert query["content"] == [MESSAGE.text]


def test_placeholders_inside_a_text_are_not_filled(http, server):
    http(FORMAT="json").send([Message("r", "+995599123456", "{to} {sender}")])
    assert json.loads(server.asked[-1][2])["content"] == "{to} {sender}"


@pytest.mark.parametrize(
    ("answer", "status", "code"),
    [
        ((200, '{"Success": false, "ErrorCode": 76}'), Status.REJECTED, "76"),
        ((200, '{"Success": false, "ErrorCode": 20}'), Status.HALTED, "20"),
        ((200, '{"Success": false, "ErrorCode": -100}'), Status.FAILED, "-100"),
        ((200, '{"Success": false, "ErrorCode": 999}'), Status.UNKNOWN, "999"),
        ((200, '{"Success": 1}'), Status.UNKNOWN, ""),
        ((200, "<html>garbage"), Status.UNKNOWN, ""),
        ((200, ""), Status.UNKNOWN, ""),
        ((200, "[1]"), Status.UNKNOWN, ""),
        ((302, ""), Status.HALTED, "http:302"),
        ((401, ""), Status.HALTED, "http:401"),
        ((404, ""), Status.HALTED, "http:404"),
        ((422, ""), Status.REJECTED, "http:422"),
        ((429, ""), Status.FAILED, "http:429"),
        ((500, '{"Success": true}'), Status.UNKNOWN, "http:500"),
        ((503, ""), Status.UNKNOWN, "http:503"),
        ((None, ""), Status.UNKNOWN, "connection"),
    ],
)
def test_only_what_is_proven_counts_as_accepted_or_not(answer, status, code, http, server):
    server.answer = answer
    result = http(SUCCESS_VALUES=[True]).send([MESSAGE])[0]
    assert (result.status, result.code) == (status, code)


def test_a_pattern_can_stand_for_success(http, server):
    server.answer = (200, "0000-81723")
    options = {
        "SUCCESS_PATH": "",
        "SUCCESS_PATTERN": r"^0000-(\d+)",
        "ERRORS": {"0007": "rejected"},
    }
    assert http(**options).send([MESSAGE])[0].provider_id == "81723"
    server.answer = (200, "0007")
    assert http(**options).send([MESSAGE])[0].status is Status.REJECTED


def test_a_gateway_that_nobody_answers_is_tried_again(http):
    result = http(URL="http://127.0.0.1:9/send").send([MESSAGE])[0]
    assert (result.status, result.code) == (Status.FAILED, "connect")


def test_a_gateway_that_answers_too_late_is_unknown(http, server, monkeypatch):
    def slow(*args, **kwargs):
        import requests

        raise requests.ReadTimeout

    monkeypatch.setattr("requests.request", slow)
    assert http().send([MESSAGE])[0].status is Status.UNKNOWN


def test_plain_http_is_refused_unless_allowed(http, server):
    gateway = http(ALLOW_PLAIN_HTTP=False)
    assert gateway.problems()
    assert gateway.send([MESSAGE])[0].status is Status.HALTED
    assert server.asked == []


def test_a_problem_never_names_a_secret(http):
    for missing in ("URL", "FIELDS", "SUCCESS_PATH"):
        assert "s3cret" not in " ".join(http(**{missing: ""}).problems())


def test_an_unknown_gateway_is_named(settings):
    with pytest.raises(LookupError, match="nowhere"):
        gateways.get("nowhere")
