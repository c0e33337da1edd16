import re

import pytest
from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.template.response import TemplateResponse
from django.test import Client, RequestFactory
from django.urls import include, path
from django.utils.translation import get_language, gettext

from wagtail_civic.core.abuse import HONEYPOT_FIELD, STAMP_FIELD, stamp
from wagtail_civic.core.actions import CivicActionMixin, PublicForm, civic_action

ADDRESS = "/civic/ka/toy/"


class ToyForm(PublicForm):
    purpose = "toy"
    name = forms.CharField()


@civic_action
def toy(request, lang):
    form = ToyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return redirect("/done/")
    source = "{% for f in form.hidden_fields %}{{ f }}{% endfor %}{{ form.name }}|{{ form.notice }}"
    template = engines["django"].from_string(source + "|{{ form.errors }}")
    return HttpResponse(template.render({"form": form}))


@civic_action(csrf=True)
def logged_in(request, lang):
    return HttpResponse("ok")


@civic_action
def lazy(request, lang):
    return TemplateResponse(request, engines["django"].from_string("{% load i18n %}{{ LANG }}"))


from django.views import View  # noqa: E402


class ClassBased(CivicActionMixin, View):
    def get(self, request, lang):
        return HttpResponse(f"{lang} {get_language()} {gettext('Yes')}")


urlpatterns = [
    path("civic/<str:lang>/toy/", toy),
    path("civic/<str:lang>/logged-in/", logged_in),
    path("civic/<str:lang>/class/", ClassBased.as_view()),
    path("civic/", include("wagtail_civic.urls")),
    path("", include("wagtail.urls")),
]


@pytest.fixture
def strict(site, settings):
    """A browser that Django's own CSRF check would stop."""
    settings.ROOT_URLCONF = __name__
    return Client(enforce_csrf_checks=True)


def stamped(**fields):
    return {STAMP_FIELD: stamp("toy"), "name": "ნინო", **fields}


def test_a_form_without_a_stamp_comes_back_filled_in_stamped_and_uncached(strict):
    response = strict.post(ADDRESS, {"name": "ნინო"}, headers={"Sec-Fetch-Site": "same-origin"})
    page = response.content.decode()
    assert response.status_code == 200
    assert 'value="ნინო"' in page
    assert "no-store" in response["Cache-Control"]
    assert page.split("|")[1]
    assert "errorlist" not in page
    value = re.search(rf'name="{STAMP_FIELD}" value="([^"]+)"', page)[1]
    assert strict.post(ADDRESS, {"name": "ნინო", STAMP_FIELD: value}).status_code == 302


def test_a_stamped_form_is_accepted_and_redirects(strict):
    response = strict.post(ADDRESS, stamped())
    assert (response.status_code, response.url) == (302, "/done/")


def test_a_form_sent_too_fast_keeps_its_stamp_and_asks_again(strict, settings):
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "FORM_MINIMUM_SECONDS": 60}
    fields = stamped()
    page = strict.post(ADDRESS, fields).content.decode()
    assert fields[STAMP_FIELD] in page


def test_the_trap_catches_machines_and_tells_people(strict):
    response = strict.post(ADDRESS, stamped(**{HONEYPOT_FIELD: "https://spam.example"}))
    assert response.status_code == 200
    assert "errorlist" in response.content.decode()


def test_the_trap_is_hidden_without_style_or_script(strict):
    page = strict.get(ADDRESS).content.decode()
    assert "<div hidden>" in page
    assert f'name="{HONEYPOT_FIELD}" tabindex="-1" autocomplete="off"' in page


def test_mistakes_are_shown_without_a_new_stamp(strict):
    fields = stamped(name="")
    page = strict.post(ADDRESS, fields).content.decode()
    assert "errorlist" in page
    assert fields[STAMP_FIELD] in page


@pytest.mark.parametrize(
    ("headers", "accepted"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, False),
        ({"Origin": "http://testserver"}, True),
        ({"Origin": "http://other.example"}, True),
        ({"Origin": "https://trusted.example"}, True),
        ({"Origin": "https://a.wild.example"}, True),
        ({"Origin": "http://a.wild.example"}, False),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "http://other.example.evil.example"}, False),
        ({"Origin": "http://other.example:8001"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://[broken"}, False),
        ({}, True),
    ],
)
def test_only_our_own_pages_may_send(strict, other_site, settings, headers, accepted):
    settings.CSRF_TRUSTED_ORIGINS = ["https://trusted.example", "https://*.wild.example"]
    response = strict.post(ADDRESS, stamped(), headers=headers)
    assert response.status_code == (302 if accepted else 403)


def test_a_refusal_says_what_to_do_next(strict):
    response = strict.post(ADDRESS, stamped(), headers={"Sec-Fetch-Site": "cross-site"})
    assert "<h1" in response.content.decode()


def test_where_a_log_in_rides_along_django_s_own_check_stays(strict):
    address = "/civic/ka/logged-in/"
    assert strict.get(address).status_code == 200
    assert strict.post(address, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 403


def test_the_address_decides_the_language(strict):
    assert strict.get("/civic/en/class/").content == b"en en Yes"
    assert strict.get("/civic/ka/class/").content.decode() == "ka ka დიახ"
    assert strict.get("/civic/fr/class/").status_code == 404


def test_a_lazy_answer_is_rendered_in_that_language(settings):
    seen = []

    class Lazy(HttpResponse):
        def render(self):
            seen.append(get_language())

    civic_action(lambda request, lang: Lazy())(RequestFactory().get("/"), lang="en")
    assert seen == ["en"]


def test_an_answer_is_never_cached_framed_indexed_or_named_to_others(strict):
    response = strict.get(ADDRESS)
    assert "no-store" in response["Cache-Control"]
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies


def test_other_methods_are_refused(strict):
    assert strict.delete(ADDRESS).status_code == 405
