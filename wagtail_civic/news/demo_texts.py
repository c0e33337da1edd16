"""The demonstration's news: invented places, people and figures."""

from typing import NamedTuple


class Item(NamedTuple):
    """One item; ``days`` ago, ``picture`` names a landscape of ``demo_pictures``."""

    days: int
    kind: str
    picture: str
    topics: tuple[str, ...]
    areas: tuple[str, ...]
    ka: tuple[str, str, str]
    en: tuple[str, str, str]


ALT = {
    "hills": ("ჩაის პლანტაცია ბორცვებზე დილით", "Tea rows on the hills in the morning"),
    "road": ("გზა მდინარის ხეობაში", "A road along the river valley"),
    "village": ("სოფლის სახლები მთის ძირას", "Village houses at the foot of a mountain"),
    "sea": ("ზღვის ნაპირი ფიჭვებით", "The seashore with pines"),
    "bridge": ("ხიდი მდინარეზე", "A bridge over the river"),
    "school": ("სკოლის შენობა ეზოთი", "A school building and its yard"),
}

NEWS = [
    Item(
        1,
        "news",
        "road",
        ("roads", "infrastructure"),
        ("mtispiri",),
        (
            "მთისპირის გზის რეაბილიტაცია დეკემბერში დასრულდება",
            "სამუშაოები ადგილობრივი ბიუჯეტით ფინანსდება. მოძრაობა ცალ ზოლზე შეიზღუდება "
            "9:00-დან 18:00-მდე.",
            "<p>ზედა და ქვედა მთისპირის დამაკავშირებელ 4,2 კილომეტრზე უკვე დაგებულია ასფალტის "
            "ქვედა ფენა და მოწყობილია წყალსარინი არხები. დარჩენილია ზედა ფენა, საგზაო ნიშნები და "
            "ქვედა მთისპირის სკოლასთან ტროტუარი.</p><p>სამუშაო საათებში ავტობუსი №4 წყალგვერდის "
            "გავლით იმოძრავებს. კითხვებისთვის დაუკავშირდით მერიის ინფრასტრუქტურის სამსახურს.</p>",
        ),
        (
            "Repair of the Mtispiri road ends in December",
            "The work is paid for from the local budget. One lane is closed from 9:00 to 18:00.",
            "<p>On the 4.2 kilometres between Zeda and Kveda Mtispiri the lower layer of asphalt "
            "is laid and the drains are built. The upper layer, the signs and a pavement at the "
            "Kveda Mtispiri school are left.</p><p>During working hours bus 4 runs by way of "
            "Tskalgverdi. Questions go to the infrastructure department of City Hall.</p>",
        ),
    ),
    Item(
        2,
        "news",
        "village",
        ("health", "social"),
        ("chaisopeli",),
        (
            "დიდ ველებში განახლებული ამბულატორია გაიხსნა",
            "ექიმი პაციენტებს ყოველ სამუშაო დღეს მიიღებს, კვირაში ორჯერ კი პედიატრიც.",
            "<p>ამბულატორიას ახალი სახურავი, გათბობა და პანდუსი აქვს. ის დიდი და პატარა ველების "
            "10 800 მცხოვრებს მოემსახურება.</p><p>მიღება: 9:00–17:00. პედიატრი: სამშაბათსა და "
            "პარასკევს.</p>",
        ),
        (
            "The renewed clinic in Didi Velebi has opened",
            "A doctor sees patients every working day, a paediatrician twice a week.",
            "<p>The clinic has a new roof, heating and a ramp. It serves the 10,800 residents of "
            "Didi and Patara Velebi.</p><p>Open 9:00–17:00; paediatrician on Tuesdays and "
            "Fridays.</p>",
        ),
    ),
    Item(
        3,
        "announcement",
        "",
        ("kindergartens", "education"),
        (),
        (
            "საბავშვო ბაღებში რეგისტრაცია იწყება",
            "ახალი სასწავლო წლისთვის ბავშვის რეგისტრაცია შესაძლებელია 30 დეკემბრამდე.",
            "<p>განცხადება შეგიძლიათ შეიტანოთ ნებისმიერ ბაღში ან მერიის მისაღებში. თან იქონიეთ "
            "ბავშვის დაბადების მოწმობა და ჯანმრთელობის ცნობა.</p><p>ადგილები თავისუფალია "
            "ქალაქის ხუთივე ბაღში და ფიჭვისნაპირში.</p>",
        ),
        (
            "Kindergarten registration begins",
            "Children can be registered for the new year until 30 December.",
            "<p>Apply at any kindergarten or at the reception of City Hall. Bring the birth "
            "certificate and a health certificate.</p><p>There are places in all five "
            "kindergartens of the town and in Pichvisnapiri.</p>",
        ),
    ),
    Item(
        5,
        "announcement",
        "",
        ("budget",),
        (),
        (
            "საჯარო განხილვა: მომავალი წლის ბიუჯეტის პროექტი",
            "განხილვა საკრებულოს სხდომათა დარბაზში 27 ნოემბერს, 16:00 საათზე გაიმართება.",
            "<p>პროექტის მიხედვით, გადასახდელების მესამედზე მეტი ინფრასტრუქტურას მოხმარდება. "
            "მოსაზრება შეგიძლიათ წერილობითაც გამოგზავნოთ 10 დეკემბრამდე.</p>",
        ),
        (
            "Public hearing: next year's draft budget",
            "The hearing is held in the council chamber on 27 November at 16:00.",
            "<p>Under the draft more than a third of payments goes to infrastructure. Written "
            "opinions are accepted until 10 December.</p>",
        ),
    ),
    Item(
        8,
        "news",
        "bridge",
        ("infrastructure", "roads"),
        ("kvishona",),
        (
            "ქვიშონის ხიდის დათვალიერება დასრულდა",
            "ექსპერტების დასკვნით, ხიდს გაძლიერება სჭირდება; მძიმე ტექნიკის მოძრაობა შეჩერებულია.",
            "<p>სამი ბურჯიდან ერთი წყალს გამოურეცხავს. გაძლიერების პროექტი იანვარში იქნება მზად, "
            "სამუშაოები კი გაზაფხულზე დაიწყება.</p><p>მსუბუქი ავტომობილები და ავტობუსი ხიდზე "
            "ჩვეულებრივ გადაადგილდებიან.</p>",
        ),
        (
            "The Kvishona bridge has been inspected",
            "Experts say the bridge has to be strengthened; heavy vehicles may not use it.",
            "<p>The river has washed out one of three piers. The design will be ready in January "
            "and the work begins in spring.</p><p>Cars and the bus cross as usual.</p>",
        ),
    ),
    Item(
        11,
        "news",
        "hills",
        ("culture",),
        (),
        (
            "ჩაის ფესტივალს ორი ათასი სტუმარი ეწვია",
            "მოსავლის დღესასწაულზე თორმეტი მეურნეობა და ოთხი გუნდი მონაწილეობდა.",
            "<p>ფესტივალი ქალაქის პარკში მეხუთედ გაიმართა. საუკეთესო მწვანე ჩაის პრიზი "
            "წყალგვერდის კოოპერატივმა მიიღო.</p>",
        ),
        (
            "Two thousand guests at the tea festival",
            "Twelve farms and four choirs took part in the harvest feast.",
            "<p>It was the fifth festival in the town park. The prize for the best green tea went "
            "to the Tskalgverdi cooperative.</p>",
        ),
    ),
    Item(
        15,
        "news",
        "school",
        ("education", "transport"),
        ("patara-velebi",),
        (
            "პატარა ველების მოსწავლეებს სკოლის ავტობუსი მოემსახურება",
            "ავტობუსი დილით 8:10-ზე გადის და გაკვეთილების შემდეგ უკან ბრუნდება.",
            "<p>მარშრუტი მშობლების თხოვნით შეიცვალა: დაემატა გაჩერება ხიდთან. "
            "მგზავრობა უფასოა.</p>",
        ),
        (
            "A school bus for the pupils of Patara Velebi",
            "It leaves at 8:10 in the morning and returns after school.",
            "<p>Parents asked for a stop at the bridge, which has been added. "
            "The ride is free.</p>",
        ),
    ),
    Item(
        19,
        "news",
        "",
        ("environment",),
        (),
        (
            "მშრალი ნარჩენების ცალკე შეგროვება დაიწყო",
            "ქალაქში ოცდაოთხი კონტეინერი დაიდგა პლასტმასის, ქაღალდისა და მინისთვის.",
            "<p>კონტეინერები კვირაში ორჯერ იცლება. სოფლებში შეგროვება გაზაფხულიდან დაიწყება.</p>",
        ),
        (
            "Dry waste is now collected separately",
            "Twenty-four containers for plastic, paper and glass stand in the town.",
            "<p>They are emptied twice a week. In the villages collection begins in spring.</p>",
        ),
    ),
    Item(
        24,
        "announcement",
        "",
        ("water",),
        ("zeda-mtispiri", "kveda-mtispiri"),
        (
            "მთისპირში წყლის ქსელი გაირეცხება",
            "ხუთშაბათს, 10:00-დან 15:00-მდე, წყლის მიწოდება დროებით შეწყდება.",
            "<p>გარეცხვის შემდეგ წყალი რამდენიმე წუთის განმავლობაში შეიძლება მღვრიე იყოს. "
            "გამოუშვით, სანამ დაიწმინდება.</p>",
        ),
        (
            "The water pipes in Mtispiri will be flushed",
            "On Thursday the supply is interrupted from 10:00 to 15:00.",
            "<p>Afterwards the water may be cloudy for a few minutes. Let it run until it is "
            "clear.</p>",
        ),
    ),
    Item(
        31,
        "news",
        "sea",
        ("environment", "culture"),
        ("zghvispira",),
        (
            "ზღვისპირის ფიჭვნარში ბილიკი მოეწყო",
            "ბილიკი ეტლითაც გასავლელია; მოწყობილია სკამები და განათება.",
            "<p>1,8 კილომეტრიანი ბილიკი ფიჭვისნაპირს ქვიშონასთან აკავშირებს. ხეები არ მოჭრილა.</p>",
        ),
        (
            "A path through the pines of Zghvispira",
            "Wheelchairs can use it; there are benches and lights.",
            "<p>The path of 1.8 kilometres links Pichvisnapiri with Kvishona. "
            "No tree was felled.</p>",
        ),
    ),
    Item(
        38,
        "news",
        "",
        ("lighting",),
        ("chaieti-town",),
        (
            "ქალაქის ქუჩებში 640 ლამპა შეიცვალა",
            "ახალი განათება ელექტროენერგიას თითქმის სამჯერ ნაკლებს მოიხმარს.",
            "<p>შეცვლა თავისუფლების მოედნიდან დაიწყო და ანასეულის უბანში დასრულდა. დაზოგილი თანხა "
            "სოფლების განათებას მოხმარდება.</p>",
        ),
        (
            "640 street lamps replaced in the town",
            "The new lamps use almost three times less electricity.",
            "<p>Work went from Freedom Square to the Anaseuli quarter. What is saved pays for "
            "lighting in the villages.</p>",
        ),
    ),
    Item(
        47,
        "news",
        "",
        ("social",),
        (),
        (
            "მრავალშვილიანი ოჯახები შეშას მიიღებენ",
            "დახმარებაზე 318 ოჯახია რეგისტრირებული; დარიგება ნოემბერში დასრულდება.",
            "<p>თითო ოჯახს შვიდი კუბური მეტრი ეკუთვნის. თუ სიაში უნდა იყოთ და არ ხართ, მიმართეთ "
            "ადმინისტრაციული ერთეულის წარმომადგენელს.</p>",
        ),
        (
            "Firewood for families with many children",
            "318 families are registered; deliveries end in November.",
            "<p>Each family gets seven cubic metres. If you should be on the list and are not, "
            "speak to the representative of your administrative unit.</p>",
        ),
    ),
]

BANNER = {
    "ka": (
        "წყლის მიწოდება შეზღუდულია წყალგვერდში",
        "ავარიის გამო წყალი საღამოს 18:00 საათამდე არ იქნება. სასმელი წყლის ავზი სკოლასთან დგას.",
    ),
    "en": (
        "Water supply interrupted in Tskalgverdi",
        "A pipe has burst: no water until 18:00. A tank with drinking water stands at the school.",
    ),
}
