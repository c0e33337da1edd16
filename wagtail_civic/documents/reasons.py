"""Why a file gave no text, or not all of it, or is withheld: what to tell an editor, and what to
do."""

from django.utils.translation import gettext_lazy as _

from wagtail_civic.core.conf import settings

from .extract import result
from .models.texts import PERSONAL, UNREAD, DocumentFile

MESSAGES = {
    result.LOCKED: _("Protected by a password. Upload it without one."),
    result.BROKEN: _("The file is damaged. Save it again and upload it anew."),
    result.TOO_BIG: _("Too big to be read, or built to be. Divide it."),
    result.TOO_LONG: _("Too long: only its beginning was read, or nothing. Divide it."),
    result.UNSUPPORTED: _("Not a kind of file that has text we can read."),
    result.OLD_WORD: _("Old Word format. Save it as DOCX or PDF and upload that."),
    result.NO_TEXT: _("No text that can be read: probably a scan, or a font without its letters."),
    result.MISSING: _("The file is not in the storage. Upload it anew."),
    result.STORAGE: _("The storage did not give the file. Have it read again later."),
    result.UNREAD_SCANS: _(
        "Some pages are pictures of text that were not read: Tesseract reads them where it is "
        "installed."
    ),
    result.NO_LIBRARY: _("The server lacks the library for this format."),
}


WITHHELD = {
    PERSONAL: _("The public does not get the file: personal data. A registrar decides."),
    UNREAD: _("The public does not get the file before it has been read."),
}


def message(reason: str) -> str:
    return str(MESSAGES.get(reason, reason))


def told(file: DocumentFile) -> str:
    """All that is to be told of a document, read ``with_state`` and ``with_kept``."""
    kept = WITHHELD.get(file.kept, "") if settings.DOCUMENTS_HOLD_FILES else ""
    return f"{message(file.shown_reason)} {kept}".strip()
