from .entries import IndexEntry
from .pages import SearchPage, SearchPageMixin
from .site_settings import SearchSettings
from .texts import DocumentFile, DocumentText, State, TextPage

__all__ = [
    "DocumentFile",
    "DocumentText",
    "IndexEntry",
    "SearchPage",
    "SearchPageMixin",
    "SearchSettings",
    "State",
    "TextPage",
]
