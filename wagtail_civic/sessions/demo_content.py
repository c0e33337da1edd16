"""What is said and decided in the demonstration's sessions. Every person and place is invented."""

from dataclasses import dataclass, field

Texts = dict[str, str]


def t(ka: str, en: str) -> Texts:
    return {"ka": ka, "en": en}


@dataclass(frozen=True)
class Item:
    title: Texts
    presenter: str = ""
    result: Texts = field(default_factory=dict)
    is_public: bool = True
    #: A word of the title of the act that decided it.
    act: str = ""


@dataclass(frozen=True)
class Asked:
    kind: str
    language: str
    text: str
    name: str = ""
    state: str = "approved"
    item: int | None = None
    answer: str = ""
    answered_by: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Demo:
    code: str
    title: Texts
    intro: Texts
    body: str
    day: int
    hour: int
    status: str = "scheduled"
    kind: str = "ordinary"
    number: str = ""
    topics: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    agenda: tuple[Item, ...] = ()
    questions: tuple[Asked, ...] = ()
    video: str = ""
    minutes: bool = False
    joint: tuple[str, ...] = ()
    reason: Texts = field(default_factory=dict)


HALL = t(
    "ჩაიეთი, თავისუფლების მოედანი 1, საკრებულოს დარბაზი", "Council Hall, 1 Freedom Square, Chaieti"
)

CARRIED = t("მიღებულია ერთხმად", "Carried unanimously")
CARRIED_7_1 = t("მიღებულია: 7 მომხრე, 1 წინააღმდეგი", "Carried: 7 for, 1 against")
NOTED = t("მიღებულია ცნობად", "Noted")
RETURNED = t("დაბრუნდა კომისიაში გადასამუშავებლად", "Returned to the commission")

LIVE = Demo(
    code="council-14",
    title=t("საკრებულოს მე-14 მორიგი სხდომა", "14th ordinary session of the council"),
    intro=t(
        "სხდომა ღიაა: შეგიძლიათ ადევნოთ თვალი პირდაპირ ეთერში და დასვათ კითხვა.",
        "The session is open: watch it live and ask a question.",
    ),
    body="council",
    day=0,
    hour=0,
    status="live",
    number="14",
    topics=("budget", "roads", "environment"),
    agenda=(
        Item(t("დღის წესრიგის დამტკიცება", "Approval of the agenda"), "nino-tetraia", CARRIED),
        Item(
            t(
                "2026 წლის ბიუჯეტში ცვლილების შეტანის თაობაზე",
                "Amendment of the 2026 budget",
            ),
            "irakli-borcvadze",
            CARRIED_7_1,
            act="დადგენილებაში ცვლილების",
        ),
        Item(
            t("დასუფთავების მოსაკრებლის ოდენობის შესახებ", "The amount of the waste fee"),
            "salome-velashvili",
        ),
        Item(
            t(
                "სოფელ ზედა მთისპირის გზის რეაბილიტაციის მიმდინარეობა",
                "Progress of the Zeda Mtispiri road works",
            ),
            "davit-velauri",
        ),
        Item(t("საკადრო საკითხი", "A staff matter"), is_public=False),
        Item(t("სხვადასხვა", "Any other business"), "nino-tetraia"),
    ),
    questions=(
        Asked(
            "question",
            "ka",
            "შეუმცირდებათ თუ არა მოსაკრებელი სოფლად მარტო მცხოვრებ პენსიონერებს?",
            "მარინე",
            item=3,
        ),
        Asked(
            "question",
            "ka",
            "როდის დასრულდება ზედა მთისპირის გზის ბოლო მონაკვეთი?",
            state="answered",
            item=4,
            answer="ბოლო 800 მეტრის მოასფალტება 15 დეკემბრამდე დასრულდება.",
            answered_by="davit-velauri",
        ),
        Asked(
            "opinion",
            "en",
            "Please publish the contractor's schedule next to the road works page.",
            "T. K.",
            item=4,
        ),
        Asked(
            "question",
            "ka",
            "დაიგეგმა თუ არა ღამის განათება პატარა ველების სკოლასთან?",
            state="pending",
        ),
    ),
    video="https://www.youtube.com/watch?v=CHAIETIdemo",
)

