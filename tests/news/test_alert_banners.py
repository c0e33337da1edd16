from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from wagtail_civic.core import alerts
from wagtail_civic.news.models import AlertBanner, AlertBannerText

HOUR = timedelta(hours=1)


@pytest.fixture
def banner(site):
    """``banner("წყალი", level="minor", …)``: one that is on show unless said otherwise."""

    def make(title, en="", at=site, **fields):
        fields = {"starts_at": timezone.now() - HOUR, "level": "announcement", **fields}
        made = AlertBanner.objects.create(site=at, **fields)
        AlertBannerText.objects.create(banner=made, language="ka", title=title)
        if en:
            AlertBannerText.objects.create(banner=made, language="en", title=en)
        return made

    return make


def shown(site, language="ka", template="{% civic_alert_banners %}"):
    request = RequestFactory().get("/", headers={"host": site.hostname})
    with translation.override(language):
        source = Template("{% load civic_news %}" + template)
        return source.render(Context({"request": request}))


def test_a_banner_is_on_show_between_its_two_moments(site, banner):
    now = timezone.now()
    banner("ახლა", ends_at=now + HOUR)
    banner("უვადო")
    banner("მომავალი", starts_at=now + HOUR)
    banner("გასული", ends_at=now - timedelta(minutes=1))
    page = shown(site)
    assert "ახლა" in page
    assert "უვადო" in page
    assert "მომავალი" not in page
    assert "გასული" not in page


def test_the_worst_banner_comes_first(site, banner):
    banner("განცხადება-1")
    banner("საგანგებო-2", level="emergency", starts_at=timezone.now() - 5 * HOUR)
    banner("მნიშვნელოვანი-3", level="minor")
    page = shown(site)
    places = [page.index(word) for word in ("საგანგებო-2", "მნიშვნელოვანი-3", "განცხადება-1")]
    assert places == sorted(places)


def test_a_reader_gets_the_own_language_or_is_told_which_it_is(site, banner):
    banner("წყალი არ არის", en="No water")
    banner("მხოლოდ ქართულად")
    page = shown(site, "en")
    assert "No water" in page
    assert "წყალი არ არის" not in page
    assert '<strong lang="ka">მხოლოდ ქართულად' in page


def test_nothing_is_printed_when_there_is_nothing_to_say(site):
    assert shown(site).strip() == ""


def test_banners_belong_to_their_municipality(site, other_site, banner):
    banner("ჩვენი")
    banner("მათი", at=other_site)
    assert "მათი" not in shown(site)
    assert "ჩვენი" not in shown(other_site)


def test_a_banner_is_plain_text(site, banner):
    banner("<b>მუქი</b> & <script>x</script>")
    page = shown(site)
    assert "<script>" not in page
    assert "&lt;b&gt;" in page


def test_a_banner_needs_no_script_style_or_cookie(site, banner, client):
    banner("წყალი", level="emergency")
    page = shown(site)
    for forbidden in ("<script", "style=", "onclick", "hidden>"):
        assert forbidden not in page


def test_the_front_page_does_not_repeat_what_the_base_shows(site, banner):
    banner("წყალი")
    twice = "{% civic_alert_banners %}{% civic_alert_banners %}"
    assert shown(site, template=twice).count("წყალი") == 1


def test_the_block_shows_the_banners_where_the_base_does_not(site, banner, home_page, client):
    banner("წყალი", level="minor")
    home_page.body = [("alert", None)]
    home_page.save_revision().publish()
    response = client.get(home_page.url)
    assert "წყალი" in response.content.decode()
    assert not response.cookies


def test_many_banners_cost_as_many_queries_as_one(site, banner):
    def count():
        with CaptureQueriesContext(connection) as queries:
            shown(site)
        return len(queries)

    banner("ერთი")
    shown(site)
    one = count()
    for number in range(20):
        banner(f"კიდევ {number}")
    assert count() == one


