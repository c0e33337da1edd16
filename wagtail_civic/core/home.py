"""Blocks for the host's front page: each capability registers its own."""

from functools import partial

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.blocks import Block, StructValue
from wagtail.models import Site

from . import remembered
from .blocks import SparseBlock
from .registry import Registry

registered: Registry[type[Block]] = Registry("home blocks")


def register(name: str, block: type[Block]) -> None:
    registered.register(name, block)


def blocks() -> list[tuple[str, Block]]:
    """For ``CivicStreamField(home.blocks)``: a block per registered kind, in order."""
    return [(str(name), block()) for name, block in registered.items()]


class HomeBlock(SparseBlock):
    """Finds what it shows when it is shown, on the site of the request.

    Its headings are of the levels ``level`` and ``sublevel``: 2 and 3, unless the host's template
    has another ``heading_level`` in its context.
    """

    #: Whether what it shows may be a minute old where no act of the municipality has come between
    #: (see ``remembered``). Then it depends on nothing of the request but site and language.
    is_remembered = False

    def render(self, value: StructValue, context: dict | None = None) -> SafeString:
        make = partial(super().render, value, context=context)
        request = (context or {}).get("request")
        if not self.is_remembered or request is None:
            return make()
        return remembered.part(request, self._name(value, context or {}), make)

    def _name(self, value: StructValue, context: dict) -> list:
        """All that tells what it shows here from what it shows elsewhere."""
        site, page = Site.find_for_request(context["request"]), context.get("page")
        place = [site and site.pk, getattr(page, "pk", None), context.get("heading_level")]
        kind = f"{type(self).__module__}.{type(self).__qualname__}"
        return [*place, kind, self.get_template(value, context), self.get_prep_value(value)]

    def get_context(self, value: StructValue, parent_context: dict | None = None) -> dict:
        context = super().get_context(value, parent_context)
        request = context.get("request")
        site = Site.find_for_request(request) if request else None
        level = context.get("heading_level") or 2
        context |= {"level": level, "sublevel": level + 1}
        return context | (self.find(value, site, request) if site else {})

    def find(self, value: StructValue, site: Site, request: HttpRequest) -> dict:
        """What the template shows on this site, by name."""
        raise NotImplementedError

    @property
    def language(self) -> str:
        """The language of the reader."""
        return get_language() or ""
