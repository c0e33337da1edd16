"""What an extraction gives. Nothing here or in the readers needs Django: they run in a child."""

from dataclasses import dataclass

#: ``scan`` is a page that is still to be read as a picture; ``ocr`` one that was; ``hidden`` a
#: sheet that nobody sees who opens the file: looked through for personal data, but not found.
TEXT, LEGACY, OCR, SCAN, HIDDEN = "text", "legacy", "ocr", "scan", "hidden"

LOCKED = "locked"
BROKEN = "broken"
TOO_BIG = "too_big"
TOO_LONG = "too_long"
UNSUPPORTED = "unsupported"
OLD_WORD = "old_word"
NO_TEXT = "no_text"
MISSING = "missing"
NO_LIBRARY = "no_library"
STORAGE = "storage"
UNREAD_SCANS = "unread_scans"


@dataclass(frozen=True)
class Page:
    """The text of one page, sheet or slide. ``quality`` is the share of letters that can be read;
    a page that cannot be has no text but keeps its number."""

    number: int
    text: str
    method: str = TEXT
    quality: float = 1.0


@dataclass(frozen=True)
class Extraction:
    """All pages of a file in order, the format that was read, and why there are none or not all."""

    pages: tuple[Page, ...] = ()
    method: str = ""
    reason: str = ""
    page_count: int = 0

    @property
    def has_text(self) -> bool:
        return any(page.text for page in self.pages)

    @property
    def scans(self) -> tuple[int, ...]:
        """The pages that only show text, and were not read as pictures yet."""
        return tuple(page.number for page in self.pages if page.method == SCAN)


class Unreadable(Exception):
    """A file that gives no text, and the reason."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason
