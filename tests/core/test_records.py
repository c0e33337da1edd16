import pytest
from django.db import models, transaction
from django.db.models import ProtectedError
from django.urls import reverse
from wagtail.models import Page

from tests.toy.models import ToyPage, ToyRecord
from wagtail_civic.core.records import record_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(home_page):
    return home_page.add_child(instance=ToyPage(title="საქმე"))


def test_a_record_is_made_with_the_page(page, site):
    record = ToyRecord.objects.get()
    assert record.key == page.translation_key
    assert record.site == site
    assert record_for(page) == record
    assert record_for(Page.objects.get(pk=page.pk)) == record


def test_all_translations_share_one_record(page, locales):
    english = page.copy_for_translation(locales["en"])
    assert record_for(english) == record_for(page)
    assert ToyRecord.objects.count() == 1


def test_a_copy_starts_afresh(page):
    copy = page.copy(update_attrs={"title": "ასლი", "slug": "asli"})
    assert record_for(copy) != record_for(page)
    assert ToyRecord.objects.count() == 2


def test_an_alias_uses_the_record_of_its_original(page):
    alias = page.create_alias(update_slug="alias")
    assert record_for(alias) == record_for(page)
    assert ToyRecord.objects.count() == 1


def test_a_missing_record_is_made_again(page):
    ToyRecord.objects.all().delete()
    assert record_for(page).key == page.translation_key


def test_publishing_an_old_revision_does_not_touch_the_facts(page):
    old = page.save_revision()
    record = record_for(page)
    record.state = "closed"
    record.save()
    old.publish()
    record.refresh_from_db()
    assert record.state == "closed"


def test_deleting_one_translation_keeps_the_record(page, locales):
    english = page.copy_for_translation(locales["en"])
    english.delete()
    assert ToyRecord.objects.filter(key=page.translation_key).exists()


def test_deleting_the_last_page_deletes_a_record_without_citizens_data(page):
    page.delete()
    assert not ToyRecord.objects.exists()


def test_the_last_page_of_a_record_with_citizens_data_stays(page):
    ToyRecord.objects.update(signed=True)
    with pytest.raises(ProtectedError), transaction.atomic():
        page.delete()
    assert ToyPage.objects.filter(pk=page.pk).exists()


def test_the_editor_is_told_why_a_page_cannot_be_deleted(page, client, superuser):
    ToyRecord.objects.update(signed=True)
    client.force_login(superuser)
    answer = client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)
    assert "cannot be deleted" in answer.content.decode() or "წაშლა" in answer.content.decode()
    assert ToyPage.objects.filter(pk=page.pk).exists()


def test_deleting_a_parent_with_such_a_page_below_it_is_refused(page, home_page, client, superuser):
    ToyRecord.objects.update(signed=True)
    client.force_login(superuser)
    client.post(reverse("wagtailadmin_pages:delete", args=[home_page.pk]))
    assert ToyPage.objects.filter(pk=page.pk).exists()


def test_the_record_follows_its_page_to_another_site(page, other_site):
    page.move(other_site.root_page, pos="last-child")
    assert ToyRecord.objects.get().site == other_site


def test_the_page_for_a_reader_prefers_a_live_one_in_their_language(page, locales):
    record = record_for(page)
    english = page.copy_for_translation(locales["en"])
    assert record.page("en") == page
    english.save_revision().publish()
    assert record.page("en") == ToyPage.objects.get(pk=english.pk)
    assert record.page("ka") == page


def test_a_page_type_without_record_says_so(home_page):
    with pytest.raises(LookupError):
        record_for(home_page)


def test_no_page_type_points_at_a_record(page):
    fields = ToyPage._meta.get_fields()
    keys = [field for field in fields if isinstance(field, models.ForeignKey)]
    assert ToyRecord not in [field.related_model for field in keys]
