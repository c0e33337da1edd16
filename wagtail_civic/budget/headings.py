"""What the words above a table mean: which column holds the names, which year, stage and unit.

The words are those of Georgian budget annexes and of treasury form E1; they differ from year to
year, so a column is never known by its position.
"""

import re
from dataclasses import dataclass

from wagtail_civic.core.text import fold

PROPOSED, APPROVED, REVISED, EXECUTED, COMMITTED = (
    "proposed",
    "approved",
    "revised",
    "executed",
    "committed",
)

TOTAL, OWN, TRANSFER, GRANT, CREDIT = "00", "own", "transfer", "grant", "credit"
FUNDS = (TOTAL, OWN, TRANSFER, GRANT, CREDIT)

_YEAR = re.compile(r"(?<![\d./])(20\d\d|19[89]\d)(?![\d./])")
_MONTHS = re.compile(r"(?<!\d)(\d{1,2})\s*(?:თვ|month)")
_NOT_WORD = re.compile(r"[\W_]+")

_NAME = ("დასახელება", "name", "title", "programme", "description")
_CODE = ("კოდი", "code")

_STAGE_WORDS = (
    (COMMITTED, ("ვალდებულება", "commitment")),
    (EXECUTED, ("ფაქტი", "ფაქტობრივი", "შესრულება", "გადახდა", "executed", "actual$", "fact$")),
    (REVISED, ("დაზუსტებული", "ცვლილებ", "revised", "adjusted")),
    (PROPOSED, ("პროექტი", "proposed", "draft")),
    (APPROVED, ("დამტკიცებული", "გეგმა", "ბიუჯეტი$", "approved", "plan$", "budget$")),
)
_NOT_AMOUNTS = ("რესურსი", "მოთხოვნა", "დავალიანება", "პროცენტ", "%", "ნაშთი", "სხვაობა", "rate$")
_FUND_WORDS = (
    (CREDIT, ("კრედიტ", "სესხ", "credit", "loan")),
    (GRANT, ("გრანტ", "grant")),
    (TRANSFER, ("ტრანსფერ", "სახელმწიფო ბიუჯეტის ფონდ", "სახელმწიფო ბიუჯეტიდან", "transfer")),
    (OWN, ("საკუთარი", "საბიუჯეტო სახსრ", "ადგილობრივი ბიუჯეტ", "own funds", "own revenue")),
    (TOTAL, ("სულ", "ჯამი", "total")),
)
_THOUSAND = ("ათას ლარ", "ათასი ლარ", "ათ. ლარ", "ათ.ლარ", "thousand")
_LARI = ("ლარებში", "ლარი", "gel", "lari")
_RECEIPTS = ("შემოსულობ", "შემოსავლები", "receipts", "revenue")
_LATIN_GEORGIAN = ("dasaxeleba", "saxelwodeba", "biujeti", "kodi")
_MOJIBAKE = ("áƒ", "ბ\x83", "â€")


@dataclass(frozen=True)
class Measure:
    """One column of amounts, as its heading describes it; None where the heading is silent."""

    column: int
    heading: str
    year: int | None
    stage: str | None
    fund: str


def squash(text: object) -> str:
    """The text without white space, punctuation and letter shapes: `დ ა ს…` is `დას…`."""
    return _NOT_WORD.sub("", fold(str(text or "")))


def words(text: object) -> str:
    return fold(str(text or ""))


def is_name_heading(text: object) -> bool:
    squashed = squash(text)
    return any(squashed == word or squashed.startswith("დასახელება") for word in _NAME)


def is_code_heading(text: object) -> bool:
    squashed = squash(text)
    return len(squashed) < 40 and any(squashed.endswith(word) for word in _CODE)


def year(text: object) -> int | None:
    """The budget year a text names; a day like 01/07/2015 is not one."""
    found = _YEAR.findall(words(text))
    return int(found[-1]) if found else None


def months(text: object) -> int | None:
    """How many months from January the figures cover: `პერიოდი: 6 თვე` is 6."""
    found = _MONTHS.search(words(text))
    count = int(found.group(1)) if found else 0
    return count if 1 <= count <= 12 else None


def stage(text: object) -> str | None:
    spoken = words(text)
    if any(_says(spoken, sign) for sign in _NOT_AMOUNTS):
        return None
    for name, signs in _STAGE_WORDS:
        if any(_says(spoken, sign) for sign in signs):
            return name
    return APPROVED if year(spoken) else None


def _says(spoken: str, sign: str) -> bool:
    """Whether the text has the word; a sign ending in `$` must end the word too."""
    if sign.endswith("$"):
        return sign[:-1] in re.findall(r"\w+", spoken)
    return sign in spoken


def fund(text: object) -> str:
    """Which money the column counts; a heading that does not say counts all of it."""
    spoken = words(text)
    for name, signs in _FUND_WORDS:
        if any(word in spoken for word in signs):
            return name
    return TOTAL


def unit(text: object) -> int | None:
    """1000 for thousands of lari, 1 for lari, None if the text does not say."""
    spoken = words(text)
    if any(word in spoken for word in _THOUSAND):
        return 1000
    if any(word in spoken for word in _LARI) and len(spoken) < 60:
        return 1
    return None


def is_receipts(text: object) -> bool:
    spoken = words(text)
    return any(word in spoken for word in _RECEIPTS)


def is_treasury_form(text: object) -> bool:
    return bool(re.search(r"ფორმა\s*#?\s*[eе]\s*1", words(text)))


def legacy_spelling(text: object) -> str:
    """`font` for Georgian typed as Latin letters, `encoding` for broken bytes, else empty."""
    spoken = words(text)
    if any(sign in str(text or "") for sign in _MOJIBAKE):
        return "encoding"
    return "font" if squash(spoken) in _LATIN_GEORGIAN else ""


def measure(column: int, texts: list[str]) -> Measure | None:
    """The meaning of one column from the texts above it, the uppermost first."""
    texts = list(dict.fromkeys(text for text in texts if text))
    heading = " · ".join(texts)
    if not heading or squash(heading) in {"n", "№", ""}:
        return None
    spoken_fund = next((found for text in reversed(texts) if (found := fund(text)) != TOTAL), TOTAL)
    return Measure(column, heading, year(heading), stage(heading), spoken_fund)
