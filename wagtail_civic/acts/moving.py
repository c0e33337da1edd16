"""A registry that is renamed or moved: Wagtail's redirects lead from each former address of its
acts to the present one.

Wagtail makes them for a page itself, and for as many routes of it as one statement holds; a
registry has thousands.
"""

from collections.abc import Iterator
from copy import copy
from itertools import islice

from django.apps import apps
from django.conf import settings
from wagtail.models import Page
from wagtail.signals import page_slug_changed, post_page_move

from . import addresses
from .models.acts import Act
from .models.pages import RegistryPageMixin
from .models.versions import ActVersion

STEP = 500
#: Of an address that a redirect can lead from.
LONGEST = 255
IDENTITY = ("body__code", "act_type__code", "year", "number_key")


def keep_addresses(page: Page, before: str) -> None:
    """``page``, a registry or one above it, stood at ``before`` in the tree of addresses."""
    if not getattr(settings, "WAGTAILREDIRECTS_AUTO_CREATE", True):
        return
    page = Page.objects.get(pk=page.pk)
    inside = Page.objects.filter(path__startswith=page.path).live()
    for registry in inside.type(RegistryPageMixin).specific():
        former = copy(registry)
        former.url_path = before + registry.url_path.removeprefix(page.url_path)
        stood, stands = former.get_url_parts(), registry.get_url_parts()
        # What went to another site leads nowhere: its acts stay where they are.
        if stood and stands and stood[0] == stands[0] and stood[2] != stands[2]:
            _redirect(registry, stood[0], stood[2], _below(registry))


def _below(page) -> Iterator[str]:
    """Where acts stand, or stood, below a registry: those withdrawn and renumbered too, and the
    texts of each day that had an address."""
    acts = Act.objects.for_site(page.registry_site).once_public().filter(page.acts_shown())
    for rows in (acts, page.get_act_aliases()):
        for row in rows.values_list(*IDENTITY).iterator():
            yield addresses.path(addresses.Identity(*row))
    columns = (f"act__{name}" for name in IDENTITY)
    versions = ActVersion.objects.filter(act__in=acts.values("pk"))
    for *row, day in versions.values_list(*columns, "valid_from").iterator():
        yield f"{addresses.path(addresses.Identity(*row))}{day:%Y%m%d}/"


def _redirect(page, site: int, stood: str, below: Iterator[str]) -> None:
    from wagtail.contrib.redirects.models import Redirect

    while part := list(islice(below, STEP)):
        routes = {Redirect.normalise_path(f"{stood.rstrip('/')}/{each}"): each for each in part}
        rows = [
            Redirect(
                old_path=path,
                site_id=site,
                redirect_page_id=page.pk,
                redirect_page_route_path=Redirect.normalise_page_route_path(f"/{each}"),
                automatically_created=True,
            )
            for path, each in routes.items()
            if len(path) <= LONGEST
        ]
        known = Redirect.objects.filter(site=site, automatically_created=True)
        known.filter(old_path__in=list(routes)).delete()
        Redirect.objects.bulk_create(rows, ignore_conflicts=True)


def _slug_changed(sender, instance, instance_before, **kwargs):
    keep_addresses(instance, instance_before.url_path)


def _moved(sender, instance, url_path_before, url_path_after, **kwargs):
    if url_path_before != url_path_after:
        keep_addresses(instance, url_path_before)


def connect() -> None:
    if apps.is_installed("wagtail.contrib.redirects"):
        page_slug_changed.connect(_slug_changed, dispatch_uid="civic_acts_registry_renamed")
        post_page_move.connect(_moved, dispatch_uid="civic_acts_registry_moved")
