import pytest
from django.core.checks import run_checks
from django.core.exceptions import ValidationError

from wagtail_civic.core import extras
from wagtail_civic.sms import checks, lifecycle, watching

from .exchanges import entry_of

CONSOLE = "wagtail_civic.sms.gateways.console.ConsoleGateway"
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


def test_a_gateway_that_may_answer_later_than_the_worker_lives_is_a_warning(configure, settings):
    configure(JOBS_SYNC=False, SMS_GATEWAYS={"slow": entry_of("smsoffice", TIMEOUT=90)})
    settings.Q_CLUSTER = {"timeout": 120}
    [found] = checks.check_worker_time()
    assert "'timeout': 180" in found.hint
    settings.Q_CLUSTER = {"timeout": 180}
    assert checks.check_worker_time() == []


@pytest.mark.parametrize(("timeout", "expected"), [(60, ["wagtail_civic.W506"]), (120, [])])
def test_a_worker_that_is_stopped_too_early_is_a_warning(timeout, expected, configure, settings):
    configure(JOBS_SYNC=False)
    settings.Q_CLUSTER = {"timeout": timeout}
    assert ids(checks.check_worker_time()) == expected


@pytest.mark.parametrize("value", [[], ["Georgia"], [995], ["ge"], ["XX"], ["GE", "QQ"]])
def test_regions_are_country_codes(value, configure):
    from wagtail_civic.core.checks import check_settings

    configure(SMS_REGIONS=value)
    assert "wagtail_civic.E004" in ids(check_settings())


EVERY_WRONG = [
    ({"SMS_GATEWAYS": []}, "E003"),
    ({"SMS_GATEWAYS": {"two words": {"BACKEND": CONSOLE}}}, "E004"),
    ({"SMS_GATEWAYS": {"office": {}}}, "E004"),
    ({"SMS_GATEWAYS": {"office": {"BACKEND": None}}}, "E004"),
    ({"SMS_GATEWAYS": {"office": FILE}}, "E004"),
    ({"SMS_GATEWAYS": {"office": {"BACKEND": "nowhere"}}}, "E502"),
    ({"SMS_GATEWAYS": {"office": {"BACKEND": FILE}}}, "E503"),
    ({"SMS_GATEWAY": ["console"]}, "E003"),
    ({"SMS_GATEWAY": ""}, "E504"),
    ({"SMS_GATEWAY": "office"}, "E504"),
    ({"SMS_REGIONS": "GE"}, "E003"),
    ({"SMS_REGIONS": []}, "E004"),
    ({"SMS_GATEWAI": "console"}, "E002"),
]


@pytest.mark.parametrize(("wrong", "expected"), EVERY_WRONG)
def test_whatever_is_wrong_in_the_server_s_settings_is_one_check_that_says_how_to_mend_it(
    wrong, expected, settings
):
    settings.WAGTAIL_CIVIC = wrong
    found = [
        problem
        for problem in run_checks(tags=["wagtail_civic"])
        if "SMS_" in problem.msg or "office" in problem.msg
    ]
    assert ids(found) == [f"wagtail_civic.{expected}"]
    assert found[0].hint
    run_checks(tags=["wagtail_civic"], include_deployment_checks=True)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"monthly_budget": 100, "price": 0}, "price"),
        ({"gateway": "console", "backup_gateway": "console"}, "backup_gateway"),
        ({"gateway": "nowhere"}, "gateway"),
        ({"sender": "ჩაიეთი"}, "sender"),
        ({"other_senders": "a;b"}, "other_senders"),
        ({"price": -1}, "price"),
        ({"monthly_budget": -1}, "monthly_budget"),
        ({"lifetime_hours": 0}, "lifetime_hours"),
        ({"reminder_hours": 1000}, "reminder_hours"),
        ({"held_days": 0}, "held_days"),
    ],
)
def test_whatever_is_wrong_in_a_municipality_s_settings_is_told_at_its_field(
    fields, named, sms_settings
):
    for name, value in fields.items():
        setattr(sms_settings, name, value)
    with pytest.raises(ValidationError) as error:
        sms_settings.full_clean()
    assert list(error.value.message_dict) == [named]


def test_a_mailing_whose_links_would_lead_nowhere_is_not_sent(make_campaign, configure, site):
    campaign = make_campaign()
    site.hostname = "localhost"
    site.save()
    campaign = type(campaign).objects.get(pk=campaign.pk)
    assert lifecycle.faults(campaign) == []
    configure(SMS_GATEWAY="office", SMS_GATEWAYS={"office": entry_of("smsoffice")})
    (fault,) = lifecycle.faults(campaign)
    assert "localhost" in fault


def test_a_gateway_that_wants_a_sender_says_so_where_there_is_none(configure, sms_settings, now):
    configure(SMS_GATEWAY="office", SMS_GATEWAYS={"office": entry_of("smsoffice")})
    assert _seen(sms_settings.site, now).nameless == [str(sms_settings.site)]
    sms_settings.sender = "Chaieti"
    sms_settings.save()
    assert _seen(sms_settings.site, now).nameless == []
    configure(SMS_GATEWAY="office", SMS_GATEWAYS={"office": entry_of("sender")})
    sms_settings.sender = ""
    sms_settings.save()
    assert _seen(sms_settings.site, now).nameless == []


def _seen(site, now):
    return watching.overview([site], ["office"], now)[0]
