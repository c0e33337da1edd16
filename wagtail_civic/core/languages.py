"""Which languages the content has, and what a reader of one is shown where it is not translated."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from wagtail.coreutils import get_content_languages


def content_languages() -> list[tuple[str, str]]:
    return list(get_content_languages().items())


def language_order(language: str | None = None) -> list[str]:
    """The wanted language (or the active one), the site's default language, the others."""
    wanted = language or get_language() or settings.LANGUAGE_CODE
    order = [wanted, wanted.split("-")[0], settings.LANGUAGE_CODE]
    order += [code for code, _name in content_languages()]
    return list(dict.fromkeys(order))


def in_language(rows, language: str | None = None):
    """The row of ``rows`` in the wanted language, else in the next best; None if there is none."""
    by_language = {row.language: row for row in rows}
    return by_language.get(best_language(by_language, language))


def best_language(known: Iterable[str], language: str | None = None) -> str:
    """The wanted language if it is known, else the next best, else any; "" if none is."""
    wanted = language or get_language()
    if wanted in known:
        return wanted
    for code in language_order(wanted):
        if code in known:
            return code
    return next(iter(known), "")


def in_every_language(word: str | Promise) -> list[str]:
    """What a word of ours is called in each language of the site; another stays as it is."""
    if not isinstance(word, Promise):
        return [word]
    found = []
    for language, _own in settings.LANGUAGES:
        with override(language):
            found.append(str(word))
    return found
