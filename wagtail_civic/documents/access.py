"""Which documents an editor sees in the report, and who may have them read again."""

from django.db.models import Model
from wagtail.documents import get_document_model

from wagtail_civic.core.compat import file_policy

from .models.texts import DocumentFile

REREAD = "civic_documents.reread_document"
_ANY = ["change", "delete", "choose"]


def visible_files(user):
    """The rows of documents that this editor may choose: other municipalities' do not exist."""
    documents = file_policy(get_document_model()).instances_user_has_any_permission_for(user, _ANY)
    ids = [str(pk) for pk in documents.values_list("pk", flat=True)]
    return DocumentFile.objects.filter(document_id__in=ids)


def may_open(user, document: Model) -> bool:
    """Whether a file that is kept from the public opens for this editor."""
    if user is None or not user.is_authenticated:
        return False
    return file_policy(type(document)).user_has_any_permission_for_instance(user, _ANY, document)
