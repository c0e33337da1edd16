"""May the public see this now? Asked here and nowhere else."""

from collections.abc import Callable, Hashable, Iterable

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.dispatch import Signal
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from .once import once_a_request
from .prepared import prepared
from .registry import Registry

#: Who keeps files from the public for what stands in them: each answers, of some documents by
#: their primary keys, those that are withheld now.
withholders: Registry[Callable[[Iterable[Hashable]], set[Hashable]]] = Registry("withholders")

#: Sent with ``document``, a primary key, when a file that was withheld is so no more, or was not.
withholding_changed = Signal()


def public_pages(pages: QuerySet | None = None, now=None) -> QuerySet:
    """The pages that anybody may read now: live, not expired, public through every ancestor."""
    pages = Page.objects.all() if pages is None else pages
    return pages.filter(~private(), unexpired(now), live=True)


def public_in_statement(pages: QuerySet, now) -> QuerySet:
    """The same, where what is private is to be found by the statement itself and not before it."""
    inside = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    above = PageViewRestriction.objects.annotate(inside=inside)
    hidden = Exists(above.filter(inside__startswith=F("page__path")))
    return pages.filter(~hidden, unexpired(now), live=True)


def unexpired(now=None) -> Q:
    """What is not past its time: pages, and whatever else carries ``expire_at``."""
    return Q(expire_at__isnull=True) | Q(expire_at__gt=now or timezone.now())


@once_a_request
def private_paths() -> tuple[str, ...]:
    """The paths of the pages that are private by themselves, not through a page above."""
    return tuple(PageViewRestriction.objects.values_list("page__path", flat=True).distinct())


def private(below: str = "") -> Q:
    """Pages that are private by themselves or through a page above; only of those ``below`` the
    page with a path."""
    found = Q(pk__in=[])
    for path in private_paths():
        if path.startswith(below) and path != below:
            found |= Q(path__startswith=path)
    return found


def is_over(page: Page, now=None) -> bool:
    """Whether its time is past; Wagtail's job may not have unpublished it yet."""
    return bool(page.expire_at and page.expire_at <= (now or timezone.now()))


def is_public(page: Page, now=None) -> bool:
    """The same question for one page."""
    if not page.live or is_over(page, now):
        return False
    return not private_paths() or not page.get_view_restrictions().exists()


def is_known_open(page: Page) -> bool:
    """Whether no restriction can be one of this page's, without a question about the pages above.

    Those are known where Wagtail has routed to the page. An alias has the restrictions of its
    source, wherever that is.
    """
    paths = private_paths()
    if not paths:
        return True
    if not page.path or page.path.startswith(paths):
        return False
    while page.depth > 2 and not page.alias_of_id and "_cached_parent_obj" in vars(page):
        page = page.get_parent()
    return page.depth == 2 and not page.alias_of_id


def restricted_collections() -> QuerySet:
    """The collections that are private, themselves or through a collection above."""
    inside = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    above = CollectionViewRestriction.objects.annotate(inside=inside)
    return Collection.objects.filter(Exists(above.filter(inside__startswith=F("collection__path"))))


def private_collection_ids() -> set[int]:
    return set(_private_collections())


@prepared()
def _private_collections() -> QuerySet:
    return restricted_collections().order_by().values_list("pk", flat=True)


def in_public_collections(documents: QuerySet) -> QuerySet:
    """The documents (or images, or members of any collection) that no collection keeps private.

    Whether a file is ``withheld`` is asked besides.
    """
    return documents.exclude(collection__in=restricted_collections())


def withheld(documents: Iterable[Hashable]) -> set[Hashable]:
    """Of some documents, by their primary keys, those whose files the public does not get for
    what stands in them, or may stand in them."""
    keys = set(documents)
    return set().union(*(ask(keys) for ask in withholders)) if keys else set()


def closed_documents(documents: Iterable) -> set[Hashable]:
    """The primary keys of those that the public may not open, for whatever reason."""
    documents, private = list(documents), private_collection_ids()
    closed = {document.pk for document in documents if document.collection_id in private}
    return closed | withheld(document.pk for document in documents)


def is_public_document(document) -> bool:
    return not closed_documents([document])
