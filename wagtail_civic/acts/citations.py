"""Other acts named in a text become links, where the words can mean one act only.

``საკრებულოს 2018 წლის 26 დეკემბრის №45 დადგენილება`` names a date, a number and a type. A bare
number is no citation (``დანართი №1``): the words around it must say the type, and the act must
be the only published one that fits everything said.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

from django.utils.html import format_html

from wagtail_civic.core.text import fold

from .numbers import code_key, normalise

#: More citations than this are left as words: a question per act must stay one question.
MOST = 300

#: How the names of months begin, in every case.
MONTHS = {
    "ka": [
        *("იანვ", "თებერვ", "მარტ", "აპრილ", "მაის", "ივნის"),
        *("ივლის", "აგვისტ", "სექტემბ", "ოქტომბ", "ნოემბ", "დეკემბ"),
    ],
    "en": ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
}
#: Every part is bounded: a text of any length is searched in time that grows with its length.
_KA_DATE = (
    r"(?:(?P<year>\d{4})\s{1,3}წლის\s{1,3}"
    r"(?:(?P<day>\d{1,2})\s{1,3}(?P<month>[ა-ჰ]{3,15}ს)\s{1,3})?)?"
)
_NUMBER = r"(?P<number>\d[\w./\-–]{0,40}\w|\d)"
_KA = re.compile(rf"{_KA_DATE}(?:№|N)\s?{_NUMBER}\s{{1,3}}(?P<type>[ა-ჰ]{{5,30}})")
_EN_DATE = (
    r"(?:\s{1,3}of\s{1,3}(?:(?P<day>\d{1,2})\s{1,3}(?P<month>[A-Z][a-z]{2,9})\s{1,3})?"
    r"(?P<year>\d{4}))?"
)
_EN = re.compile(rf"\b(?P<type>[A-Za-z]{{5,30}})\s{{1,3}}(?:№|No\.?)\s?{_NUMBER}{_EN_DATE}")
_CODE = re.compile(
    r"(?<![\w.])(?:\d{9}\.\d{2}\.\d{3}\.\d{6}|(?:\d{3}\.){3}\d{2}(?:\.\d{3}){3})(?!\.?\w)"
)
_TAG = re.compile(r"(<[^<>]*>)")
_LINK = re.compile(r"<(/?)a[\s>]", re.IGNORECASE)


class Citation(NamedTuple):
    """What a text says of an act: a registration code, or a number with a type word."""

    number: str = ""
    type_word: str = ""
    year: int | None = None
    day: date | None = None
    code: str = ""


def find(text: str) -> list[tuple[int, int, Citation]]:
    """(start, end, citation) in the order of the text, not overlapping."""
    if "№" not in text and "N" not in text and text.count(".") < 3:
        return []
    found = [(*m.span(), Citation(code=code_key(m[0]))) for m in _CODE.finditer(text)]
    for pattern, language in ((_KA, "ka"), (_EN, "en")):
        found += [(*m.span(), _read(m, language)) for m in pattern.finditer(text)]
    kept: list[tuple[int, int, Citation]] = []
    for start, end, citation in sorted(found, key=lambda each: each[:2]):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end, citation))
    return kept


def _read(match: re.Match, language: str) -> Citation:
    year = int(match["year"]) if match["year"] else None
    return Citation(
        number=normalise(match["number"]),
        type_word=fold(match["type"]),
        year=year,
        day=_day(year, match["month"], match["day"], language),
    )


def _day(year: int | None, month: str | None, day: str | None, language: str) -> date | None:
    if not (year and month and day):
        return None
    for place, stem in enumerate(MONTHS[language], start=1):
        if month.casefold().startswith(stem):
            try:
                return date(year, place, int(day))
            except ValueError:
                return None
    return None


def means(citation: Citation, act, type_names: Iterable[str]) -> bool:
    """Whether an act fits everything that the words say of it."""
    if citation.code:
        return act.code_key == citation.code
    return (
        act.number_key == citation.number
        and (citation.year is None or act.year == citation.year)
        and (citation.day is None or act.adopted == citation.day)
        and any(_is_type(citation.type_word, name) for name in type_names)
    )


def _is_type(word: str, name: str) -> bool:
    """Whether a word is a form of the type's last word: დადგენილებით, დადგენილების."""
    last = fold(name).split()[-1] if name.split() else ""
    stem = last[:-1] if last.endswith(("ა", "ი", "ე")) and len(last) > 5 else last
    return bool(stem) and word.startswith(stem) and len(word) - len(stem) < 8


def resolved(citations: Iterable[Citation], acts: Iterable, names_of: Callable) -> dict:
    """The act of each citation that exactly one act fits."""
    acts = list(acts)
    found = {}
    for citation in set(citations):
        fitting = [act for act in acts if means(citation, act, names_of(act))]
        if len(fitting) == 1:
            found[citation] = fitting[0]
    return found


def linked(html: str, addresses: dict[Citation, str]) -> str:
    """The HTML with links around the citations that have an address, links in it untouched."""
    if not addresses:
        return html
    done, is_in_link = [], False
    for part in _TAG.split(html):
        if tag := _LINK.match(part):
            is_in_link = not tag[1]
        is_text = not (is_in_link or part.startswith("<"))
        done.append(_link(part, addresses) if is_text else part)
    return "".join(done)


def _link(text: str, addresses: dict[Citation, str]) -> str:
    done, place = [], 0
    for start, end, citation in find(text):
        if url := addresses.get(citation):
            # The text is markup already: its entities stay as they are.
            done += [text[place:start], format_html('<a href="{}">', url), text[start:end], "</a>"]
            place = end
    return "".join([*done, text[place:]])
