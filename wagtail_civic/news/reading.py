"""What the public pages of the news show."""

from django.db.models import BigAutoField, DateTimeField, QuerySet, UUIDField
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from wagtail_civic.core import formats, places
from wagtail_civic.core.catalogue import NameCatalogue, names_of
from wagtail_civic.core.models import Area, Topic
from wagtail_civic.core.paging import CountedPaginator, Rows
from wagtail_civic.core.prepared import prepared
from wagtail_civic.core.records import site_of
from wagtail_civic.core.visibility import public_pages

from . import listing

RELATED = 3
#: The fields that one line of a list shows.
ROW = ("title", "url_path", "date", "lead", "kind", "locale__language_code")


def index_context(index: Page, query: QueryDict, topic: Topic | None) -> dict:
    language = places.language_of(index)
    asked = {"lineage": topic and topic.lineage, "is_about": topic is not None}
    asked |= {"now": timezone.now(), **listing.shape_of(index)}
    rows = Rows(lambda start, stop: listing.rows_of(**asked, start=start, stop=stop, columns=ROW))
    paginator = CountedPaginator(rows, index.per_page, sum(listing.counts(**asked)))
    page_obj = paginator.get_page(query.get("page"))
    return {
        "topic": topic,
        "tabs": topic_tabs(index, topic),
        "page_obj": page_obj,
        "rows": [row(item, language) for item in page_obj],
        "feed_url": _address(index, "topic_feed" if topic else "feed", topic),
    }


def topic_tabs(index: Page, current: Topic | None) -> list[dict]:
    """All news, a tab per main topic that has any, and the current topic."""
    topics = listing.main_topics_of(index)
    if current and current not in topics:
        topics.append(current)
    if not topics:
        return []
    tabs = [{"title": _("All"), "url": index.get_url(), "current": current is None}]
    tabs += [
        {
            "title": topic.label(),
            "url": _address(index, "by_topic", topic),
            "current": topic == current,
        }
        for topic in topics
    ]
    return tabs


def _address(index: Page, name: str, topic: Topic | None) -> str:
    arguments = {"code": topic.code} if topic else {}
    return index.get_url() + index.reverse_subpage(name, kwargs=arguments or None)


def row(item: Page, language: str) -> dict:
    """One line of a list, for the include ``rows.html``."""
    code = item.locale.language_code
    return {
        "title": item.title,
        "url": places.address(item),
        "lead": formats.date(item.date, language),
        "lead_more": "",
        "note": item.lead,
        "tags": kind_tags(item),
        "lang": "" if code == language else code,
    }


def kind_tags(item: Page) -> list[tuple[str, str]]:
    """An ordinary news item needs no word."""
    return [(item.get_kind_display(), "")] if item.kind == "announcement" else []


def page_context(page: Page, request: HttpRequest | None = None) -> dict:
    parts = {"topic": _chosen_rows(page, "topics"), "area": _chosen_rows(page, "areas")}
    names = NameCatalogue({"topic": Topic, "area": Area}, names_of(**parts))
    topics = names.all("topic")
    index = page.get_parent().specific if page.pk else None
    linked = hasattr(index, "get_news")
    return {
        "tags": kind_tags(page),
        "topics": [
            (topic.label(), _address(index, "by_topic", topic) if linked else "")
            for topic in topics
        ],
        "areas": [area.label() for area in names.all("area")],
        "related": related(page, topics, request),
    }


def _chosen_rows(page: Page, name: str) -> QuerySet:
    """The topics or areas of a page; in the preview of a draft, those that the draft has."""
    rows = getattr(page, name).all()
    if isinstance(rows, QuerySet):
        return rows
    return rows.model.objects.filter(pk__in=[row.pk for row in rows])


def related(
    page: Page, topics: list[Topic], request: HttpRequest | None = None
) -> list[tuple[str, str]]:
    """(title, address) of what the editor chose, else of the newest items on the same topics."""
    if page.related:
        return list(_chosen(page))
    site = Site.find_for_request(request) if request else site_of(page)
    if site is None or not topics or not page.pk:
        return []
    items = _others_on(
        topics=[topic.pk for topic in topics],
        but=page.translation_key,
        now=timezone.now(),
        language=places.language_of(page, site),
        site=site,
        ground=places.ground(site),
    )
    return [(item.title, places.address(item)) for item in items]


@prepared(topics=[BigAutoField()], but=UUIDField(), now=DateTimeField())
def _others_on(topics, but, now, language, site, ground) -> QuerySet:
    items = listing.for_reader(site, language, now).filter(topics__in=topics)
    items = items.exclude(translation_key=but).distinct().select_related(None)
    return items.only("title", "url_path")[:RELATED]


def _chosen(page: Page):
    targets = [block.value.pk for block in page.related if block.block_type == "page"]
    visible = set(public_pages(Page.objects.filter(pk__in=targets)).values_list("pk", flat=True))
    for block in page.related:
        if block.block_type == "link":
            yield block.value["text"], block.value["url"]
        elif block.value.pk in visible:
            yield block.value.title, block.value.get_url()
