"""What follows from changes made elsewhere: words and visibility of a page, a deleted document."""

from django.db.models.signals import post_delete, post_save, pre_delete
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from wagtail_civic.core import search
from wagtail_civic.core.jobs import wake
from wagtail_civic.core.records import record_for

from . import attaching, meanings, similar
from .jobs import MEANINGS
from .models.attachments import Attachment
from .models.pages import PetitionPageMixin


def _words_changed(sender, instance, **kwargs):
    if isinstance(instance, PetitionPageMixin) and not instance.alias_of_id:
        petition = record_for(instance)
        search.changed("petition", petition.pk)
        similar.reindex(petition)
        attaching.settle(petition, now=timezone.now())
        if meanings.is_on():
            wake(MEANINGS)


def _privacy_changed(sender, instance, raw=False, **kwargs):
    if not raw:
        attaching.settle_below(instance.page, timezone.now())


def _page_moved(sender, instance, **kwargs):
    attaching.settle_below(instance, timezone.now())


def _document_deleted(sender, instance, **kwargs):
    attaching.document_deleted(instance.pk, timezone.now())


def _attachment_deleted(sender, instance, **kwargs):
    if instance.document_id:
        get_document_model().objects.filter(pk=instance.document_id).delete()


def connect() -> None:
    page_published.connect(_words_changed, dispatch_uid="civic_petition_published")
    page_unpublished.connect(_words_changed, dispatch_uid="civic_petition_unpublished")
    post_page_move.connect(_page_moved, dispatch_uid="civic_petition_moved")
    for signal in (post_save, post_delete):
        signal.connect(
            _privacy_changed, sender=PageViewRestriction, dispatch_uid="civic_petition_privacy"
        )
    pre_delete.connect(
        _document_deleted, sender=get_document_model(), dispatch_uid="civic_petition_document"
    )
    post_delete.connect(
        _attachment_deleted, sender=Attachment, dispatch_uid="civic_petition_attachment"
    )