UPCOMING = (
    Demo(
        code="finance-22",
        title=t(
            "საფინანსო-საბიუჯეტო კომისიის სხდომა", "Session of the Finance and Budget Commission"
        ),
        intro=t("2027 წლის ბიუჯეტის პროექტის განხილვა.", "The draft budget of 2027."),
        body="finance",
        day=3,
        hour=12,
        number="22",
        topics=("budget",),
        agenda=(
            Item(t("2027 წლის ბიუჯეტის პროექტი", "Draft budget of 2027"), "irakli-borcvadze"),
            Item(t("ადგილობრივი გადასახადების პროგნოზი", "Forecast of local taxes")),
            Item(t("საბავშვო ბაღების დაფინანსება", "Funding of kindergartens"), "maia-chaishvili"),
        ),
        joint=("social",),
    ),
    Demo(
        code="bureau-31",
        title=t("საკრებულოს ბიუროს სხდომა", "Session of the Bureau"),
        intro=t("მე-15 სხდომის დღის წესრიგის პროექტი.", "The draft agenda of the 15th session."),
        body="bureau",
        day=5,
        hour=11,
        number="31",
        agenda=(
            Item(t("მე-15 სხდომის დღის წესრიგი", "Agenda of the 15th session"), "nino-tetraia"),
        ),
    ),
    Demo(
        code="council-15",
        title=t("საკრებულოს მე-15 მორიგი სხდომა", "15th ordinary session of the council"),
        intro=t("2027 წლის ბიუჯეტის დამტკიცება.", "Adoption of the 2027 budget."),
        body="council",
        day=19,
        hour=11,
        number="15",
        topics=("budget",),
    ),
    Demo(
        code="social-9",
        title=t("სოციალურ საკითხთა კომისიის სხდომა", "Session of the Social Affairs Commission"),
        intro=t("ჯანდაცვის პროგრამები 2027 წელს.", "Health programmes of 2027."),
        body="social",
        day=8,
        hour=14,
        status="postponed",
        number="9",
        topics=("health", "social"),
        reason=t(
            "სხდომა გადაიდო, რადგან კვორუმი ვერ შედგა. ახალ თარიღს გამოვაცხადებთ.",
            "Postponed for lack of a quorum. The new day will be announced.",
        ),
    ),
    Demo(
        code="infrastructure-11",
        title=t(
            "ქონების მართვისა და ინფრასტრუქტურის კომისიის გასვლითი სხდომა",
            "Field session of the Property and Infrastructure Commission",
        ),
        intro=t("შეხვედრა ქვიშონის მცხოვრებლებთან.", "Meeting with the people of Kvishona."),
        body="infrastructure",
        day=6,
        hour=15,
        status="cancelled",
        number="11",
        areas=("kvishona",),
        reason=t("სხდომა გაუქმდა უამინდობის გამო.", "Cancelled because of the weather."),
    ),
)

