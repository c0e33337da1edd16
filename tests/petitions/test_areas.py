"""Numbers that single areas need, and the assembly that needs none."""

from datetime import timedelta

import pytest
from django.utils import timezone

from wagtail_civic.petitions import counting, jobs, moderation
from wagtail_civic.petitions.models import AreaThreshold, Petition, PetitionSettings

from .conftest import add_signatures, make_area

pytestmark = pytest.mark.django_db


@pytest.fixture
def village(site):
    return make_area(site, "village", "სოფელი")


@pytest.fixture
def needs(site, village):
    """Forty signatures must come from the village, with its hamlets."""
    settings = PetitionSettings.for_site(site)
    return AreaThreshold.objects.create(settings=settings, area=village, signatures=40)


@pytest.fixture
def opened(needs, make_petition):
    return make_petition("open", now=timezone.now() - timedelta(hours=2))


def collect(petition, area, count, start=0):
    moment = petition.opened_at + timedelta(hours=1)
    rows = add_signatures(petition, count, area=area, confirmed_at=moment, start=start)
    counting.recount(Petition.objects.get(pk=petition.pk), timezone.now())
    petition.refresh_from_db()
    return rows


def test_what_an_area_needs_is_frozen_at_opening(opened, needs):
    needs.signatures = 4000
    needs.save()
    opened.refresh_from_db()
    assert opened.required_areas == {"village": 40}
    assert not opened.areas_met


def test_enough_in_all_but_not_in_the_area_is_not_reached(opened, site):
    collect(opened, make_area(site, "town", "დაბა"), 320)
    assert opened.standing.counted == 320
    assert opened.reached_at is None


def test_enough_in_all_and_in_the_area_is_reached(opened, village, site):
    hamlet = make_area(site, "hamlet", "უბანი")
    hamlet.parent = village
    hamlet.save()
    collect(opened, hamlet, 39)
    collect(opened, make_area(site, "town", "დაბა"), 290, start=39)
    assert opened.reached_at is None
    collect(opened, village, 1, start=400)
    assert opened.reached_at is not None


def test_the_page_and_the_open_data_tell_what_the_area_needs(opened, village, client):
    collect(opened, village, 7)
    assert "სოფელი: 7 / 40" in client.get(opened.page().get_url()).content.decode()
    data = client.get(f"/civic/api/v1/petitions/{opened.number}/").json()
    assert data["basis"]["required_areas"] == {"village": 40}


@pytest.fixture
def assembly(make_petition, officer):
    petition = make_petition("submitted")
    moderation.publish(petition, now=timezone.now(), user=officer, combining="assembly")
    petition.refresh_from_db()
    return petition


def test_the_assembly_of_a_settlement_needs_no_signatures(assembly):
    assert assembly.standing.reached
    assert assembly.reached_at == assembly.opened_at
    jobs.count(now=timezone.now() + timedelta(minutes=2))
    kinds = assembly.events.values_list("kind", flat=True)
    assert not {"reached", "unreached"} & set(kinds)


def test_the_page_of_an_assemblys_petition_says_so(assembly, client):
    text = client.get(assembly.page().get_url()).content.decode()
    assert "0 / 0" not in text
    assert text.count("ხელმოწერები საჭირო არ არის") == 2


def test_the_settings_offer_and_take_areas_of_their_own_municipality_only(
    client, superuser, site, other_site
):
    from .conftest import make_area

    own, foreign = make_area(site, "own", "ჩვენი"), make_area(other_site, "foreign", "სხვისი")
    client.force_login(superuser)
    url = f"/admin/settings/civic_petitions/petitionsettings/{site.pk}/"
    text = client.get(url).content.decode()
    assert "ჩვენი" in text
    assert "სხვისი" not in text
    thresholds = client.get(url).context["form"].formsets["area_thresholds"]
    row = thresholds.form({"area": foreign.pk, "signatures": 5})
    assert "area" in row.errors
    assert "area" not in thresholds.form({"area": own.pk, "signatures": 5}).errors
