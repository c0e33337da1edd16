"""The files of acts: what identifies their content, also after a document was replaced."""

from collections.abc import Iterable

from django.db.models import Model, QuerySet
from django.db.models.signals import post_save
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model

from wagtail_civic.core import history
from wagtail_civic.core.digests import sha256_of_stored
from wagtail_civic.core.visibility import withholding_changed

REPLACED = "civic_acts.file_replaced"


def renew(sender, instance: Model, created: bool = False, raw: bool = False, **kwargs) -> None:
    """A document was saved: acts that show it say what it now holds, and that it was replaced."""
    if created or raw:
        return
    from .models import Act, ActFile

    files = list(ActFile.objects.filter(document=instance.pk).select_related("act"))
    found = sha256_of_stored(instance.file) if files else ""
    for file in files:
        if not found or file.sha256 == found:
            continue
        ActFile.objects.filter(pk=file.pk).update(sha256=found)
        Act.objects.filter(pk=file.act_id).update(modified_at=timezone.now())
        if file.sha256:
            data = {"document": instance.pk, "from": file.sha256, "to": found}
            history.log(file.act, REPLACED, data=data)


def _withholding_changed(sender, document, **kwargs) -> None:
    """The record of an act names a file more, or fewer: whoever harvests records hears of it."""
    from .models import Act

    Act.objects.filter(files__document=document).update(modified_at=timezone.now())


def holders(site, digests: Iterable[str], but: int | None = None) -> QuerySet:
    """The acts of a municipality that have a file of this content already."""
    from .models import Act

    known = [digest for digest in digests if digest]
    return Act.objects.filter(site=site, files__sha256__in=known).exclude(pk=but).distinct()


def connect() -> None:
    post_save.connect(renew, sender=get_document_model(), dispatch_uid="civic_acts_file_replaced")
    withholding_changed.connect(_withholding_changed, dispatch_uid="civic_acts_withholding")


def register_history() -> None:
    history.register(REPLACED, _("File replaced"), _("A file of the act was replaced"))
