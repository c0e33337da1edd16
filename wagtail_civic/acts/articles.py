"""The articles of an act's text, for headings, contents and search."""

from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from .addresses import article_anchor


class Article(NamedTuple):
    anchor: str
    title: str
    text: str


def article_title(value, language: str | None) -> str:
    """``მუხლი 7. სათაური``, in the language of the act."""
    with translation.override(language or translation.get_language()):
        title = _("Article %(number)s") % {"number": value["number"]}
    return f"{title}. {value['heading']}" if value["heading"] else title


def plain(html: str) -> str:
    """Rich text as plain text: a space where an element ends, entities decoded."""
    return " ".join(unescape(strip_tags(html.replace("<", " <"))).split())


def articles(act) -> Iterator[Article]:
    for block in act.text:
        if block.block_type == "article":
            value = block.value
            yield Article(
                article_anchor(value["number"]),
                article_title(value, act.language),
                plain(value["text"].source),
            )


def text_outside(act) -> str:
    """What stands before and between the articles, as plain text."""
    found = []
    for block in act.text:
        if block.block_type == "paragraph":
            found.append(plain(block.value.source))
        elif block.block_type == "chapter":
            found.append(block.value)
    return "\n".join(found)
