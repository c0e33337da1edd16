"""What all page types of the suite have in common."""

from itertools import count

from django.db import models
from django.db.models import CharField, IntegerField, QuerySet
from wagtail.models import Page, PageViewRestriction

from . import text
from .admin_forms import CivicPageForm
from .prepared import prepared
from .visibility import is_known_open


class CivicPageMixin(models.Model):
    """Short ASCII slugs fit for a message, and templates that a host may replace."""

    #: On the index page of a capability, the key by which ``places.index_page`` finds it.
    civic_index = ""
    base_form_class = CivicPageForm

    class Meta:
        abstract = True

    def _set_core_field_defaults(self):
        # Wagtail calls this before every kind of cleaning; the path is known once the parent is.
        if self.path and not self._slug_fits():
            self.slug = self.free_slug(self.slug or self.title, self.get_parent())
        super()._set_core_field_defaults()

    def _slug_fits(self) -> bool:
        return 0 < len(self.slug) <= text.LONGEST_SLUG and self.slug.isascii()

    def free_slug(self, words: str, parent: Page) -> str:
        """A slug that no page below ``parent`` has; the number that tells it from theirs is within
        its length."""
        for number in count(1):
            ending = "" if number == 1 else f"-{number}"
            slug = text.slug(words, text.LONGEST_SLUG - len(ending)) + ending
            if self._slug_is_available(slug, parent, self):
                return slug

    def get_view_restrictions(self):
        """Wagtail asks for every page above and then for their restrictions, of which there are
        mostly none."""
        if is_known_open(self):
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()

    def get_template(self, request, *args, **kwargs):
        """The class's own template if there is one, else the ``template`` of its mixin.

        Wagtail gives every page class a ``template`` named after itself, which hides a mixin's.
        """
        own = super().get_template(request, *args, **kwargs)
        mixins = [cls for cls in type(self).__mro__ if not issubclass(cls, Page)]
        return [own, *(vars(cls)["template"] for cls in mixins if "template" in vars(cls))]


class CivicIndexMixin(CivicPageMixin):
    """A list whose pages are its children.

    Where only one type of page may lie below it, the page that is read comes in one query; Wagtail
    fetches it as a plain page first and then again as what it is.
    """

    #: Foreign keys of the children that their own pages show: they come with the page.
    children_with: tuple[str, ...] = ("locale",)

    class Meta:
        abstract = True

    def route(self, request, path_components):
        child = self._child(path_components[0]) if path_components else None
        if child is None:
            return super().route(request, path_components)
        child._cached_parent_obj = self
        return child.route(request, path_components[1:])

    def _child(self, slug: str) -> Page | None:
        models_below = self.allowed_subpage_models()
        if len(models_below) != 1:
            return None
        low, high = self._get_children_path_interval(self.path)
        where = {"low": low, "high": high, "depth": self.depth + 1, "slug": slug}
        found = _children(**where, model=models_below[0], with_them=self.children_with)
        return found[0] if found and found[0].specific_class is models_below[0] else None


@prepared(low=CharField(), high=CharField(), depth=IntegerField(), slug=CharField())
def _children(low, high, depth, slug, model, with_them) -> QuerySet:
    pages = model.objects.filter(depth=depth, path__range=(low, high), slug=slug)
    # None for none: without a name, Django joins everything that it can.
    return pages.select_related(*(with_them or (None,)))
