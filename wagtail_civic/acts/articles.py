"""The articles of an act's text, for headings, contents, search and comparison."""

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from typing import NamedTuple

from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from .addresses import article_anchor

_BREAK = re.compile(r"</(?:p|li|h[1-6]|tr)>|<br\s*/?>", re.IGNORECASE)


class Article(NamedTuple):
    anchor: str
    title: str
    text: str


def article_title(value, language: str | None) -> str:
    """``მუხლი 7. სათაური``, in the language of the act."""
    title = _numbered(language or translation.get_language()) % {"number": value["number"]}
    return f"{title}. {value['heading']}" if value["heading"] else title


@cache
def _numbered(language: str | None) -> str:
    """The words once for each language: an act has hundreds of articles."""
    with translation.override(language):
        return _("Article %(number)s")


def plain(html: str) -> str:
    """Rich text as plain text: a space where an element ends, entities decoded."""
    return " ".join(unescape(strip_tags(html.replace("<", " <"))).split())


def paragraphs(html: str) -> list[str]:
    """Rich text as its paragraphs in plain text."""
    return [words for part in _BREAK.split(html) if (words := plain(part))]


def anchored(text) -> Iterator[tuple[str, object]]:
    """(anchor, article) of a text. An annex begins its numbers again: the second article 1 is
    ``art_1_2``, so that every anchor leads to one place."""
    seen: dict[str, int] = {}
    for block in text:
        if block.block_type == "article":
            anchor = article_anchor(block.value["number"])
            seen[anchor] = seen.get(anchor, 0) + 1
            yield (anchor if seen[anchor] == 1 else f"{anchor}_{seen[anchor]}"), block.value


def articles(text, language: str | None) -> Iterator[Article]:
    for anchor, value in anchored(text):
        yield Article(anchor, article_title(value, language), plain(value["text"].source))


def text_outside(text) -> str:
    """What stands before and between the articles, as plain text."""
    found = []
    for block in text:
        if block.block_type == "paragraph":
            found.append(plain(block.value.source))
        elif block.block_type == "chapter":
            found.append(block.value)
    return "\n".join(found)


def lines(text, language: str | None) -> list[str]:
    """A text from beginning to end, a paragraph a line."""
    found: list[str] = []
    for block in text:
        if block.block_type == "article":
            found.append(article_title(block.value, language))
            found += paragraphs(block.value["text"].source)
        elif block.block_type == "paragraph":
            found += paragraphs(block.value.source)
        else:
            found.append(str(block.value))
    return found