def test_a_banner_cannot_end_before_it_begins(site, banner):
    now = timezone.now()
    with pytest.raises(ValidationError):
        AlertBanner(site=site, starts_at=now, ends_at=now - HOUR).full_clean()
    with pytest.raises(IntegrityError):
        banner("უკუღმა", starts_at=now, ends_at=now - HOUR)


# Editors


def form(site, level="minor", **extra):
    return {
        "site": site.pk,
        "level": level,
        "starts_at": "2026-01-01 10:00",
        "ends_at": "",
        "texts-TOTAL_FORMS": 1,
        "texts-INITIAL_FORMS": 0,
        "texts-MIN_NUM_FORMS": 1,
        "texts-MAX_NUM_FORMS": 1000,
        "texts-0-language": "ka",
        "texts-0-title": "წყალი არ არის",
        "texts-0-text": "საღამომდე.",
        "texts-0-url": "",
        "texts-0-id": "",
        "texts-0-ORDER": 1,
        **extra,
    }


@pytest.fixture
def editor(make_user, site, client):
    names = [f"civic_news.{verb}_alertbanner" for verb in ("add", "change", "delete", "view")]
    client.force_login(make_user("news", *names, sites=[site]))
    return client


@pytest.fixture
def raised():
    """What was announced and taken back, by kind."""
    seen = []

    def on_raise(sender, kind, key, **kwargs):
        seen.append(("raised", kind, key))

    def on_withdraw(sender, kind, key, **kwargs):
        seen.append(("withdrawn", kind, key))

    alerts.alert_raised.connect(on_raise)
    alerts.alert_withdrawn.connect(on_withdraw)
    yield seen
    alerts.alert_raised.disconnect(on_raise)
    alerts.alert_withdrawn.disconnect(on_withdraw)


def test_an_editor_puts_a_banner_on_show(editor, site, raised):
    response = editor.post(reverse("civic_alert_banners:add"), form(site))
    assert response.status_code == 302
    assert "წყალი არ არის" in shown(site)
    assert ("raised", "emergency") not in [entry[:2] for entry in raised]
    assert editor.get(reverse("civic_alert_banners:index")).status_code == 200


def test_an_emergency_is_announced_and_taken_back(editor, site, raised):
    editor.post(reverse("civic_alert_banners:add"), form(site, "emergency"))
    banner = AlertBanner.objects.get()
    assert raised == [("raised", "emergency", banner.key)]
    alert = alerts.adapter_of_kind("emergency").alert(banner, "en")
    assert (alert.title, alert.topics, alert.areas) == ("წყალი არ არის", frozenset(), frozenset())
    assert alert.url.startswith("http://testserver/")
    editor.post(reverse("civic_alert_banners:delete", args=[banner.pk]))
    assert raised[-1] == ("withdrawn", "emergency", banner.key)


def test_an_editor_sees_and_changes_only_the_own_banners(editor, other_site, banner):
    foreign = banner("უცხო", at=other_site)
    assert "უცხო" not in editor.get(reverse("civic_alert_banners:index")).content.decode()
    for name in ("edit", "delete", "history"):
        address = reverse(f"civic_alert_banners:{name}", args=[foreign.pk])
        assert editor.get(address).status_code in (302, 404), name
        if name != "history":
            editor.post(address, form(other_site))
    foreign.refresh_from_db()
    assert foreign.level == "announcement"


def test_without_permission_there_is_no_way_in(clerk, client, banner):
    client.force_login(clerk)
    row = banner("წყალი")
    for address in (
        reverse("civic_alert_banners:index"),
        reverse("civic_alert_banners:add"),
        reverse("civic_alert_banners:edit", args=[row.pk]),
    ):
        assert client.get(address).status_code in (302, 403)


def test_a_banner_without_an_end_is_something_to_do(editor, site, banner, client):
    banner("უვადო")
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("civic_alert_banners:index") in page
