"""The economic rows under a programme, by the names that budget annexes give them."""

from dataclasses import dataclass

from . import codes
from .headings import squash

EXPENSE, PAY, NON_FINANCIAL, FINANCIAL, DEBT = "2", "2.1", "31", "32", "33"
REVENUE = "1"
ADDENDS = (EXPENSE, NON_FINANCIAL, FINANCIAL, DEBT)
"""What a programme's total is made of (Budget Classification of Georgia: 2 + 31 + 32 + 33)."""


@dataclass(frozen=True)
class Item:
    """`additive` is False for an "of which" row and for head-count: neither belongs in a sum."""

    code: str
    ka: str
    en: str
    additive: bool = True
    spellings: tuple[str, ...] = ()


PAYMENTS = (
    Item(codes.TOTAL, "სულ", "Total", spellings=("ჯამური", "სულ ჯამი", "ჯამი", "total")),
    Item(EXPENSE, "ხარჯები", "Expense"),
    Item(PAY, "შრომის ანაზღაურება", "Compensation of employees", False),
    Item("2.2", "საქონელი და მომსახურება", "Goods and services", False),
    Item("2.4", "პროცენტი", "Interest", False),
    Item("2.5", "სუბსიდიები", "Subsidies", False),
    Item("2.6", "გრანტები", "Grants", False),
    Item("2.7", "სოციალური უზრუნველყოფა", "Social benefits", False),
    Item("2.8", "სხვა ხარჯები", "Other expense", False),
    Item(NON_FINANCIAL, "არაფინანსური აქტივების ზრდა", "Increase in non-financial assets"),
    Item(FINANCIAL, "ფინანსური აქტივების ზრდა", "Increase in financial assets"),
    Item(DEBT, "ვალდებულებების კლება", "Decrease in liabilities"),
    Item(
        codes.HEADCOUNT,
        "მომუშავეთა რიცხოვნობა",
        "Number of employees",
        False,
        ("მომუშავეთა რიცხოვნება", "შტატით მომუშავეთა რიცხოვნობა", "რიცხოვნობა"),
    ),
)
RECEIPTS = (
    Item(codes.TOTAL, "შემოსულობები", "Receipts", spellings=("სულ", "სულ შემოსულობები", "total")),
    Item("1", "შემოსავლები", "Revenue"),
    Item("1.1", "გადასახადები", "Taxes"),
    Item("1.1.1", "საშემოსავლო გადასახადი", "Income tax"),
    Item("1.1.3", "ქონების გადასახადი", "Property tax"),
    Item(
        "1.1.4",
        "დამატებული ღირებულების გადასახადი",
        "Value added tax",
        spellings=("დღგ", "დამატებული ღირებულების გადასახადი (დღგ)"),
    ),
    Item("1.3", "გრანტები", "Grants"),
    Item("1.4", "სხვა შემოსავლები", "Other revenue"),
    Item("31", "არაფინანსური აქტივების კლება", "Decrease in non-financial assets"),
    Item(
        "32",
        "ფინანსური აქტივების კლება",
        "Decrease in financial assets",
        spellings=("ფინანსური აქტივების კლება (ნაშთის გამოკლებით)",),
    ),
    Item("33", "ვალდებულებების ზრდა", "Increase in liabilities"),
)


def _by_spelling(items: tuple[Item, ...]) -> dict[str, Item]:
    return {
        squash(spelling): item for item in items for spelling in (item.ka, item.en, *item.spellings)
    }


_PAYMENTS, _RECEIPTS = _by_spelling(PAYMENTS), _by_spelling(RECEIPTS)
_PREFIXES = tuple(map(squash, ("მათ შორის", "მ.შ.", "მ/შ", "of which")))


def _find(table: dict[str, Item], name: object) -> Item | None:
    spelling = squash(name)
    for prefix in _PREFIXES:
        if spelling not in table and spelling.startswith(prefix):
            spelling = spelling.removeprefix(prefix)
    return table.get(spelling)


def payment(name: object) -> Item | None:
    """The economic row that a name stands for; None for a name that is none of them."""
    return _find(_PAYMENTS, name)


def receipt(name: object) -> Item | None:
    return _find(_RECEIPTS, name)
