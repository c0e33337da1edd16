import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Page, PageViewRestriction

from wagtail_civic.core import alerts, links, search, setup, todo
from wagtail_civic.core.demo import DemoContext
from wagtail_civic.core.models.setup import RoleGroup
from wagtail_civic.news import demo
from wagtail_civic.news.models import AlertBanner, NewsIndexPage, NewsPage

from .test_alert_banners import raised  # noqa: F401


def hide(page):
    PageViewRestriction.objects.create(page=page, restriction_type="login")


# Alerts


def test_publishing_is_announced_once_per_item(index, publish, translate, raised):  # noqa: F811
    item = publish(index, "ახალი ამბავი")
    translate(item, "News")
    assert {entry for entry in raised if entry[1] == "news"} == {
        ("raised", "news", item.translation_key)
    }


def test_old_private_and_draft_items_are_not_announced(index, publish, raised):  # noqa: F811
    publish(index, "არქივი", days=8)
    publish(index, "მონახაზი", live=False)
    hide(index)
    publish(index, "შიდა")
    assert [entry for entry in raised if entry[0] == "raised"] == []


def test_an_alert_speaks_the_language_of_its_reader(index, publish, translate, roads, site):
    item = publish(index, "გზა", topics=[roads])
    translate(item, "The road")
    adapter = alerts.adapter_for(NewsPage)
    assert adapter.find(item.translation_key).translation_key == item.translation_key
    alert = adapter.alert(item, "en")
    assert (alert.title, alert.text, alert.site) == ("The road", "The road, in short.", site)
    assert alert.topics == {roads.pk}
    assert alert.url.startswith("http://testserver/en/news/")
    assert adapter.alert(item, "ka").title == "გზა"


def test_a_private_item_has_no_alert(index, publish):
    item = publish(index, "შიდა")
    hide(item)
    assert alerts.adapter_for(NewsPage).alert(item, "ka") is None


# Search and links


def test_the_search_finds_words_of_title_lead_and_text(index, publish, roads, site):
    item = publish(index, "გზა", topics=[roads], body=[("paragraph", "<p>ასფალტის ქვედა ფენა</p>")])
    source = search.sources.get("news")
    assert list(source.objects(site)) == [item]
    (entry,) = source.entries(item)
    assert (entry.title, entry.language, entry.page_id) == ("გზა", "ka", item.pk)
    assert "ასფალტის ქვედა ფენა" in entry.text
    assert "<p>" not in entry.text
    assert entry.facets["topic"] == "roads"
    assert source.site(item) == site


def test_the_search_does_not_know_drafts_or_other_sites(index, publish, other_site):
    draft = publish(index, "მონახაზი", live=False)
    source = search.sources.get("news")
    assert list(source.entries(draft)) == []
    assert list(source.objects(other_site)) == []


def test_another_record_can_point_at_an_item(index, publish, translate, site, other_site):
    item = publish(index, "გზის ამბავი")
    translate(item, "The road")
    assert links.resolve_public("news", item.translation_key, "en").title == "The road"
    resolver = links.resolvers.get("news")
    assert resolver.choices(site, "ამბ", "ka") == [(item.translation_key, "გზის ამბავი")]
    assert resolver.choices(other_site, "", "ka") == []
    hide(item)
    hide(NewsPage.objects.get(title="The road"))
    assert links.resolve_public("news", item.translation_key, "ka") is None
    assert links.resolve("news", item.translation_key, "ka").title == "გზის ამბავი"


# Editors


def test_drafts_are_something_to_do_for_those_who_may_publish(index, publish, superuser, clerk, rf):
    publish(index, "მონახაზი", live=False)
    request = rf.get("/")
    request.user = superuser
    assert [item.count for item in todo.items(request) if "/pages/" in item.url] == [1]
    request.user = clerk
    assert [item for item in todo.items(request) if "/pages/" in item.url] == []


def test_set_up_makes_the_list_in_every_language(site):
    call_command("civic_setup", verbosity=0)
    pages = NewsIndexPage.objects.all()
    assert {page.locale.language_code for page in pages} == {"ka", "en"}
    assert {page.title for page in pages} == {"სიახლეები", "News"}
    assert setup.roles.get("news_editor").index_keys == ["news"]


def test_the_admin_lists_all_news(index, publish, superuser, client):
    publish(index, "გზის ამბავი")
    client.force_login(superuser)
    page = client.get("/admin/civic_news_items/").content.decode()
    assert "გზის ამბავი" in page


def test_the_menu_offers_news_to_those_who_write_them(site, client, make_user):
    call_command("civic_setup", verbosity=0)
    for role, sees in (("news_editor", True), ("sms_author", False)):
        user = make_user(role)
        user.groups.add(RoleGroup.objects.get(site=site, role=role).group)
        client.force_login(user)
        home = client.get("/admin/").content.decode()
        assert ("/admin/civic_news_items/" in home) is sees


# Demonstration


@pytest.fixture
def built(site):
    call_command("civic_setup", verbosity=0)
    ctx = DemoContext(site, timezone.now())
    demo.build(ctx)
    return ctx


def test_the_demonstration_has_news_in_both_languages_with_pictures(built, client):
    items = NewsPage.objects.live()
    assert items.filter(locale__language_code="ka").count() >= 10
    assert items.filter(locale__language_code="en").count() >= 10
    assert items.filter(image__isnull=False).exists()
    assert not items.filter(image__isnull=False, image_alt="").exists()
    assert AlertBanner.objects.count() == 1
    for page in [*items.filter(image__isnull=False)[:2], *NewsIndexPage.objects.all()]:
        assert client.get(page.url).status_code == 200


def test_building_twice_makes_nothing_new(built):
    count = Page.objects.count()
    demo.build(DemoContext(built.site, timezone.now()))
    assert Page.objects.count() == count
    assert AlertBanner.objects.count() == 1


def test_the_demonstration_can_be_removed(built, site):
    from wagtail_civic.core.demo import remove

    remove(site)
    assert not NewsPage.objects.exists()
    assert not AlertBanner.objects.exists()


@pytest.mark.skipif(not apps.is_installed("wagtail_civic.documents"), reason="not installed")
@pytest.mark.parametrize("hide", ["draft", "expired", "private"])
def test_a_file_of_news_that_are_not_public_is_not_found(
    site, index, publish, django_capture_on_commit_callbacks, hide
):
    from wagtail_civic.documents import searching

    with django_capture_on_commit_callbacks(execute=True):
        file = ContentFile(b"x", name="a.txt")
        document = get_document_model().objects.create(title="საიდუმლო", file=file)
        body = [("document", {"document": document, "note": ""})]
        page = publish(index, "ამბავი", body=body)
    assert len(searching.search(site, "საიდუმლო").hits) == 1
    if hide == "private":
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    else:
        hidden = {"live": False} if hide == "draft" else {"expire_at": timezone.now()}
        NewsPage.objects.filter(pk=page.pk).update(**hidden)
    assert searching.search(site, "საიდუმლო").hits == []
