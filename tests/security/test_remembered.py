"""What a front page keeps for a minute tells nobody what has stopped being public meanwhile.

In every test the page has been read before, so that all its parts are kept; then something is
done, as another process would: only rows change.
"""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry, PageViewRestriction

from wagtail_civic.acts.models import Act
from wagtail_civic.budget import publishing
from wagtail_civic.budget.models import SourceDocument
from wagtail_civic.core import home, remembered
from wagtail_civic.core.records import record_for
from wagtail_civic.news.models import AlertBannerText, NewsPage
from wagtail_civic.petitions import moderation
from wagtail_civic.petitions.models import Petition
from wagtail_civic.sessions import status

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(worlds):
    """Our municipality, its front page read by somebody: in Georgian and in English."""
    world = worlds[0]
    assert "ALPHA სიახლე" in front(world)
    front(world, "en")
    return world


def front(world, language="ka", client=None, **headers) -> str:
    client = client or Client()
    response = client.get(f"/{language}/", HTTP_HOST=world.site.hostname, **headers)
    assert response.status_code == 200
    return response.content.decode()


def cost(world, **given) -> int:
    with CaptureQueriesContext(connection) as queries:
        front(world, **given)
    return len(queries)


def close(page):
    PageViewRestriction.objects.create(page=page, restriction_type="login")


def close_silently(page):
    """Past the log, as a program may."""
    PageViewRestriction.objects.bulk_create(
        [PageViewRestriction(page=page, restriction_type="login")]
    )


def unpublish(page):
    page.unpublish()


def everywhere(page, do):
    """Where one language is closed, another may still be shown."""
    for translation in page.get_translations(inclusive=True):
        do(translation.specific)


def expire(page):
    page.expire_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish()
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")


def withdraw_budget(world):
    document = SourceDocument.objects.filter(site=world.site, revisions__isnull=False).first()
    assert publishing.withdraw(document, None, "wrong")


def delete_in_admin(act):
    log(act, "wagtail.delete")
    Act.objects.get(pk=act.pk).delete()


HIDDEN = {
    "news unpublished": ("ALPHA სიახლე", lambda w: fresh(w.news).unpublish()),
    "news made private": ("ALPHA სიახლე", lambda w: close(w.news)),
    "news made private by a program": ("ALPHA სიახლე", lambda w: close_silently(w.news)),
    "list of news made private": ("ALPHA სიახლე", lambda w: close(w.news_index)),
    "news deleted": ("ALPHA სიახლე", lambda w: fresh(w.news).delete()),
    "news moved out of the site": (
        "ALPHA სიახლე",
        lambda w: fresh(w.news).move(Page.get_first_root_node(), pos="last-child"),
    ),
    "news past its time": ("ALPHA სიახლე", lambda w: expire(fresh(w.news))),
    "session unpublished": ("ALPHA სხდომა", lambda w: fresh(w.session_page).unpublish()),
    "act unpublished": ("ALPHA გზების შესახებ", lambda w: again(w.act).unpublish()),
    "act deleted": ("ALPHA გზების შესახებ", lambda w: delete_in_admin(w.act)),
    "registry made private": ("ALPHA გზების შესახებ", lambda w: everywhere(w.town.registry, close)),
    "petition taken down": (
        "ALPHA ხიდის აღდგენა",
        lambda w: moderation.take_down(
            again(w.petition), now=timezone.now(), user=None, reason="…"
        ),
    ),
    "petition withdrawn": (
        "ALPHA ხიდის აღდგენა",
        lambda w: moderation.withdraw(again(w.petition), now=timezone.now()),
    ),
    "petition made private": ("ALPHA ხიდის აღდგენა", lambda w: close(w.petition.page())),
    "budget withdrawn": ("ALPHA პროგრამა", withdraw_budget),
    "budget unpublished": ("ALPHA პროგრამა", lambda w: everywhere(w.budget_page, unpublish)),
}


def fresh(page):
    return Page.objects.get(pk=page.pk).specific


def again(record):
    return type(record).objects.get(pk=record.pk)


def test_what_stops_being_public_is_gone_at_once(town):
    shown = {}
    for case, (name, hide) in HIDDEN.items():
        with transaction.atomic():
            assert name in front(town), case
            hide(town)
            shown[case] = name in front(town)
            transaction.set_rollback(True)
    assert shown == dict.fromkeys(HIDDEN, False)


