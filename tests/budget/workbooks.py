"""Small workbooks of the shape of real annexes and of treasury form E1, made for tests."""

import io
from decimal import Decimal

NAMES = {
    "2": "ხარჯები",
    "2.1": "შრომის ანაზღაურება",
    "31": "არაფინანსური აქტივების ზრდა",
    "32": "ფინანსური აქტივების ზრდა",
    "33": "ვალდებულებების კლება",
    "N": "მომუშავეთა რიცხოვნობა",
}
LEAVES = [
    ("01 01", "საკრებულო", {"N": 20, "2": 900, "2.1": 500, "31": 100}),
    ("01 02", "მერია", {"N": 120, "2": 4000.5, "2.1": 2500, "31": 500, "33": 99.5}),
    ("02 01", "გზები", {"2": 700, "31": 8000.4}),
    ("02 02", "გარე განათება", {"2": 650, "31": 349.6}),
    ("03 00", "დასუფთავება", {"2": 3000, "2.1": 1800, "31": 200}),
]
E1_COLUMNS = ["გეგმა", "ვალდებულება ", "რესურსი", "მოთხოვნა", "გადახდა", "დავალიანება"]
PARENTS = {"00 00": "სულ ჯამი", "01 00": "მმართველობა", "02 00": "ინფრასტრუქტურა"}
"""2025 approved: 18 500 thousand lari."""


def tree(leaves=LEAVES):
    """Every programme with the sums of what is below it, in the order of an annex."""
    rows = {}
    for code, name, items in leaves:
        above = ["00 00"]
        if not code.endswith(" 00"):
            above.append(code[:2] + " 00")
        for whole in [*above, code]:
            known = rows.setdefault(
                whole, (name if whole == code else PARENTS.get(whole, name), {})
            )[1]
            for item, value in items.items():
                known[item] = known.get(item, Decimal(0)) + Decimal(str(value))
    return sorted((code, name, items) for code, (name, items) in rows.items())


def total(items):
    return sum((items.get(code, Decimal(0)) for code in ("2", "31", "32", "33")), Decimal(0))


def annex(leaves=LEAVES, year=2025, unit="ათას ლარებში", edit=None):
    """The annex of a yearly act, as laid out in 2017: t-2 fact, t-1 plan, t of which own, grant,
    credit. `edit(sheet)` changes the sheet before it is saved."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.append([])
    sheet.append([None, None, f"{year} წლის მუნიციპალიტეტის ბიუჯეტის ასიგნებები"])
    sheet.append([None] * 7 + [unit])
    first = [f"{year - 2} წლის ფაქტი", f"{year - 1} წლის გეგმა", f"{year} წელი"]
    sheet.append([None, None, None, *first])
    sheet.append(
        [None, "კოდი", "დასახელება", None, None, "სულ", "საბიუჯეტო სახსრები ", "გრანტი", "კრედიტი"]
    )
    for code, name, items in tree(leaves):
        sheet.append([None, code, name, *figures(total(items))])
        for item in ("N", "2", "2.1", "31", "32", "33"):
            if item in items:
                sheet.append([None, None, NAMES[item], *figures(items[item], item == "N")])
    for cells in ("C2:G2", "D4:D5", "E4:E5", "F4:I4", "H3:I3"):
        sheet.merge_cells(cells)
    if edit:
        edit(sheet)
    return saved(book)


def figures(value, whole=False):
    """t-2, t-1, t, own, grant, credit: exact in tenths of the unit."""
    value = Decimal(value)
    before = (value * 9 / 10, value * 8 / 10) if not whole else (value, value)
    grant = value / 10 if not whole else Decimal(0)
    return [float(v) for v in (before[1], before[0], value, value - grant, grant, 0)]


def treasury(leaves=LEAVES, year=2025, months=12, rate=Decimal("0.8"), edit=None):
    """Form E1: coded economic rows under each programme, in lari."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.append([f"{year} წლის ხაზინა", None, "მუნიციპალიტეტის ბიუჯეტი"])
    sheet.append([f"{year} წლის ბიუჯეტის გადასახდელების შესრულება"] + [None] * 6 + ["ფორმა  # E1"])
    sheet.append(["", "იურიდიული თარიღით", f"პერიოდი (გეგმა): {months} თვე"])
    sheet.append(["ორგანიზაც.\n კოდი   ", "დ ა ს ა ხ ე ლ ე ბ ა", *E1_COLUMNS])
    for code, name, items in tree(leaves):
        head = "00" if code == "00 00" else code
        sheet.append([head, "ჯამური" if head == "00" else name, *[""] * 6])
        sheet.append(["00", "  ჯამური", *paid(total(items), rate)])
        for item in ("2", "2.1", "31", "32", "33"):
            if item in items:
                sheet.append([item, "  " + NAMES[item], *paid(items[item], rate)])
    if edit:
        edit(sheet)
    return saved(book)


def paid(value, rate):
    plan = Decimal(value) * 1000
    cash = plan * rate
    return [float(v) for v in (plan, cash, plan - cash, cash, cash, 0)]


RECEIPTS = [
    ("00", "შემოსულობები", 19000),
    ("1", "შემოსავლები", 18600),
    ("11", "გადასახადები", 9000),
    ("113", "ქონების გადასახადი", 4000),
    ("114", "დღგ", 5000),
    ("13", "გრანტები", 8000),
    ("14", "სხვა შემოსავლები", 1600),
    ("31", "არაფინანსური აქტივების კლება", 400),
]


def with_receipts(year=2025):
    """An annex with a second sheet of receipts."""
    from openpyxl import load_workbook

    book = load_workbook(annex(year=year))
    sheet = book.create_sheet("შემოსულობები")
    sheet.append([f"{year} წლის ბიუჯეტის შემოსულობები, ათასი ლარი"])
    sheet.append(["კოდი", "დასახელება", f"{year} წლის დამტკიცებული გეგმა"])
    for row in RECEIPTS:
        sheet.append(list(row))
    return saved(book)


def saved(book):
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    file.name = "annex.xlsx"
    return file
