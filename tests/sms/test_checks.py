import pytest

from wagtail_civic.core import extras
from wagtail_civic.sms import checks

from .exchanges import entry_of

FILE = "wagtail_civic.sms.gateways.file.FileGateway"


def ids(found):
    return [problem.id for problem in found]


@pytest.fixture
def configure(settings):
    def set_keys(**keys):
        settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, **keys}

    return set_keys


def test_the_settings_of_the_tests_have_no_fault():
    found = [
        *checks.check_phone_numbers(),
        *checks.check_gateways(),
        *checks.check_default_gateway(),
    ]
    assert found == []


def test_a_missing_extra_is_named_with_the_command(monkeypatch):
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    found = checks.check_phone_numbers()
    assert ids(found) == [f"wagtail_civic.{number}" for number in ("E501", "W520", "W521")]
    assert "wagtail-civic[sms]" in found[0].hint


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({"BACKEND": "nowhere.Gateway"}, "wagtail_civic.E502"),
        ({"BACKEND": "django.conf.settings"}, "wagtail_civic.E502"),
        ({"BACKEND": "datetime.date"}, "wagtail_civic.E502"),
        ({"BACKEND": FILE}, "wagtail_civic.E503"),
        ({"BACKEND": "wagtail_civic.sms.gateways.http.HttpGateway"}, "wagtail_civic.E503"),
        (
            {"BACKEND": "wagtail_civic.sms.gateways.http.HttpGateway", "RATE": "fast"},
            "wagtail_civic.E503",
        ),
    ],
)
def test_a_gateway_that_cannot_work_is_named(entry, expected, configure):
    configure(SMS_GATEWAYS={"wrong": entry})
    found = checks.check_gateways()
    assert expected in ids(found)
    assert all("wrong" in problem.msg and problem.hint for problem in found)


def test_a_good_gateway_is_silent(configure, tmp_path):
    configure(SMS_GATEWAYS={"file": {"BACKEND": FILE, "FOLDER": str(tmp_path)}})
    assert checks.check_gateways() == []


def test_a_default_that_names_no_gateway_is_an_error(configure):
    configure(SMS_GATEWAY="nowhere")
    assert ids(checks.check_default_gateway()) == ["wagtail_civic.E504"]


def test_the_console_in_production_is_a_warning(configure, settings):
    configure(SMS_GATEWAY="console")
    settings.DEBUG = True
    assert checks.check_production_gateway() == []
    settings.DEBUG = False
    assert ids(checks.check_production_gateway()) == ["wagtail_civic.W505"]


def test_a_gateway_that_nobody_names_sends_nothing_and_the_warning_names_it(configure, settings):
    settings.DEBUG = False
    configure(SMS_GATEWAY="console", SMS_GATEWAYS={"office": entry_of("smsoffice")})
    [found] = checks.check_production_gateway()
    assert "['office']" in found.hint
    configure(SMS_GATEWAY="office")
    assert checks.check_production_gateway() == []


def test_a_gateway_of_tests_in_production_is_a_warning(configure, settings, tmp_path):
    settings.DEBUG = False
    configure(SMS_GATEWAY="file", SMS_GATEWAYS={"file": {"BACKEND": FILE, "FOLDER": str(tmp_path)}})
    assert ids(checks.check_production_gateway()) == ["wagtail_civic.W505"]


@pytest.mark.parametrize(
    ("name", "needed"),
    [
        ("smsoffice", {"HOOK_SECRETS": ["hook-secret-0123456789-abcdef"]}),
        ("vonage", {"HOOK_SECRETS": ["hook-secret-0123456789-abcdef"]}),
        ("android", {"HOOK_SECRETS": ["hook-secret-0123456789-abcdef"]}),
        ("twilio", {"PUBLIC_URL": "https://chaieti.ge"}),
        ("sender", None),
    ],
)
def test_who_could_report_deliveries_and_is_not_set_up_is_named(name, needed, configure):
    configure(SMS_GATEWAYS={"mine": entry_of(name)})
    found = checks.check_receipts()
    assert ids(found) == (["wagtail_civic.W507"] if needed else [])
    for option in needed or {}:
        assert option in found[0].msg
        assert "mine" in found[0].msg
    configure(SMS_GATEWAYS={"mine": entry_of(name, **(needed or {}))})
    assert checks.check_receipts() == []


@pytest.mark.parametrize(("timeout", "expected"), [(60, ["wagtail_civic.W506"]), (120, [])])
def test_a_worker_that_is_stopped_too_early_is_a_warning(timeout, expected, configure, settings):
    configure(JOBS_SYNC=False)
    settings.Q_CLUSTER = {"timeout": timeout}
    assert ids(checks.check_worker_time()) == expected


@pytest.mark.parametrize("value", [[], ["Georgia"], [995]])
def test_regions_are_country_codes(value, configure):
    from wagtail_civic.core.checks import check_settings

    configure(SMS_REGIONS=value)
    assert "wagtail_civic.E004" in ids(check_settings())
