"""What an initiator attaches: kept privately, looked at by an officer, public once published.

    kept under a handle  →  of a petition  →  approved  →  public while the petition is
    (until confirmed)        (confirmed)   ↘  refused   ↔

Which documents there are follows from the rows: ``settle`` is called when either changes.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from wagtail_civic.core import history, search
from wagtail_civic.core.archives import MEGABYTE
from wagtail_civic.core.documents import make_document
from wagtail_civic.core.uploads import Examined, Refused

from .events import record_event
from .models.attachments import Attachment
from .models.petition import Petition

TITLE_LENGTH = 150
KEPT = timedelta(days=7)
"""How long a file waits for the confirmation of its petition."""
MOST_LOOSE = 500 * MEGABYTE
"""What may wait for confirmation on one site: nobody fills the database by never confirming."""


# The citizen --------------------------------------------------------------------------------


def kept(site: Site, handles: Iterable[UUID]) -> list[Attachment]:
    """The unconfirmed attachments with these handles, in their order."""
    wanted = list(handles)
    rows = {
        row.handle: row for row in Attachment.objects.loose().filter(site=site, handle__in=wanted)
    }
    return [rows[handle] for handle in dict.fromkeys(wanted) if handle in rows]


def keep(
    site: Site, file: Examined, title: str, beside: list[Attachment], most: int, now: datetime
) -> Attachment:
    """Keep a file under a new handle; the one there is where it was sent before.

    Raises ``Refused`` with words for the citizen.
    """
    for row in beside:
        if row.sha256 == file.sha256:
            return row
    if len(beside) >= most:
        raise Refused(
            _("No more than %(n)s files can be attached. Remove one first.") % {"n": most}
        )
    waiting = Attachment.objects.loose().filter(site=site).aggregate(size=Sum("size"))["size"]
    if (waiting or 0) + len(file.content) > MOST_LOOSE:
        raise Refused(
            _("No files can be taken at the moment. Please try again tomorrow, or send the "
              "petition without.")
        )  # fmt: skip
    return Attachment.objects.create(
        site=site,
        title=(title or file.name.rpartition(".")[0])[:TITLE_LENGTH],
        name=file.name,
        kind=file.kind,
        size=len(file.content),
        sha256=file.sha256,
        content=file.content,
        uploaded_at=now,
        kept_from=now,
    )


def drop(site: Site, handle: UUID) -> None:
    Attachment.objects.loose().filter(site=site, handle=handle).delete()


def keep_on(attachments: Iterable[Attachment], now: datetime) -> None:
    """The petition was sent: the files wait as long as it does."""
    pks = [row.pk for row in attachments]
    Attachment.objects.loose().filter(pk__in=pks).update(kept_from=now)


def claim(petition: Petition, handles: Iterable[str]) -> int:
    """The initiator has confirmed: the files are the petition's; how many."""
    loose = Attachment.objects.loose().filter(site=petition.site_id, handle__in=list(handles))
    return loose.update(petition=petition)


def forget_loose(now: datetime) -> int:
    """Delete files of petitions that nobody confirmed."""
    limit, forgotten = now - KEPT, 0
    while batch := list(
        Attachment.objects.loose().filter(kept_from__lt=limit).values_list("pk", flat=True)[:100]
    ):
        Attachment.objects.filter(pk__in=batch).delete()
        forgotten += len(batch)
    return forgotten


# The officer --------------------------------------------------------------------------------


@transaction.atomic
def publish(attachment: Attachment, *, now: datetime, user, title: str) -> bool:
    """Approve it under a title; public at once if the petition is. False if it was approved."""
    row = _locked(attachment)
    if row.approved_at:
        return False
    row.title, row.approved_at = title, now
    row.refused_at, row.reason = None, ""
    row.save(update_fields=["title", "approved_at", "refused_at", "reason"])
    _log(row, "attachment_published", user)
    settle(row.petition, now=now, user=user)
    return True


@transaction.atomic
def refuse(attachment: Attachment, *, now: datetime, user, reason: str) -> bool:
    """Not to be public, or no longer; False if it was refused before."""
    row = _locked(attachment)
    if row.refused_at:
        return False
    _take_away(row)
    row.approved_at, row.refused_at, row.reason = None, now, reason
    row.save(update_fields=["approved_at", "refused_at", "reason"])
    _log(row, "attachment_refused", user, reason)
    record_event(row.petition, "attachment_refused", now, {"attachment": row.pk})
    if row.published_at:
        record_event(row.petition, "detached", now, {"count": 1})
    return True


def seen(attachment: Attachment, user) -> None:
    """An officer opened a file that is not public; it is noted who did."""
    _log(attachment, "attachment_seen", user)


def _locked(attachment: Attachment) -> Attachment:
    return Attachment.objects.select_for_update().get(pk=attachment.pk)


def _log(row: Attachment, verb: str, user, reason: str = "") -> None:
    data = {"attachment": str(row.handle)}
    history.log(row.petition, f"civic_petitions.{verb}", user=user, reason=reason, data=data)


# What the public may open -------------------------------------------------------------------


@transaction.atomic
def settle(petition: Petition, *, now: datetime, user=None) -> None:
    """Make a document of each approved attachment while the petition is public; else take it away.

    The files themselves stay with the rows, so that a restored petition has them again.
    """
    rows = Attachment.objects.filter(petition=petition).exclude(approved_at=None)
    approved = list(rows.select_for_update())
    if not approved:
        return
    # After Wagtail has noted which row refers to which document.
    transaction.on_commit(partial(search.changed, "petition", petition.pk))
    if petition.public_page() is None:
        for row in approved:
            _take_away(row)
        return
    first = 0
    for row in approved:
        if row.document_id:
            continue
        row.document = make_document(petition.site, row.title, row.name, row.content, user)
        first += row.published_at is None
        row.published_at = row.published_at or now
        row.save(update_fields=["document", "published_at"])
    if first:
        record_event(petition, "attached", now, {"count": first})


def settle_below(page: Page, now: datetime) -> None:
    """The same for every petition on a page or below it, whose privacy changed or which moved."""
    keys = Page.objects.descendant_of(page, inclusive=True).values("translation_key")
    approved = Attachment.objects.exclude(approved_at=None).values("petition")
    for petition in Petition.objects.filter(key__in=keys, pk__in=approved).select_related("site"):
        settle(petition, now=now)


def _take_away(row: Attachment) -> None:
    document, row.document = row.document, None
    if document is not None:
        row.save(update_fields=["document"])
        document.delete()


def document_deleted(document_pk, now: datetime) -> None:
    """An editor deleted the document of an attachment: it is not to come back by itself."""
    Attachment.objects.filter(document=document_pk).update(
        document=None, approved_at=None, refused_at=now
    )
