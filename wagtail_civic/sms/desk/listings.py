"""What the office's lists share."""

from wagtail_civic.core import formats
from wagtail_civic.core.contacts import InvalidContact

from .. import phones

VIEW_ONLY = frozenset({"add", "change", "delete"})


def moment(name: str):
    """For a column: day and time as the municipality writes them, past or to come."""

    def written(row) -> str:
        value = getattr(row, name)
        return formats.datetime(value) if value else ""

    return written


class LeadsToInspect:
    """A listing whose titles open the record's own screen."""

    def get_edit_url(self, instance):
        return self.get_inspect_url(instance)


class FindsByNumber:
    """A listing that is searched by telephone number."""

    is_searchable = True

    def search_queryset(self, queryset):
        """By the whole number only: a part of it would let numbers be guessed."""
        if not self.search_query:
            return queryset
        try:
            contact = phones.parse(self.search_query)
        except (InvalidContact, ImportError):
            return queryset.none()
        return queryset.filter(lookup__in=contact.lookups())
