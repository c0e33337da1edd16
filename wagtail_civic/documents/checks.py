"""System checks: what the search needs and the host may lack (1xx)."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import connections

from wagtail_civic.core.conf import settings as civic
from wagtail_civic.core.extras import Need, lacking

NEEDS = (
    Need(("pypdfium2", "pypdf"), "PDF files are found by their titles only", "W101"),
    Need(("openpyxl",), "Excel files are found by their titles only", "W104"),
    Need(("snowballstemmer",), "English words are found in fewer forms", "W105"),
)

#: What browsers carry out, by the end of its name.
RUNNABLE = {
    *("htm", "html", "xhtml", "shtml", "mht", "mhtml"),
    *("svg", "svgz", "xml", "xsl", "js", "mjs"),
}


@register("wagtail_civic")
def libraries(app_configs=None, **kwargs):
    return lacking("documents", "documents", NEEDS)


@register("wagtail_civic", deploy=True)
def extensions(app_configs=None, **kwargs):
    """Files that a browser would run as a page of the site."""
    allowed = getattr(settings, "WAGTAILDOCS_EXTENSIONS", None)
    dangerous = sorted(RUNNABLE & {str(each).lower().lstrip(".") for each in allowed or []})
    if allowed and not dangerous:
        return []
    what = f"lets {', '.join(dangerous)} be uploaded" if dangerous else "is not set"
    return [
        Warning(
            f"WAGTAILDOCS_EXTENSIONS {what}: an editor may upload a page with script of its own.",
            hint="Set WAGTAILDOCS_EXTENSIONS = ['csv', 'docx', 'jpg', 'odt', 'ods', 'pdf', 'png', "
            "'pptx', 'rtf', 'txt', 'xlsx', 'zip'], without HTML, SVG and XML.",
            id="wagtail_civic.W106",
        )
    ]


@register("wagtail_civic", deploy=True)
def withheld_files(app_configs=None, **kwargs):
    """Files that should be refused, on a server that hands them out past Django."""
    if civic.DOCUMENTS_HOLD_FILES and getattr(settings, "WAGTAILDOCS_SERVE_METHOD", "") == "direct":
        return [
            Warning(
                "DOCUMENTS_HOLD_FILES has no effect: links lead to the files themselves.",
                hint="Set WAGTAILDOCS_SERVE_METHOD = 'serve_view', or 'redirect' with a storage "
                "that signs its addresses.",
                id="wagtail_civic.W107",
            )
        ]
    return []


@register("wagtail_civic")
def search_backend(app_configs=None, **kwargs):
    """A name that Wagtail does not know would fail every search and every publication."""
    name = civic.SEARCH_BACKEND
    known = {"default", *getattr(settings, "WAGTAILSEARCH_BACKENDS", {})}
    if not isinstance(name, str) or name in known:
        return []
    return [
        Error(
            f"WAGTAIL_CIVIC['SEARCH_BACKEND'] is no name in WAGTAILSEARCH_BACKENDS: {name!r}.",
            hint=f"Use one of {sorted(known)}, add it there, or leave the setting out: then the "
            "database is searched.",
            id="wagtail_civic.E109",
        )
    ]


@register("wagtail_civic")
def machine(app_configs=None, **kwargs):
    """Scans are found by their titles only where no machine can read them."""
    from .extract import ocr

    if ocr.model():
        return []
    return [
        Warning(
            "Tesseract with a Georgian model is not installed: scans are found by titles only.",
            hint="On Debian: apt install tesseract-ocr tesseract-ocr-script-geor",
            id="wagtail_civic.W108",
        )
    ]


@register(Tags.database)
def engine(app_configs=None, databases=None, **kwargs):
    """A database that the search can use only slowly."""
    from .engines import engine as engine_of
    from .engines.plain import PlainEngine

    return [
        Warning(
            f"The database {alias!r} has no full-text engine that the search knows.",
            hint="Use PostgreSQL, MariaDB, MySQL, or an SQLite built with FTS5. "
            "Until then every search looks at every row.",
            id="wagtail_civic.W102",
        )
        for alias in databases or []
        if isinstance(engine_of(alias), PlainEngine)
    ] + [
        Warning(
            f"The PostgreSQL database {alias!r} does not know Georgian letters (LC_CTYPE={ctype}).",
            hint="Create it with LC_CTYPE 'C.UTF-8' or another UTF-8 locale.",
            id="wagtail_civic.W103",
        )
        for alias, ctype in _ctypes(databases or [])
        if "utf" not in ctype.lower()
    ]


_CTYPE = "SELECT datctype FROM pg_database WHERE datname = current_database()"


def _ctypes(databases):
    for alias in databases:
        connection = connections[alias]
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(_CTYPE)
                yield alias, cursor.fetchone()[0]
