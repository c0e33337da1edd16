"""A thousand pages as cheaply as rows can be written: for tests of what does not grow."""

from collections.abc import Callable
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Page

AT_ONCE = 50


def grow(parent: Page, model: type[Page], count: int, fields: Callable[[int], dict] | None = None):
    """Live pages of a type until ``parent`` has ``count`` children; ``fields`` are the type's own.

    Returns what was made. Rows are as ``add_child`` and ``publish`` leave them, without the log,
    the revisions and the references.
    """
    parent = Page.objects.get(pk=parent.pk)
    have = Page.objects.filter(path__startswith=parent.path, depth=parent.depth + 1).count()
    numbers = range(have, count)
    bases = Page.objects.bulk_create(_page(parent, model, number) for number in numbers)
    own = model._meta.local_concrete_fields
    made = []
    for number, base in zip(numbers, bases, strict=True):
        page = model(**{**vars_of(base), **(fields(number) if fields else {})})
        page.page_ptr_id = base.pk
        made.append(page)
    for start in range(0, len(made), AT_ONCE):
        model._base_manager._insert(made[start : start + AT_ONCE], own, using="default")
    Page.objects.filter(pk=parent.pk).update(numchild=count)
    return made


def vars_of(page: Page) -> dict:
    return {field.attname: getattr(page, field.attname) for field in Page._meta.concrete_fields}


def _page(parent: Page, model: type[Page], number: int) -> Page:
    slug = f"{model._meta.model_name}-{number}"
    return Page(
        path=Page._get_path(parent.path, parent.depth + 1, number + 1),
        depth=parent.depth + 1,
        title=f"გვერდი {number}",
        draft_title=f"გვერდი {number}",
        slug=slug,
        url_path=f"{parent.url_path}{slug}/",
        content_type=ContentType.objects.get_for_model(model),
        locale_id=parent.locale_id,
        translation_key=uuid4(),
        first_published_at=timezone.now(),
        last_published_at=timezone.now(),
    )
