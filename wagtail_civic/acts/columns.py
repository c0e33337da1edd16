"""The columns of a list of acts: what each is called, and what its cells may hold."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail_civic.core import tables
from wagtail_civic.core.tables import TableError

COLUMNS = {
    "type": (gettext_lazy("type"), ("type", "ტიპი", "აქტის ტიპი", "სახე")),
    "body": (gettext_lazy("body"), ("body", "ორგანო", "მიმღები ორგანო", "გამომცემი")),
    "number": (gettext_lazy("number"), ("number", "№", "ნომერი", "აქტის ნომერი")),
    "adopted": (
        gettext_lazy("date of adoption"),
        ("adopted", "date of adoption", "date", "თარიღი", "მიღების თარიღი"),
    ),
    "title": (gettext_lazy("title"), ("title", "სათაური", "დასახელება")),
    "published_on": (
        gettext_lazy("date of publication"),
        ("published_on", "published", "date of publication", "გამოქვეყნების თარიღი"),
    ),
    "published_in": (gettext_lazy("published in"), ("published_in", "published in", "წყარო")),
    "official_url": (
        gettext_lazy("official publication"),
        ("official_url", "official publication", "url", "matsne", "მაცნე", "ბმული"),
    ),
    "registration_code": (
        gettext_lazy("registration code"),
        ("registration_code", "registration code", "code", "სარეგისტრაციო კოდი", "კოდი"),
    ),
    "effective_on": (
        gettext_lazy("effective from"),
        ("effective", "effective_on", "effective from", "ამოქმედების თარიღი", "ამოქმედება"),
    ),
    "expires_on": (
        gettext_lazy("last day in force"),
        ("expires", "expires_on", "last day in force", "მოქმედების ბოლო დღე"),
    ),
    "repealed_on": (
        gettext_lazy("repealed from"),
        ("repealed", "repealed_on", "repealed from", "ძალადაკარგულია"),
    ),
    "topics": (gettext_lazy("topics"), ("topics", "topic", "თემები", "თემა")),
    "text": (gettext_lazy("text"), ("text", "ტექსტი")),
    "files": (gettext_lazy("files"), ("files", "file", "ფაილები", "ფაილი")),
}
REQUIRED = ("type", "body", "number", "adopted", "title")
DATES = ("adopted", "published_on", "effective_on", "expires_on", "repealed_on")
LENGTHS = {"title": 1000, "number": 50, "published_in": 255, "official_url": 500,
           "registration_code": 60}  # fmt: skip


def places(headings: list[str]) -> dict[str, int]:
    """Where each column stands; TableError names those that are missing."""
    called = {name: (label, *names) for name, (label, names) in COLUMNS.items()}
    found = tables.places(headings, called)
    if missing := [str(COLUMNS[name][0]) for name in REQUIRED if name not in found]:
        words = _("These columns are missing: %(names)s.")
        raise TableError(words % {"names": ", ".join(missing)})
    return found


def list_to_fill_in() -> list[list[str]]:
    """The headings of a list in the language of now."""
    return [[str(label) for label, _names in COLUMNS.values()]]
