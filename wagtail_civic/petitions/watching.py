"""Words changed on a page: the search has to read them again."""

from wagtail.signals import page_published, page_unpublished

from wagtail_civic.core import search
from wagtail_civic.core.records import record_for

from .models.pages import PetitionPageMixin


def _words_changed(sender, instance, **kwargs):
    if isinstance(instance, PetitionPageMixin) and not instance.alias_of_id:
        search.changed("petition", record_for(instance).pk)


def connect() -> None:
    page_published.connect(_words_changed, dispatch_uid="civic_petition_published")
    page_unpublished.connect(_words_changed, dispatch_uid="civic_petition_unpublished")
