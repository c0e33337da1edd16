"""Words changed on a page: the searches have to read them again."""

from wagtail.signals import page_published, page_unpublished

from wagtail_civic.core import search
from wagtail_civic.core.records import record_for

from . import similar
from .models.pages import PetitionPageMixin


def _words_changed(sender, instance, **kwargs):
    if isinstance(instance, PetitionPageMixin) and not instance.alias_of_id:
        petition = record_for(instance)
        search.changed("petition", petition.pk)
        similar.reindex(petition)


def connect() -> None:
    page_published.connect(_words_changed, dispatch_uid="civic_petition_published")
    page_unpublished.connect(_words_changed, dispatch_uid="civic_petition_unpublished")
