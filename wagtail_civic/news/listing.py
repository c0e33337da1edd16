"""Which news may be seen where: one place for lists, feeds, blocks, API and search."""

from datetime import datetime
from functools import reduce
from operator import or_

from django.apps import apps
from django.db.models import (
    BigAutoField,
    CharField,
    Count,
    DateTimeField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
)
from django.utils import timezone
from wagtail.models import Page, Site

from wagtail_civic.core import places
from wagtail_civic.core.catalogue import NameCatalogue, names_of
from wagtail_civic.core.languages import language_order
from wagtail_civic.core.models import Area, Topic
from wagtail_civic.core.prepared import prepared
from wagtail_civic.core.visibility import private, private_paths, public_pages, unexpired

from .conf import settings


def news_model() -> type[Page]:
    """The page type that holds news: ours, or the host's own built from ``NewsPageMixin``."""
    return apps.get_model(settings.NEWS_PAGE_MODEL)


def newest_first(pages: QuerySet) -> QuerySet:
    return pages.order_by("-date", "-first_published_at", "-pk")


def in_site(site: Site) -> QuerySet:
    """All news in the trees of a site, in every language, public or not."""
    return news_model().objects.filter(places.below(site), alias_of__isnull=True)


def public(site: Site, now: datetime | None = None) -> QuerySet:
    """What anybody may see of a site's news, in every language, newest first."""
    return newest_first(public_pages(in_site(site), now))


def for_reader(site: Site, language: str | None = None, now: datetime | None = None) -> QuerySet:
    """Public news, each item once: in the reader's language, else in the next best."""
    pages = public(site, now)
    before = Q(pk__in=[])
    order = language_order(language)
    for place, code in enumerate(order[1:], start=1):
        better = order[:place]
        twin = pages.filter(
            translation_key=OuterRef("translation_key"), locale__language_code__in=better
        ).order_by()
        before |= Q(Exists(twin), locale__language_code=code)
    return pages.exclude(before).select_related("locale")


def of_index(index: Page, now: datetime | None = None) -> QuerySet:
    """The items of one list, and those of its translations that are not translated into it."""
    return listed(now=now, **shape_of(index))


def shape_of(index: Page) -> dict:
    """What ``listed`` depends on beside the time, for prepared questions of one list."""
    paths = (page.path for page in places.translations(index) if page.pk != index.pk)
    return {
        "path": index.path,
        "locale": index.locale_id,
        "others": tuple(paths),
        "shown": index.news_shown(),
        "private_paths": private_paths(),
    }


def listed(now, path: str, locale: int, others: tuple, shown: Q, private_paths: tuple) -> QuerySet:
    """What lies below a path, and of other lists what has no translation there; newest first.

    Whoever has been let into a private list sees what it holds, except what is private by itself.
    """
    model = news_model()
    items = model.objects.filter(unexpired(now), shown, live=True)
    own = Q(path__startswith=path) & ~private(below=path)
    if others:
        foreign = reduce(or_, [Q(path__startswith=other) for other in others])
        here = model.objects.live().filter(
            translation_key=OuterRef("translation_key"), locale=locale
        )
        own |= foreign & Q(~Exists(here), ~private(), alias_of__isnull=True)
    return newest_first(items.filter(own)).select_related("locale")


@prepared(now=DateTimeField(), lineage=CharField())
def rows_of(now, lineage, is_about, start, stop, columns, **shape) -> QuerySet:
    """A part of a list, with these columns; where it ``is_about`` a topic, of that lineage."""
    rows = listed(now=now, **shape)
    rows = _about(rows, lineage) if is_about else rows
    return rows.only(*columns)[start:stop]


@prepared(now=DateTimeField(), lineage=CharField())
def counts(now, lineage, is_about, **shape) -> QuerySet:
    """How many there are: one number, or none at all."""
    rows = listed(now=now, **shape)
    rows = _about(rows, lineage) if is_about else rows
    live = rows.order_by().values("live")
    return live.annotate(count=Count("pk")).values_list("count", flat=True)


@prepared(now=DateTimeField())
def _lineages(now, **shape) -> QuerySet:
    """Of the topics of a list's items; None for items without."""
    items = listed(now=now, **shape).order_by()
    return items.values_list("topics__lineage", flat=True).distinct()


@prepared(topics=[BigAutoField()])
def _names(topics) -> QuerySet:
    return names_of(topic=Topic.objects.filter(pk__in=topics))


def about(pages: QuerySet, topic: Topic) -> QuerySet:
    """Those on a topic or anything below it."""
    return _about(pages, topic.lineage)


def _about(pages: QuerySet, lineage) -> QuerySet:
    topics = Topic.objects.filter(lineage__startswith=lineage)
    return pages.filter(pk__in=_tagged("topics", topics))


def inside(pages: QuerySet, area: Area) -> QuerySet:
    """Those that concern an area or a place within it."""
    return pages.filter(pk__in=_tagged("areas", Area.objects.within([area.pk])))


def main_topics_of(index: Page) -> list[Topic]:
    """The topics of the first level under which the items of a list lie, by name."""
    lineages = _lineages(now=timezone.now(), **shape_of(index))
    roots = {int(lineage.split("/")[1]) for lineage in lineages if lineage}
    topics = NameCatalogue({"topic": Topic}, _names(topics=sorted(roots)) if roots else [])
    return sorted(topics.all("topic"), key=str)


def _tagged(name: str, rows: QuerySet) -> QuerySet:
    through = getattr(news_model(), name).through
    target = rows.model._meta.model_name
    return through.objects.filter(**{f"{target}__in": rows}).values(_source_of(through))


def _source_of(through) -> str:
    """The name of the column that leads to the page: it follows the host's model name."""
    return next(
        field.name
        for field in through._meta.fields
        if field.is_relation and issubclass(field.related_model, Page)
    )
