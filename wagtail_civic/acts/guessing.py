"""What the text of a file says the act is: number, date, type, title, articles.

A guess fills a form that somebody confirms. It looks at the head of the text alone, where an act
says what it is, and never believes a number that a machine has read: OCR turns № into letters.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.html import escape

from wagtail_civic.core.text import fold

from .citations import MONTHS
from .numbers import bare

HEAD_LINES = 25
LONGEST_TITLE = 1000
#: What a form takes of a text; more is in the file anyway.
MOST_BLOCKS = 2_000

_NUMBER = re.compile(r"(?:№|\bN[ºo°]?\.?)\s?(\d[\w\-/.–]{0,48})")
_IN_NAME = re.compile(r"(?:№|N|N_|_|\s|^|-)(\d{1,4}(?:-\d{1,4})?)(?=\.|_|\s|$)")
_WORDS_DATE = re.compile(
    r"(\d{4})\s?წლის\s?(\d{1,2})\s?([ა-ჰ]{3,15})|(\d{1,2})\s([ა-ჰ]{3,15}),?\s(\d{4})"
)
_DIGITS_DATE = re.compile(r"(?<!\d)(\d{1,2})[./](\d{1,2})[./](\d{4})(?!\d)")
_ARTICLE = re.compile(r"(?:მუხლი|Article)\s+(\d+[¹²³⁰-⁹]*)\s*\.?\s*(.*)", re.IGNORECASE)
_CHAPTER = re.compile(r"(?:თავი|Chapter)\s+[IVXLC\d]+[¹²³⁰-⁹]*\b.*", re.IGNORECASE)
_TITLE_END = re.compile(r"(?:შესახებ|თაობაზე)[“”\".]*$")


@dataclass
class Guess:
    number: str = ""
    adopted: date | None = None
    type_code: str = ""
    title: str = ""
    text: list[dict] = field(default_factory=list)


def guess(
    text: str, name: str, types: Iterable[tuple[str, list[str]]], *, is_machine_read: bool = False
) -> Guess:
    """``types`` are (code, names in every language); ``name`` is that of the file."""
    lines = lines_of(text)
    head = lines[:HEAD_LINES]
    for place, line in enumerate(head):
        if _ARTICLE.fullmatch(line):
            head = head[:place]
            break
    return Guess(
        number="" if is_machine_read else _number(head, name),
        adopted=_date(head),
        type_code=_type(head, types),
        title=_title(head),
        text=structure(lines),
    )


def lines_of(text: str) -> list[str]:
    """The lines that hold words, with single spaces."""
    return [line for each in text.splitlines() if (line := " ".join(each.split()))]


def _number(head: list[str], name: str) -> str:
    for line in head:
        if found := _NUMBER.search(line):
            return bare(found[1])[:50]
    found = _IN_NAME.search(name)
    return found[1] if found else ""


def _date(head: list[str]) -> date | None:
    for line in head:
        if found := _WORDS_DATE.search(line):
            year, day, month = (found[1], found[2], found[3]) if found[1] else (
                found[6], found[4], found[5]
            )  # fmt: skip
            for place, stem in enumerate(MONTHS["ka"], start=1):
                if month.startswith(stem) and (day := _day(year, place, day)):
                    return day
        found = _DIGITS_DATE.search(line)
        if found and (day := _day(found[3], found[2], found[1])):
            return day
    return None


def _day(year, month, day) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _type(head: list[str], types: Iterable[tuple[str, list[str]]]) -> str:
    """The type whose whole name stands in the head; else whose last word does, if only one's."""
    words = fold(" ".join(head)).split()
    joined = " ".join(words)
    known = [(code, [fold(name) for name in names]) for code, names in types]
    whole = [code for code, names in known if any(name in joined for name in names)]
    if len(whole) == 1:
        return whole[0]
    last = {code for code, names in known if any(n.split()[-1] in words for n in names if n)}
    return last.pop() if len(last) == 1 else ""


def _title(head: list[str]) -> str:
    """The lines that end with “შესახებ”, as acts call themselves."""
    for place, line in enumerate(head):
        if _TITLE_END.search(line):
            first = place
            while first and not _is_of_the_head(head[first - 1]) and place - first < 4:
                first -= 1
            return " ".join(head[first : place + 1])[:LONGEST_TITLE]
    return ""


def _is_of_the_head(line: str) -> bool:
    """Whether a line says who, what, when or where, and is no part of the title."""
    return bool(
        _NUMBER.search(line) or _WORDS_DATE.search(line) or _DIGITS_DATE.search(line)
        or re.match(r"(ქ\.|სოფ\.|დაბა\s)", line) or line.endswith(("საკრებულო", "საკრებულოს"))
        or len(line.split()) < 3
    )  # fmt: skip


def structure(lines: Iterable[str]) -> list[dict]:
    """The text as chapters, articles and what stands outside, as the form of an act stores it."""
    blocks: list[dict] = []
    for line in lines:
        if found := _ARTICLE.fullmatch(line):
            value = {"number": found[1], "heading": found[2].strip(" .")[:500], "text": ""}
            blocks.append({"type": "article", "value": value})
        elif _CHAPTER.fullmatch(line) and len(line) < 200:
            blocks.append({"type": "chapter", "value": line[:255]})
        elif blocks and blocks[-1]["type"] == "article":
            blocks[-1]["value"]["text"] += f"<p>{escape(line)}</p>"
        elif blocks and blocks[-1]["type"] == "paragraph":
            blocks[-1]["value"] += f"<p>{escape(line)}</p>"
        else:
            blocks.append({"type": "paragraph", "value": f"<p>{escape(line)}</p>"})
        if len(blocks) > MOST_BLOCKS:
            break
    return blocks
