from .drafts import DraftReference
from .entries import IndexEntry
from .pages import SearchPage, SearchPageMixin
from .saved import Finding, SavedSearch, SeenObject
from .site_settings import SearchSettings
from .texts import DocumentFile, DocumentText, State, TextPage
from .vocabulary import FruitlessSearch, VocabularyWord

__all__ = [
    "DocumentFile",
    "DocumentText",
    "DraftReference",
    "Finding",
    "FruitlessSearch",
    "IndexEntry",
    "SavedSearch",
    "SearchPage",
    "SearchPageMixin",
    "SearchSettings",
    "SeenObject",
    "State",
    "TextPage",
    "VocabularyWord",
]
