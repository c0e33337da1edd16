"""Settings of documents and search in the one dict ``WAGTAIL_CIVIC``."""

from wagtail_civic.core.conf import declare

from .personal import PERSONAL_NUMBER, fault_in_kinds, fault_in_patterns

declare(
    "DOCUMENTS_PERSONAL_DATA",
    (list, tuple),
    (PERSONAL_NUMBER,),
    'Which personal data keep a document from the public search: "number" (eleven digits), '
    '"account" (IBAN), "phones" (lists of telephones).',
    "documents",
    fault_in_kinds,
)
declare(
    "DOCUMENTS_PERSONAL_PATTERNS",
    (list, tuple),
    (),
    "Regular expressions of your own for the same.",
    "documents",
    fault_in_patterns,
)
declare(
    "DOCUMENTS_HOLD_FILES",
    bool,
    False,
    "Refuse the public the files, too, whose text is kept from it or not read yet.",
    "documents",
)
declare(
    "SEARCH_BACKEND",
    (str, type(None)),
    None,
    "Name in WAGTAILSEARCH_BACKENDS of an Elasticsearch or OpenSearch that searches the site "
    "instead of the database.",
    "documents",
)
