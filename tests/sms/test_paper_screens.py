"""The office and paper: make forms, type them in, import lists, see villages, whole numbers."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from wagtail_civic.core import qr
from wagtail_civic.core.models.history import CivicLogEntry
from wagtail_civic.sms import batches, questionnaire, subscribing
from wagtail_civic.sms.models import (
    Campaign,
    Consent,
    FormBatch,
    PaperList,
    Subscriber,
    SubscriptionPage,
)

from .filling import filled
from .test_importing import HEADINGS, ROW

NUMBER = "+995599123456"


@pytest.fixture
def paper_clerk(make_user, site):
    return make_user(
        "paper",
        "civic_sms.import_subscriber",
        *(f"civic_sms.{verb}_formbatch" for verb in ("add", "change", "view")),
        sites=[site],
    )


@pytest.fixture
def wording(site):
    return subscribing.current_wording(site, "ka")


@pytest.fixture
def batch(site, areas, topics, wording):
    return batches.make(site, areas["village"], wording, "გიორგი", 20, timezone.now())


def actions():
    return list(CivicLogEntry.objects.values_list("action", flat=True))


# Batches ------------------------------------------------------------------------------------


def test_a_batch_gets_the_next_numbers(client, paper_clerk, site, wording, areas, topics):
    client.force_login(paper_clerk)
    data = {
        "site": site.pk, "area": areas["village"].pk, "wording": wording.pk,
        "collector": "ნინო", "count": 30,
    }  # fmt: skip
    client.post(reverse("civic_sms_batches:add"), data)
    client.post(reverse("civic_sms_batches:add"), data)
    assert list(FormBatch.objects.order_by("first").values_list("first", "last")) == [
        (1, 30),
        (31, 60),
    ]
    assert actions().count("civic_sms.make_batch") == 2
    assert len(FormBatch.objects.first().topics) == len(topics)


def test_numbers_of_forms_printed_elsewhere_are_not_given_again(
    site, wording, make_subscriber, now
):
    Consent.objects.create(
        site=site, subscriber=make_subscriber(), kind="given", source="paper", form_number="700"
    )
    assert batches.make(site, None, wording, "x", 5, now).first == 701


def test_two_municipalities_number_their_forms_by_themselves(site, other_site, wording, now):
    other = subscribing.current_wording(other_site, "ka")
    batches.make(site, None, wording, "x", 5, now)
    assert batches.make(other_site, None, other, "x", 5, now).first == 1


@pytest.mark.parametrize(
    ("given", "returned", "kept"), [(20, 12, True), (21, 0, False), (5, 6, False)]
)
def test_no_more_come_back_than_went_out(client, paper_clerk, batch, given, returned, kept):
    client.force_login(paper_clerk)
    url = reverse("civic_sms_batches:edit", args=[batch.pk])
    client.post(url, {"given_out": given, "returned": returned})
    batch.refresh_from_db()
    assert ((batch.given_out, batch.returned) == (given, returned)) is kept


def test_a_printed_batch_keeps_its_wording_and_numbers(client, superuser, batch, site):
    newer = subscribing.new_wording(site, "ka", "ახალი")
    client.force_login(superuser)
    url = reverse("civic_sms_batches:edit", args=[batch.pk])
    client.post(url, {"given_out": 1, "returned": 0, "wording": newer.pk, "first": 900})
    client.post(reverse("civic_sms_batches:delete", args=[batch.pk]))
    kept = FormBatch.objects.get()
    assert (kept.first, kept.wording) == (batch.first, batch.wording)


def test_the_printed_forms_hold_number_topics_wording_and_code(
    client, paper_clerk, batch, home_page, topics
):
    page = SubscriptionPage(title="SMS", slug="sms", locale=home_page.locale)
    home_page.add_child(instance=page)
    client.force_login(paper_clerk)
    html = client.get(reverse("civic_sms_batches:print", args=[batch.pk])).content.decode()
    assert html.count('<article class="civic-form-page">') == batch.size
    assert re.findall(r"№ (\d+)</p>", html) == [str(n) for n in range(1, 21)]
    assert html.count(batch.wording.text) == batch.size
    assert html.count("<svg") == batch.size
    assert page.get_full_url() in html
    assert "<b>4</b>" in html
    assert " style=" not in html
    assert "<script" not in html


def test_a_form_is_in_the_language_of_its_wording(client, superuser, site, now):
    english = subscribing.current_wording(site, "en")
    batch = batches.make(site, None, english, "x", 1, now)
    client.force_login(superuser)
    html = client.get(reverse("civic_sms_batches:print", args=[batch.pk])).content.decode()
    assert '<html lang="en">' in html
    assert "Signature" in html


def test_without_the_library_a_form_has_no_code_and_says_the_address(monkeypatch, batch):
    import sys

    monkeypatch.setitem(sys.modules, "segno", None)
    made = questionnaire.of(batch)
    assert made.code == ""
    assert made.address.startswith("http")


def test_the_code_leads_to_the_page_to_subscribe():
    segno = pytest.importorskip("segno")
    address = "https://chaieti.example/ka/sms/"
    assert qr.code(address) == segno.make(address, error="m", micro=False).svg_inline(
        omitsize=True, border=2
    )


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_of_a_batch_can_be_imported_as_it_is_filled_in(
    kind, client, paper_clerk, batch, now
):
    from wagtail_civic.core import tables
    from wagtail_civic.sms import headings

    client.force_login(paper_clerk)
    answer = client.get(reverse("civic_sms_batches:template", args=[batch.pk, kind]))
    table = tables.read(io.BytesIO(answer.getvalue()))
    assert len(headings.guess(table.headings)) == len(headings.COLUMNS)
    assert len(table.rows) == batch.size
    assert table.rows[0][1][0] == "1"


def test_without_openpyxl_the_empty_list_is_a_csv(client, paper_clerk, monkeypatch):
    from wagtail_civic.core import downloads
    from wagtail_civic.sms import headings

    monkeypatch.setattr(downloads, "find_spec", lambda name: None)
    client.force_login(paper_clerk)
    answer = client.get(reverse("civic_sms_template"))
    assert answer["Content-Disposition"] == 'attachment; filename="forms.csv"'
    first = answer.getvalue().decode("utf-8-sig").splitlines()[0]
    assert len(headings.guess(first.split(","))) == len(headings.COLUMNS)


# Quick entry --------------------------------------------------------------------------------


def post(client, **changes):
    url = reverse("civic_sms_entry")
    data = {name: value for name, [value, *_] in filled(client.get(url).content.decode()).items()}
    return client.post(url, {**data, **changes})


def test_a_stack_is_typed_by_keyboard_alone(client, paper_clerk, batch, topics):
    client.force_login(paper_clerk)
    first = {"form_number": "1", "number": "599123456", "topics": "1 2", "date": "01.11.2026"}
    assert post(client, **first).status_code == 302
    shown = client.get(reverse("civic_sms_entry")).content.decode()
    assert re.search(r'<input[^>]*name="form_number" value="2"', shown)
    assert re.search(r'<input[^>]*name="date" value="01.11.2026"', shown)
    assert re.search(r'<input[^>]*name="number"[^>]*autofocus', shown)
    assert "<script" not in shown.partition("<form")[2].partition("</form>")[0]
    assert post(client, number="599123457", topics="0").status_code == 302
    people = Subscriber.objects.order_by("pk")
    assert [person.number for person in people] == [NUMBER, "+995599123457"]
    assert set(people[0].topics.values_list("pk", flat=True)) == set(batch.topics[:2])
    assert people[1].all_topics
    assert {row.collected_by for row in Consent.objects.all()} == {"გიორგი"}
    assert not any(person.is_active for person in people)


@pytest.mark.parametrize("odd", ["²", "9" * 30, "9" * 5000])
def test_digits_that_are_no_number_are_no_fault(odd, client, paper_clerk, batch, now):
    client.force_login(paper_clerk)
    form = {"number": "599123456", "topics": "0", "date": "01.11.2026", "collector": "გიორგი"}
    assert post(client, form_number=odd, wording="ka 1", **form).status_code in (200, 302)
    assert post(client, form_number="1", site=odd, **form).status_code == 200
    again = batches.make(batch.site, batch.area, batch.wording, "გიორგი", 3, now)
    assert again.first == batch.last + 1


def test_an_error_is_named_at_its_field_and_the_cursor_stands_there(client, paper_clerk, batch):
    client.force_login(paper_clerk)
    answer = post(client, form_number="1", number="599", topics="1", date="01.11.2026")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert re.search(r'<input[^>]*name="number"[^>]*autofocus', html)
    assert not re.search(r'<input[^>]*name="form_number"[^>]*autofocus', html)
    assert not Subscriber.objects.exists()


def test_duplicates_are_named(client, paper_clerk, batch):
    client.force_login(paper_clerk)
    first = {"form_number": "1", "number": "599123456", "topics": "1", "date": "01.11.2026"}
    post(client, **first)
    clash = post(client, **{**first, "number": "599000001"})
    assert clash.status_code == 200
    assert "•56" in clash.content.decode()
    again = post(client, **first)
    assert again.status_code == 302
    assert Consent.objects.count() == 1


def test_nothing_of_the_person_is_kept_for_the_next_form(client, paper_clerk, batch):
    client.force_login(paper_clerk)
    post(client, form_number="1", number="599123456", topics="1", date="01.11.2026")
    kept = client.session["civic_sms_last_form"]
    assert "599123456" not in str(kept)
    assert "number" not in kept


def test_a_slip_is_taken_back_and_typed_again(client, paper_clerk, batch):
    client.force_login(paper_clerk)
    wrong = {"form_number": "1", "number": "599123456", "topics": "1", "date": "01.11.2026"}
    post(client, **wrong)
    url = reverse("civic_sms_take_back", args=[Consent.objects.get().pk])
    assert client.get(url).status_code == 405
    client.post(url)
    assert not Subscriber.objects.exists()
    assert "civic_sms.take_back" in actions()
    post(client, **{**wrong, "number": "599123465"})
    assert Subscriber.objects.get().number == "+995599123465"


# Lists --------------------------------------------------------------------------------------


def file_of(*rows):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    for changes in rows:
        writer.writerow([{**ROW, **changes}[heading] for heading in HEADINGS])
    return SimpleUploadedFile("list.csv", out.getvalue().encode(), content_type="text/csv")


@pytest.fixture
def upload(client, paper_clerk, site, wording, topics, areas):
    client.force_login(paper_clerk)

    def send(*rows):
        data = {"site": site.pk, "kind": "paper", "file": file_of(*rows)}
        return client.post(reverse("civic_sms_lists:add"), data)

    return send


def test_a_list_is_checked_before_anything_is_taken_over(client, upload):
    answer = upload({}, {"form number": "2", "mobile number": "5.99E+08"})
    row = PaperList.objects.get()
    url = reverse("civic_sms_lists:edit", args=[row.pk])
    assert answer["Location"] == url
    shown = client.get(url).content.decode()
    assert not Subscriber.objects.exists()
    assert NUMBER not in shown
    assert "599 12 34 56" not in shown
    data = {name: values[0] for name, values in filled(shown).items()}
    client.post(url, {**data, "action": "take"})
    assert Subscriber.objects.get().number == NUMBER
    faults = client.get(reverse("civic_sms_lists:faults", args=[row.pk]))
    assert "5.99E+08" in faults.content.decode()
    assert "no-store" in faults["Cache-Control"]
    for action in ("upload_list", "take_over_list", "download_faults"):
        assert f"civic_sms.{action}" in actions()


def test_another_mapping_is_shown_before_it_is_taken_over(client, upload):
    upload({})
    row = PaperList.objects.get()
    url = reverse("civic_sms_lists:edit", args=[row.pk])
    data = {name: values[0] for name, values in filled(client.get(url).content.decode()).items()}
    client.post(url, {**data, "scan": "", "action": "take"})
    assert not Subscriber.objects.exists()
    row.refresh_from_db()
    assert "scan" not in row.mapping
    client.post(url, {**data, "scan": "", "action": "take"})
    assert Subscriber.objects.exists()


def test_one_column_cannot_be_two_things(client, upload):
    upload({})
    row = PaperList.objects.get()
    url = reverse("civic_sms_lists:edit", args=[row.pk])
    data = {name: values[0] for name, values in filled(client.get(url).content.decode()).items()}
    answer = client.post(url, {**data, "scan": data["number"], "action": "take"})
    assert answer.status_code == 200
    assert not Subscriber.objects.exists()


def test_a_list_can_be_deleted_and_then_shows_nothing(client, upload):
    upload({})
    row = PaperList.objects.get()
    url = reverse("civic_sms_lists:edit", args=[row.pk])
    client.post(url, {"action": "discard"})
    row.refresh_from_db()
    assert row.content == ""
    assert client.get(url).status_code == 200
    assert client.get(reverse("civic_sms_lists:faults", args=[row.pk])).status_code in (302, 404)


def test_a_file_that_cannot_be_read_is_not_kept(client, upload, site):
    data = {"site": site.pk, "kind": "paper", "file": SimpleUploadedFile("x.csv", b"\x00\x01")}
    upload()
    PaperList.objects.all().delete()
    assert client.post(reverse("civic_sms_lists:add"), data).status_code == 200
    assert not PaperList.objects.exists()


# Villages -----------------------------------------------------------------------------------


def test_every_figure_of_the_villages_equals_its_list(
    client, author, batch, site, areas, wording, make_subscriber, now
):
    other = batches.make(site, None, wording, "ნინო", 5, now)
    FormBatch.objects.filter(pk=batch.pk).update(given_out=20, returned=4)
    for serial, (made, confirmed) in enumerate(
        [(batch, now), (batch, None), (batch, None), (other, now), (None, None)]
    ):
        Consent.objects.create(
            site=site,
            subscriber=make_subscriber(confirmed_at=confirmed),
            kind="given",
            source="paper",
            form_number=f"x{serial}",
            batch=made,
        )
    seen = batches.overview(site)
    total = seen.total
    assert (total.printed, total.given_out, total.returned) == (25, 20, 4)
    assert (total.entered, total.confirmed) == (5, 2)
    client.force_login(author_with(author, "view_formbatch"))
    html = client.get(reverse("civic_sms_villages")).content.decode()
    links = re.findall(r'href="([^"]*civic/sms/forms/[^"]*)">(?:<strong>)?(\d+)<', html)
    assert len(links) == 12
    for link, figure in links:
        shown = client.get(link.replace("&amp;", "&")).content.decode()
        assert shown.count("<td>№ ") == int(figure), link


def author_with(user, codename):
    from django.contrib.auth.models import Permission

    user.groups.get().permissions.add(Permission.objects.get(codename=codename))
    return type(user).objects.get(pk=user.pk)


def test_the_request_to_confirm_is_prepared_from_the_villages(
    client, author, site, make_subscriber, now
):
    make_subscriber(confirmed_at=None, origin="paper", consented_at=now)
    client.force_login(author_with(author, "view_formbatch"))
    assert reverse("civic_sms_ask") in client.get(reverse("civic_sms_villages")).content.decode()
    answer = client.post(reverse("civic_sms_ask"), {"site": site.pk})
    campaign = Campaign.objects.get()
    assert answer["Location"] == reverse("civic_sms_campaigns:inspect", args=[campaign.pk])
    client.get(answer["Location"])
    client.post(reverse("civic_sms_campaigns:edit", args=[campaign.pk]), {"title": "რეკლამა"})
    campaign.refresh_from_db()
    assert campaign.title != "რეკლამა"


# Whole numbers ------------------------------------------------------------------------------


def test_a_whole_number_is_shown_to_who_may_and_it_is_logged(
    client, author, make_user, make_subscriber
):
    person = make_subscriber(NUMBER)
    url = reverse("civic_sms_subscribers:unmask", args=[person.pk])
    client.force_login(author)
    assert NUMBER not in client.post(url).content.decode()
    client.force_login(
        make_user("chief", "civic_sms.view_subscriber", "civic_sms.unmask_subscriber")
    )
    assert client.get(url).status_code == 405
    assert "civic_sms.unmask" not in actions()
    answer = client.post(url)
    assert NUMBER in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert "civic_sms.unmask" in actions()


def test_subscribers_are_exported_by_who_may_without_formulas_and_it_is_logged(
    client, make_user, make_subscriber, site, other_site, topics
):
    from wagtail_civic.core.models import TopicName

    TopicName.objects.create(row=topics["roads"], language="ka", name="=HYPERLINK()")
    make_subscriber(NUMBER, topics=[topics["roads"]])
    make_subscriber("+995599000009", site=other_site)
    client.force_login(make_user("chief", "civic_sms.export_subscriber", sites=[site]))
    url = reverse("civic_sms_export")
    assert NUMBER not in client.get(url).content.decode()
    answer = client.post(url)
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert len(rows) == 2
    assert rows[1][1] == f"'{NUMBER}"
    assert rows[1][3] == "'=HYPERLINK()"
    assert actions().count("civic_sms.export_people") == 1


# Municipalities -----------------------------------------------------------------------------


def test_a_clerk_of_another_municipality_reaches_nothing(
    client, make_user, other_site, batch, site, make_subscriber, now
):
    consent = Consent.objects.create(
        site=site,
        subscriber=make_subscriber(NUMBER, confirmed_at=None),
        kind="given",
        source="paper",
        form_number="1",
        batch=batch,
    )
    stranger = make_user(
        "stranger",
        *(f"civic_sms.{verb}_subscriber" for verb in ("import", "view", "unmask", "export")),
        *(f"civic_sms.{verb}_formbatch" for verb in ("add", "change", "view")),
        "civic_sms.send_campaign",
        sites=[other_site],
    )
    client.force_login(stranger)
    for query in ("", f"?batch={batch.pk}", f"?site={site.pk}", f"?area={batch.area_id}"):
        html = client.get(reverse("civic_sms_entered") + query).content.decode()
        assert "•56" not in html
        assert "№ 1<" not in html
    assert "გიორგი" not in client.get(reverse("civic_sms_villages")).content.decode()
    assert client.get(reverse("civic_sms_batches:print", args=[batch.pk])).status_code != 200
    client.post(reverse("civic_sms_take_back", args=[consent.pk]))
    client.post(reverse("civic_sms_ask"), {"site": site.pk})
    assert Consent.objects.filter(pk=consent.pk).exists()
    assert not Campaign.objects.exists()
    assert NUMBER not in client.post(reverse("civic_sms_export")).getvalue().decode()
