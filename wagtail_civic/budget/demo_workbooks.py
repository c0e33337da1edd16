"""The demonstration's workbooks: real .xlsx files of the usual shape, read by the real importer."""

import io
from decimal import ROUND_HALF_UP, Decimal

from . import economics
from .demo_programmes import PROGRAMMES, RECEIPTS, Programme

_TENTH = Decimal("0.1")
Items = dict[str, Decimal]
NAMES = {item.code: item.ka for item in economics.PAYMENTS}
ORDER = ("N", "2", "2.1", "31", "33")


def _tenth(value: Decimal) -> Decimal:
    return value.quantize(_TENTH, rounding=ROUND_HALF_UP)


def _leaf(programme: Programme, scale: Decimal) -> Items:
    """A leaf's kinds of payment, exact in tenths, so that every sum adds up."""
    digits = sum(int(char) for char in programme.code if char.isdigit())
    wobble = Decimal(100 + (digits * 37) % 11 - 5) / 100 if scale != 1 else Decimal(1)
    cost = _tenth(programme.cost * scale * wobble)
    expense, debt = _tenth(cost * programme.expense / 100), _tenth(cost * programme.debt / 100)
    items = {"2": expense, "31": cost - expense - debt, "33": debt}
    items["2.1"] = _tenth(cost * programme.pay / 100)
    items["N"] = Decimal(programme.people)
    return {code: value for code, value in items.items() if value}


def figures(scale: Decimal) -> list[tuple[str, str, Items]]:
    """Code, name and kinds of payment of the whole budget and of every programme, in order."""
    sums: dict[str, Items] = {"00 00": {}, **{p.code: {} for p in PROGRAMMES}}
    for programme in PROGRAMMES:
        if not programme.cost:
            continue
        parts = programme.code.split()
        above = [" ".join(parts[:n]) for n in range(1, len(parts))]
        above = [code if " " in code else f"{code} 00" for code in above]
        items = _leaf(programme, scale)
        for code in {"00 00", *above, programme.code}:
            for item, value in items.items():
                sums[code][item] = sums[code].get(item, Decimal(0)) + value
    names = {"00 00": "სულ ჯამი", **{p.code: p.ka for p in PROGRAMMES}}
    return [(code, names[code], items) for code, items in sums.items()]


def total(items: Items) -> Decimal:
    return sum((items.get(code, Decimal(0)) for code in economics.ADDENDS), Decimal(0))


def annex(year: int, scale: Decimal, heading: str) -> io.BytesIO:
    """The annex of an act: the plan of the year in thousands of lari; receipts on sheet 2."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "გადასახდელები"
    sheet.append([None, f"ჩაიეთის მუნიციპალიტეტის {year} წლის ბიუჯეტის ასიგნებები"])
    sheet.append([None, None, None, None, "ათას ლარებში"])
    sheet.append(["კოდი", "დასახელება", heading])
    for code, name, items in figures(scale):
        sheet.append([code, name, total(items)])
        for item in ORDER:
            if item in items:
                sheet.append([None, NAMES[item], items[item]])
    _receipts(book, year, scale, heading)
    return _saved(book)


def _receipts(book, year: int, scale: Decimal, heading: str) -> None:
    sheet = book.create_sheet("შემოსულობები")
    sheet.append([None, f"ჩაიეთის მუნიციპალიტეტის {year} წლის ბიუჯეტის შემოსულობები"])
    sheet.append(["კოდი", "დასახელება", heading])
    rows = {code: _tenth(value * scale) for code, _name, value in RECEIPTS}
    rows["11"] = rows["113"] + rows["114"]
    rows["1"] = rows["11"] + rows["13"] + rows["14"]
    sheet.append(["00", "შემოსულობები", rows["1"] + rows["31"]])
    for code, name, _value in RECEIPTS:
        sheet.append([code, name, rows[code]])


def treasury(year: int, months: int, scale: Decimal, rate: Decimal) -> io.BytesIO:
    """Treasury form E1: plan and cash execution in lari, cumulative from January."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.append([f"{year} წლის ხაზინა", None, "ჩაიეთის მუნიციპალიტეტის ბიუჯეტი"])
    sheet.append(["ბიუჯეტის გადასახდელების შესრულება", *[None] * 6, "ფორმა  # E1"])
    sheet.append([None, None, f"პერიოდი (გეგმა): {months} თვე"])
    sheet.append(["ორგანიზაც. კოდი", "დ ა ს ა ხ ე ლ ე ბ ა", "გეგმა", "გადახდა"])
    for code, name, items in figures(scale):
        paid = _paid(items, rate)
        head = "00" if code == "00 00" else code
        sheet.append([head, "ჯამური" if head == "00" else name])
        sheet.append(["00", "  ჯამური", total(items) * 1000, total(paid) * 1000])
        for item in ("2", "2.1", "31", "33"):
            if item in items:
                sheet.append([item, f"  {NAMES[item]}", items[item] * 1000, paid[item] * 1000])
    return _saved(book)


def _paid(items: Items, rate: Decimal) -> Items:
    """Pay goes out in full, building lags behind; the same rates for all, so that sums hold."""
    rates = {"2": rate, "2.1": rate, "31": rate * Decimal("0.88"), "33": Decimal(1)}
    return {item: value * rates[item] for item, value in items.items() if item in rates}


def _saved(book) -> io.BytesIO:
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file
