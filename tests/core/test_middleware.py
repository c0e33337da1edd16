import json

import pytest
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.test import RequestFactory

from wagtail_civic.core.middleware import MkhedruliMiddleware


def answer(path, response):
    return MkhedruliMiddleware(lambda request: response)(RequestFactory().get(path))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<label>Სახე</label>", "<label>სახე</label>"),
        ("<label>Name</label>", "<label>Name</label>"),
        ("ᲡᲐᲮᲔ", "სახე"),
    ],
)
def test_a_label_in_the_admin_begins_with_an_ordinary_letter(written, shown):
    assert answer("/admin/civic_topics/", HttpResponse(written)).content.decode() == shown


def test_json_in_the_admin_too():
    escaped = answer("/admin/pages/1/", JsonResponse({"label": "Სახე"}))
    assert json.loads(escaped.content) == {"label": "სახე"}


def test_public_pages_pass_untouched():
    assert answer("/ka/", HttpResponse("Სახე")).content.decode() == "Სახე"


def test_files_and_streams_pass_untouched():
    data = answer("/admin/x", HttpResponse("Სახე", content_type="text/csv"))
    assert data.content.decode() == "Სახე"
    assert answer("/admin/x", StreamingHttpResponse(["Სახე"])).streaming


@pytest.mark.django_db
def test_the_admin_in_georgian_has_no_capitals(client, superuser, site):
    client.force_login(superuser)
    page = client.get("/admin/civic_topics/new/", headers={"accept-language": "ka"})
    shown = page.content.decode()
    assert "თემა" in shown
    assert not any("\u1c90" <= char <= "\u1cbf" for char in shown)