def new_news(world):
    page = NewsPage(title="NEW", lead="NEW", locale=world.news_index.locale)
    world.news_index.add_child(instance=page)
    page.save_revision().publish()


def renamed_session(world):
    page = fresh(world.session_page)
    page.title = "NEW"
    page.save_revision().publish()


def begun_session(world):
    page = fresh(world.session_page)
    page.title = "NEW"
    page.save_revision().publish()
    front(world)
    status.begin(record_for(page), user=None, now=timezone.now())


def banner(world):
    AlertBannerText.objects.filter(banner__site=world.site).update(title="NEW")


SHOWN = {
    "news published": new_news,
    "session renamed": renamed_session,
    "session begun": begun_session,
    "alert banner changed by a program": banner,
}


def test_what_is_done_is_shown_at_once(town):
    shown = {}
    for case, do in SHOWN.items():
        with transaction.atomic():
            assert "NEW" not in front(town), case
            do(town)
            shown[case] = "NEW" in front(town)
            transaction.set_rollback(True)
    assert shown == dict.fromkeys(SHOWN, True)


def test_a_session_that_begins_is_announced_at_once(town):
    assert 'class="civic-live"' not in front(town)
    status.begin(town.session, user=None, now=timezone.now())
    assert 'class="civic-live"' in front(town)


def test_a_count_waits_for_a_minute_at_most(town, monkeypatch):
    """The job that counts signatures writes no line: nobody has acted."""
    Petition.objects.filter(pk=town.petition.pk).update(signatures_electronic=77)
    assert ">77<" not in front(town)
    later = timezone.now() + remembered.LONGEST
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert ">77<" in front(town)


def test_the_end_of_a_page_is_not_waited_for(town, monkeypatch):
    end = timezone.now() + timedelta(seconds=20)
    Page.objects.filter(pk=town.news.pk).update(expire_at=end)
    fresh(town.session_page).save_revision().publish()
    assert "ALPHA სიახლე" in front(town)
    assert "ALPHA სიახლე" in front(town)
    monkeypatch.setattr(timezone, "now", lambda: end + timedelta(seconds=1))
    assert "ALPHA სიახლე" not in front(town)


def test_a_line_with_a_smaller_number_counts_too(town):
    """Of two transactions, the one that took its number first may be committed last."""
    line = PageLogEntry.objects.order_by("pk").last()
    PageLogEntry.objects.filter(pk=line.pk).update(id=line.pk + 5)
    with_one = remembered.version()
    line.pk += 4
    line.save(force_insert=True)
    assert remembered.version() != with_one


def test_each_reads_what_is_for_them(worlds):
    ours, theirs = worlds
    georgian, english = front(ours), front(ours, "en")
    assert "BETA" not in georgian + english
    neighbour = front(theirs) + front(theirs, "en")
    assert "ALPHA" not in neighbour
    assert "Petitions that collect signatures" in front(ours, "en")
    assert "Petitions that collect signatures" not in front(ours)
    assert (front(ours), front(ours, "en")) == (georgian, english)


def test_the_second_reader_costs_little_and_reads_the_same(town):
    first = front(town)
    remembered.cache.clear()
    assert front(town) == first
    warm = cost(town)
    assert front(town) == first
    remembered.cache.clear()
    cold = cost(town)
    assert warm + 10 < cold


def test_who_brings_a_session_is_shown_nothing_kept(town):
    warm, client = cost(town), Client()
    client.cookies["sessionid"] = "anything"
    assert cost(town, client=client) > warm + 5


def test_a_preview_neither_reads_nor_keeps(town):
    page = fresh(town.site.root_page)
    page.body = [("latest_news", {"heading": "DRAFT", "count": 3})]
    assert "DRAFT" in page.make_preview_request().content.decode()
    assert "DRAFT" not in front(town)


def test_a_block_that_does_not_ask_for_it_is_not_kept():
    kinds = {type(block): block for _name, block in home.blocks()}
    kept = {kind.__name__ for kind in kinds if getattr(kind, "is_remembered", False)}
    assert "LiveBannerBlock" not in kept
    assert home.HomeBlock.is_remembered is False
    assert kept >= {"LatestNewsBlock", "OpenPetitionsBlock", "NextSessionsBlock"}