PAST = (
    Demo(
        code="council-13",
        title=t("საკრებულოს მე-13 მორიგი სხდომა", "13th ordinary session of the council"),
        intro=t("სხდომაზე დამტკიცდა ორი დადგენილება.", "Two resolutions were adopted."),
        body="council",
        day=-28,
        hour=11,
        status="finished",
        number="13",
        topics=("water", "kindergartens"),
        agenda=(
            Item(
                t("სასმელი წყლის ქსელის გაფართოება", "Extension of the water network"),
                "davit-velauri",
                CARRIED,
                act="წყალსადენის",
            ),
            Item(
                t("საბავშვო ბაღში მიღების წესი", "Rules of admission to kindergartens"),
                "maia-chaishvili",
                CARRIED_7_1,
                act="საბავშვო",
            ),
            Item(
                t("ინფორმაცია მერიის მუშაობის შესახებ", "Report of the city hall"),
                "irakli-borcvadze",
                NOTED,
            ),
        ),
        questions=(
            Asked(
                "question",
                "ka",
                "რომელ სოფლებს შეეხება წყლის ქსელის გაფართოება წელს?",
                "ლევანი",
                state="answered",
                item=1,
                answer="წელს სამუშაოები ტარდება წყალგვერდსა და დიდ ველებში.",
                answered_by="davit-velauri",
            ),
            Asked(
                "question",
                "ka",
                "შესაძლებელია თუ არა ბაღში რეგისტრაცია ელექტრონულად?",
                state="answered",
                item=2,
            ),
            Asked(
                "opinion",
                "ka",
                "ეს ტექსტი შეურაცხყოფას შეიცავს.",
                state="rejected",
                reason="ტექსტი შეურაცხმყოფელია",
            ),
        ),
        video="https://www.youtube.com/watch?v=CHAIETI0013",
        minutes=True,
    ),
    Demo(
        code="council-extra-3",
        title=t("საკრებულოს რიგგარეშე სხდომა", "Extraordinary session of the council"),
        intro=t("სტიქიის შედეგების ლიკვიდაცია.", "Relief after the flood."),
        body="council",
        day=-49,
        hour=16,
        status="finished",
        kind="extraordinary",
        number="3",
        topics=("infrastructure",),
        areas=("kvishona",),
        agenda=(
            Item(
                t(
                    "სარეზერვო ფონდიდან თანხის გამოყოფა",
                    "Allocation from the reserve fund",
                ),
                "irakli-borcvadze",
                CARRIED,
                act="სტიქი",
            ),
        ),
        video="https://vimeo.com/100000003",
        minutes=True,
    ),
    Demo(
        code="council-12",
        title=t("საკრებულოს მე-12 მორიგი სხდომა", "12th ordinary session of the council"),
        intro=t("ტრანსპორტი და გარე განათება.", "Transport and street lighting."),
        body="council",
        day=-63,
        hour=11,
        status="finished",
        number="12",
        topics=("transport", "lighting"),
        agenda=(
            Item(
                t("ავტობუსის ახალი მარშრუტები", "New bus routes"),
                "giorgi-mtismtsvaneli",
                CARRIED,
            ),
            Item(
                t("გარე განათების ტარიფი", "Tariff of street lighting"),
                "zurab-kvishonidze",
                RETURNED,
            ),
        ),
        questions=(
            Asked(
                "question",
                "ka",
                "ივლის თუ არა ავტობუსი შაბათს ფიჭვისნაპირში?",
                state="answered",
                item=1,
                answer="დიახ, შაბათს ორი რეისი იქნება: 9:00 და 17:00 საათზე.",
                answered_by="giorgi-mtismtsvaneli",
            ),
        ),
        video="https://www.youtube.com/watch?v=CHAIETI0012",
        minutes=True,
    ),
    Demo(
        code="infrastructure-10",
        title=t(
            "ქონების მართვისა და ინფრასტრუქტურის კომისიის სხდომა",
            "Session of the Property and Infrastructure Commission",
        ),
        intro=t("მუნიციპალური ქონების იჯარა.", "Leases of municipal property."),
        body="infrastructure",
        day=-77,
        hour=14,
        status="finished",
        number="10",
        agenda=(
            Item(
                t("ბაზრის შენობის იჯარა", "Lease of the market hall"),
                "ketevan-napirishvili",
                CARRIED,
            ),
        ),
        video="https://www.youtube.com/watch?v=CHAIETI0010",
        minutes=True,
    ),
    Demo(
        code="council-11",
        title=t("საკრებულოს მე-11 მორიგი სხდომა", "11th ordinary session of the council"),
        intro=t("2025 წლის ბიუჯეტის შესრულება.", "Execution of the 2025 budget."),
        body="council",
        day=-340,
        hour=11,
        status="finished",
        number="11",
        topics=("budget",),
        agenda=(
            Item(
                t("წლიური ანგარიში", "Annual report"),
                "irakli-borcvadze",
                NOTED,
            ),
        ),
        video="https://www.youtube.com/watch?v=CHAIETI0011",
        minutes=True,
    ),
)

MINUTES_TITLE = t("სხდომის ოქმი", "Minutes of the session")
