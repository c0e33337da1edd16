"""The budget of the fictional municipality: programmes in both languages, and what they cost.

Amounts are thousands of lari in the plan of the newest year; the shares say how much of it is
expense and pay, the rest buys assets. `people` is the staff.
"""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Programme:
    code: str
    ka: str
    en: str
    cost: Decimal = Decimal(0)
    expense: int = 100
    pay: int = 0
    people: int = 0
    debt: int = 0


def _p(code, ka, en, cost=0, expense=100, pay=0, people=0, debt=0):
    return Programme(code, ka, en, Decimal(str(cost)), expense, pay, people, debt)


PROGRAMMES = [
    _p("01 00", "მმართველობა და საერთო დანიშნულების ხარჯები", "Governance and general expenses"),
    _p(
        "01 01",
        "საკანონმდებლო და აღმასრულებელი ხელისუფლების საქმიანობის უზრუნველყოფა",
        "Legislative and executive bodies",
    ),
    _p("01 01 01", "მუნიციპალიტეტის საკრებულო", "Municipal council", 1460.5, 97, 70, 34),
    _p("01 01 02", "მუნიციპალიტეტის მერია", "City hall", 5384, 96, 68, 148),
    _p("01 01 03", "სამხედრო აღრიცხვის სამსახური", "Military registration", 214.3, 99, 82, 9),
    _p("01 02", "საერთო დანიშნულების ხარჯები", "General expenses"),
    _p("01 02 01", "სარეზერვო ფონდი", "Reserve fund", 450),
    _p("01 02 02", "სესხების მომსახურება", "Debt service", 791.2, 38, debt=62),
    _p("02 00", "ინფრასტრუქტურის განვითარება", "Infrastructure"),
    _p(
        "02 01",
        "საგზაო ინფრასტრუქტურის მშენებლობა, რეაბილიტაცია და მოვლა-შენახვა",
        "Roads: building, repair and upkeep",
    ),
    _p("02 01 01", "გზების კაპიტალური შეკეთება", "Major road repairs", 7240.6, 3),
    _p("02 01 02", "გზების მიმდინარე შეკეთება", "Current road repairs", 1385.4),
    _p("02 01 03", "საგზაო ნიშნები და უსაფრთხოება", "Road signs and safety", 312, 40),
    _p("02 02", "წყლის სისტემების განვითარება", "Water supply"),
    _p("02 02 01", "წყალსადენის სისტემების რეაბილიტაცია", "Renewal of water mains", 2418.7, 6),
    _p("02 02 02", "სანიაღვრე არხები", "Storm drains", 936.3, 12),
    _p("02 03", "გარე განათება", "Street lighting", 1348, 78),
    _p("02 04", "საპროექტო დოკუმენტაცია", "Design documents", 486, 0),
    _p("02 05", "სოფლის მხარდაჭერის პროგრამა", "Village support programme", 1274, 22),
    _p("02 06", "ბინათმესაკუთრეთა ამხანაგობების თანადაფინანსება", "Apartment houses", 2000, 100),
    _p("03 00", "დასუფთავება და გარემოს დაცვა", "Cleaning and environment"),
    _p("03 01", "დასუფთავება და ნარჩენების გატანა", "Cleaning and waste collection", 3110, 94, 52),
    _p("03 02", "მწვანე ნარგავების მოვლა-პატრონობა", "Parks and green spaces", 742.5, 90, 47),
    _p("03 03", "ნაპირსამაგრი სამუშაოები", "Bank protection works", 547.5, 0),
    _p("04 00", "განათლება", "Education"),
    _p("04 01", "სკოლამდელი აღზრდა", "Preschool education", 7126, 98, 74, 412),
    _p("04 02", "საბავშვო ბაღების რეაბილიტაცია", "Renewal of kindergartens", 1480, 4),
    _p("04 03", "სკოლისგარეშე აღზრდა", "Out-of-school education", 742, 97, 66, 38),
    _p("04 04", "საჯარო სკოლების ხელშეწყობა", "Support for public schools", 352, 60),
    _p("05 00", "კულტურა, ახალგაზრდობა და სპორტი", "Culture, youth and sport"),
    _p("05 01", "სპორტის განვითარება", "Sport"),
    _p("05 01 01", "სასპორტო სკოლები", "Sports schools", 1684, 97, 63, 71),
    _p("05 01 02", "სპორტული ინფრასტრუქტურა", "Sports facilities", 918, 5),
    _p("05 02", "კულტურის განვითარება", "Culture"),
    _p(
        "05 02 01",
        "კულტურის ცენტრი და ბიბლიოთეკები",
        "Culture centre and libraries",
        1946,
        97,
        61,
        96,
    ),
    _p("05 02 02", "მუზეუმი", "Museum", 384, 95, 64, 17),
    _p("05 02 03", "ფესტივალები და საზოგადოებრივი ღონისძიებები", "Festivals and events", 528),
    _p("05 03", "ახალგაზრდობის მხარდაჭერა", "Youth support", 340),
    _p(
        "06 00",
        "მოსახლეობის ჯანმრთელობის დაცვა და სოციალური უზრუნველყოფა",
        "Health and social protection",
    ),
    _p("06 01", "საზოგადოებრივი ჯანმრთელობის დაცვა", "Public health", 412, 99, 71, 18),
    _p("06 02", "სოციალური პროგრამები", "Social programmes"),
    _p("06 02 01", "მრავალშვილიანი ოჯახების დახმარება", "Support for large families", 684),
    _p("06 02 02", "სამედიცინო ხარჯების თანადაფინანსება", "Help with medical costs", 1146),
    _p("06 02 03", "უფასო სასადილო", "Free meals", 432),
    _p("06 02 04", "უსახლკაროთა თავშესაფარი", "Housing for the homeless", 325),
]

RECEIPTS = [
    ("1", "შემოსავლები", Decimal(0)),
    ("11", "გადასახადები", Decimal(0)),
    ("113", "ქონების გადასახადი", Decimal("9840")),
    ("114", "დამატებული ღირებულების გადასახადი", Decimal("19460")),
    ("13", "გრანტები", Decimal("15230")),
    ("14", "სხვა შემოსავლები", Decimal("2890")),
    ("31", "არაფინანსური აქტივების კლება", Decimal("620")),
]

GROWTH = {0: Decimal("1"), 1: Decimal("0.93"), 2: Decimal("0.84"), 3: Decimal("0.77")}
"""The size of the budget so many years before the newest one."""

TITLES = {
    "draft": "ჩაიეთის მუნიციპალიტეტის {year} წლის ბიუჯეტის პროექტი (Excel)",
    "annex": "ჩაიეთის მუნიციპალიტეტის {year} წლის ბიუჯეტის დანართი",
    "revised": "{year} წლის ბიუჯეტში ცვლილების დანართი",
    "treasury": "ხაზინის ფორმა E1, {year} წელი, {months} თვე",
}
RESIDENTS = {0: 57700, 1: 57900, 2: 58200, 3: 58600}
