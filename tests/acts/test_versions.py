"""Consolidated versions: which text is read on which day, and what a reader is told."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from wagtail_civic.acts.models import ActCommencement, ActRelation, ActVersion
from wagtail_civic.acts.versions import last_day, valid_on
from wagtail_civic.core import clock, search

from .conftest import article

pytestmark = pytest.mark.django_db

FIRST, SECOND = date(2026, 4, 1), date(2026, 6, 1)


@pytest.fixture
def act(town):
    """An act of March with versions from April and June."""
    act = town.act("45", text=[article(1, "მოსაკრებელი", "თავდაპირველი ორი ლარი")])
    for day, words in ((FIRST, "აპრილის სამი ლარი"), (SECOND, "ივნისის ოთხი ლარი")):
        ActVersion.objects.create(act=act, valid_from=day, text=[article(1, "", words)])
    return act


def page(client, town, act, below=""):
    return client.get(f"{town.url(act)}{below}")


@pytest.mark.parametrize(
    ("day", "begins", "ends"),
    [
        (date(2026, 3, 31), None, date(2026, 3, 31)),
        (FIRST, FIRST, date(2026, 5, 31)),
        (date(2026, 5, 31), FIRST, date(2026, 5, 31)),
        (SECOND, SECOND, None),
    ],
)
def test_a_version_is_valid_from_its_day_until_the_next(day, begins, ends):
    assert valid_on([SECOND, FIRST], day) == begins
    assert last_day([SECOND, FIRST], begins) == ends


def test_the_page_shows_the_text_of_today(client, town, act):
    text = page(client, town, act).content.decode()
    assert "ივნისის ოთხი ლარი" in text
    assert "თავდაპირველი" not in text


@pytest.mark.parametrize(
    ("below", "words"),
    [
        ("20260302/", "თავდაპირველი ორი"),
        ("20260415/", "აპრილის სამი"),
        ("20991231/", "ივნისის ოთხი"),
        ("adopted/", "თავდაპირველი ორი"),
    ],
)
def test_the_text_of_a_day_has_an_address(client, town, act, below, words):
    assert words in page(client, town, act, below).content.decode()


@pytest.mark.parametrize("below", ["20260301/", "20261399/", "00000000/"])
def test_a_day_before_the_act_or_outside_the_calendar_is_not_found(client, town, act, below):
    assert page(client, town, act, below).status_code == 404


def test_an_old_text_says_so_and_stays_out_of_search_engines(client, town, act):
    response = page(client, town, act, "20260415/")
    text = response.content.decode()
    assert "31.05.2026" in text
    assert f'<a href="{town.url(act)}">' in text
    assert response["X-Robots-Tag"] == "noindex"
    assert f'{town.url(act)}>; rel="canonical"' in response["Link"]
    assert '<meta name="robots" content="noindex">' in text
    current = page(client, town, act)
    assert "X-Robots-Tag" not in current
    assert "noindex" not in current.content.decode()


def test_a_text_that_is_not_valid_yet_says_from_when(client, town, act):
    day = clock.today() + timedelta(days=30)
    ActVersion.objects.create(act=act, valid_from=day, text=[article(1, "", "მომავლის")])
    assert "მომავლის" not in page(client, town, act).content.decode()
    ahead = page(client, town, act, f"{day:%Y%m%d}/").content.decode()
    assert "მომავლის" in ahead
    assert f"{day:%d.%m.%Y}" in ahead


def test_an_alias_keeps_the_day_that_was_asked_for(client, town, act):
    response = client.get(f"{town.registry.url}council/resolution/2026/N45/20260415/")
    assert response.status_code == 301
    assert response["Location"] == f"{town.url(act)}20260415/"


def amended(town, act, day, kind="amends"):
    change = town.act(adopted=day, title="ცვლილების შესახებ")
    ActRelation.objects.create(act=change, kind=kind, target=act)
    return change


NOT_WORKED_IN = "ცვლილება ტექსტში ჯერ"


def test_an_amendment_after_the_newest_version_is_told(client, town, act):
    amended(town, act, date(2026, 7, 1))
    text = page(client, town, act).content.decode()
    assert "01.07.2026" in text
    assert NOT_WORKED_IN in text


@pytest.mark.parametrize("kind", ["implements", "based_on"])
def test_an_act_that_changes_no_words_is_no_amendment(client, town, act, kind):
    amended(town, act, date(2026, 7, 1), kind)
    assert NOT_WORKED_IN not in page(client, town, act).content.decode()


def test_an_amendment_that_is_worked_in_is_not_told(client, town, act):
    amended(town, act, SECOND)
    assert NOT_WORKED_IN not in page(client, town, act).content.decode()


def test_an_amendment_that_lies_ahead_is_not_told_yet(client, town, act):
    change = amended(town, act, date(2026, 7, 1))
    change.effective_on = clock.today() + timedelta(days=1)
    change.save()
    assert NOT_WORKED_IN not in page(client, town, act).content.decode()


def test_a_repealed_act_leads_to_what_repealed_it(client, town, act):
    repealing = amended(town, act, date(2026, 8, 1), "repeals")
    text = page(client, town, act).content.decode()
    assert f'<a href="{town.url(repealing)}">აქტი, რომლითაც ძალადაკარგულად გამოცხადდა' in text


def test_a_part_that_begins_later_is_told_until_its_day(client, town, act):
    part = ActCommencement.objects.create(
        act=act, scope="მე-5 მუხლი", starts_on=clock.today() + timedelta(days=5)
    )
    words = "მე-5 მუხლი: "
    assert words in page(client, town, act).content.decode()
    ActCommencement.objects.filter(pk=part.pk).update(starts_on=clock.today())
    assert words not in page(client, town, act).content.decode()


def test_two_versions_cannot_begin_on_one_day(act):
    with pytest.raises(IntegrityError), transaction.atomic():
        ActVersion.objects.create(act=act, valid_from=FIRST, text=[])


def test_the_search_finds_the_text_of_today(act):
    found = " ".join(entry.text for entry in search.sources.get("act").entries(act))
    assert "ივნისის" in found
    assert "თავდაპირველი" not in found


# Comparing


def test_two_versions_are_compared_word_by_word(client, town, act):
    text = page(client, town, act, "compare/?old=adopted&new=20260401").content.decode()
    assert "<del>" in text
    assert "თავდაპირველი ორი" in text
    assert "<ins>" in text
    assert "ივნისის" not in text


def test_without_a_question_the_last_change_is_shown(client, town, act):
    text = page(client, town, act, "compare/").content.decode()
    assert "აპრილის სამი" in text
    assert "ივნისის ოთხი" in text


def test_the_earlier_text_comes_first_however_it_was_asked(client, town, act):
    there, back = (
        page(client, town, act, f"compare/?{query}").context["changes"]
        for query in ("old=adopted&new=20260401", "old=20260401&new=adopted")
    )
    assert there == back


def test_changes_are_named_in_words_for_who_sees_no_colour(client, town, act):
    text = page(client, town, act, "compare/").content.decode()
    assert "[ამოღებულია: " in text
    assert "[დამატებულია: " in text


def test_an_act_is_compared_with_another_by_its_number(client, town, act):
    town.act("7", adopted=date(2025, 3, 2), text=[article(1, "", "წინა წლის ერთი ლარი")])
    text = page(client, town, act, "compare/?with=7").content.decode()
    assert "წინა წლის ერთი" in text
    assert text.index("წინა წლის") < text.index("ივნისის")


def test_a_number_of_several_acts_offers_them(client, town, act):
    found = [town.act("7", adopted=date(year, 3, 2)) for year in (2024, 2025)]
    text = page(client, town, act, "compare/?with=7").content.decode()
    for other in found:
        assert f"compare/?with={other.key}" in text


@pytest.mark.parametrize(
    "query", ["with=zzz", "with=%00", "old=x&new=y", "old=adopted&new=adopted"]
)
def test_anything_asked_of_a_comparison_is_answered(client, town, act, query):
    response = page(client, town, act, f"compare/?{query}")
    assert response.status_code == 200
    assert response["X-Robots-Tag"] == "noindex"


def test_an_act_without_versions_can_be_compared_with_others_only(client, town):
    text = client.get(f"{town.url(town.act())}compare/").content.decode()
    assert 'name="with"' in text
    assert 'name="old"' not in text


# The timeline


def test_the_timeline_tells_what_happened_newest_first(client, town, act):
    repealing = amended(town, act, date(2026, 8, 1), "repeals")
    text = page(client, town, act).content.decode()
    history = text[text.index("civic-timeline") :]
    order = ["ძალადაკარგულად", "01.08.2026", "01.06.2026", "01.04.2026", "02.03.2026"]
    places = [history.index(words) for words in order]
    assert places == sorted(places)
    assert town.url(repealing) in history
    assert f"{town.url(act)}20260401/" in history


def test_an_act_can_be_followed_by_itself(client, town, act):
    change = amended(town, act, date(2026, 7, 1))
    ahead = amended(town, act, date(2026, 7, 2))
    ahead.effective_on = clock.today() + timedelta(days=9)
    ahead.save()
    feed = client.get(f"/civic/acts/{act.key}.atom?lang=ka").content.decode()
    assert town.url(change) in feed
    assert town.url(ahead) not in feed
    assert feed.count("<entry>") == 5


# The registrar's side


def test_the_list_of_versions_asks_as_often_for_many_as_for_few(client, town, act, superuser):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/admin/civic_act_versions/").status_code == 200
        return len(captured)

    client.force_login(superuser)
    queries()
    few = queries()
    for n in range(5):
        other = town.act(language="en")
        ActVersion.objects.create(act=other, valid_from=date(2026, 5, 1 + n), text=[])
    assert queries() == few


ADD = "/admin/civic_act_versions/new/"


def test_the_form_of_a_version_begins_with_the_text_of_today(client, act, superuser):
    client.force_login(superuser)
    form = client.get(f"{ADD}?act={act.pk}").context["form"]
    assert form.instance.act == act
    assert "ივნისის" in form.instance.text[0].value["text"].source


@pytest.mark.parametrize("asked", ["", "x", "0", "9" * 30])
def test_the_form_opens_whatever_act_is_asked_for(client, act, superuser, asked):
    client.force_login(superuser)
    assert client.get(ADD, {"act": asked}).status_code == 200


def test_no_text_of_another_municipality_is_filled_in(client, town, other_town, make_user):
    theirs = other_town.act(title="იქაური", text=[article(1, "", "იქაური წესი")])
    rights = [f"civic_acts.{verb}_actversion" for verb in ("add", "change", "view")]
    client.force_login(make_user("clerk", *rights, sites=[town.site]))
    page = client.get(ADD, {"act": theirs.pk}).content.decode()
    assert "იქაური" not in page
    data = {"act": theirs.pk, "valid_from": "2026-05-01", "text-count": "0", "note": ""}
    client.post(ADD, data)
    assert not theirs.versions.exists()


def entered(client, act, **changes):
    """The form of a new version, filled in and sent."""
    text = streamfield([("article", {"number": "1", "heading": "", "text": rich_text("<p>ა</p>")})])
    data = {"act": act.pk, "valid_from": "2026-05-01", "note": "", "text": text}
    return client.post(ADD, nested_form_data(data | changes))


VERSION_RIGHTS = [f"civic_acts.{verb}_actversion" for verb in ("add", "change", "delete", "view")]


@pytest.mark.parametrize("may_publish", [False, True])
def test_the_text_of_a_published_act_is_changed_by_who_may_publish(
    client, town, act, make_user, may_publish
):
    rights = [*VERSION_RIGHTS, *(["civic_acts.publish_act"] if may_publish else [])]
    client.force_login(make_user("clerk", *rights, sites=[town.site]))
    before = act.versions.count()
    assert (entered(client, act).status_code == 302) is may_publish
    assert act.versions.count() == before + may_publish
    version = act.versions.first()
    for verb in ("edit", "delete"):
        address = reverse(f"civic_act_versions:{verb}", args=[version.pk])
        assert (client.get(address).status_code == 200) is may_publish
    client.post(address)
    assert act.versions.filter(pk=version.pk).exists() is not may_publish


def test_the_versions_of_a_draft_are_entered_without_the_right_to_publish(client, town, make_user):
    act = town.act(live=False)
    client.force_login(make_user("clerk", *VERSION_RIGHTS, sites=[town.site]))
    assert entered(client, act).status_code == 302
    version = act.versions.get()
    address = reverse("civic_act_versions:edit", args=[version.pk])
    assert client.get(address).status_code == 200
    moved = {"act": town.act().pk, "valid_from": "2026-05-01", "note": "", "text": streamfield([])}
    client.post(address, nested_form_data(moved))
    assert act.versions.exists()


def test_a_text_cannot_have_been_valid_before_its_act(act):
    version = ActVersion(act=act, valid_from=date(2026, 3, 1), text=[article(1, "", "ა")])
    with pytest.raises(ValidationError) as error:
        version.full_clean()
    assert "valid_from" in error.value.message_dict


def test_a_part_that_begins_with_its_act_is_no_later_part(town):
    act = town.act(effective_on=date(2026, 4, 1))
    part = ActCommencement(act=act, scope="მუხლი 5", starts_on=date(2026, 4, 1))
    with pytest.raises(ValidationError) as error:
        part.full_clean()
    assert "starts_on" in error.value.message_dict


def test_a_new_version_is_news_for_harvesters(act):
    long_ago = timezone.now() - timedelta(days=30)
    type(act).objects.filter(pk=act.pk).update(modified_at=long_ago)
    ActVersion.objects.create(act=act, valid_from=date(2026, 7, 1), text=[])
    act.refresh_from_db()
    assert act.modified_at > long_ago
