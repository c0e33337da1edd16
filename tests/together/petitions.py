"""Petitions as the tests of several processes need them."""

from django.utils import timezone

from wagtail_civic.core.models import VoterRoll
from wagtail_civic.core.records import record_for
from wagtail_civic.petitions import moderation
from wagtail_civic.petitions.models import Petition, PetitionIndexPage, PetitionPage

from .moves import NOW


def make_index(site):
    VoterRoll.objects.create(site=site, date=NOW.date(), voters=63000, source="ცესკო")
    page = PetitionIndexPage(title="პეტიციები", slug="petitions", locale=site.root_page.locale)
    site.root_page.add_child(instance=page)
    return page


def make_petition(index, submitted=True, opened=False):
    page = PetitionPage(title="ხიდის აღდგენა", ask="გვჭირდება.", locale=index.locale, live=False)
    index.add_child(instance=page)
    page.save_revision()
    petition = record_for(page)
    Petition.objects.filter(pk=petition.pk).update(language="ka")
    petition.refresh_from_db()
    if submitted:
        moderation.submit(petition, now=timezone.now())
    if opened:
        moderation.publish(petition, now=timezone.now())
    return petition
