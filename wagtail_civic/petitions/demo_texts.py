"""The words of the demonstration's petitions, in Georgian and English. Everybody is invented."""

REASONS = [
    ("duplicate", False, "ასეთი პეტიცია უკვე არსებობს", "Such a petition exists already"),
    (
        "competence",
        False,
        "საკითხი მუნიციპალიტეტის უფლებამოსილებას არ განეკუთვნება",
        "The matter is not within the municipality's competence",
    ),
    (
        "offence",
        True,
        "ტექსტი შეურაცხმყოფელ ან ცილისმწამებლურ განცხადებას შეიცავს",
        "The text is offensive or slanderous",
    ),
]
SETTINGS = {
    "ka": {
        "legal_basis": "ადგილობრივი თვითმმართველობის კოდექსი, 86-ე მუხლი",
        "eligibility": "ვადასტურებ, რომ ჩაიეთის მუნიციპალიტეტში რეგისტრირებული ამომრჩეველი ვარ.",
        "data_notice": "ინიციატორისა და ხელმომწერის მონაცემებს მერია მხოლოდ პეტიციისთვის იყენებს. "
        "პეტიციის დასრულებიდან 6 თვეში მონაცემები წაიშლება.",
    },
    "en": {
        "legal_basis": "Local Self-Government Code, Article 86",
        "eligibility": "I confirm that I am a voter registered in the municipality of Chaieti.",
        "data_notice": "City Hall uses the data of initiators and signers for the petition only. "
        "They are deleted 6 months after the petition has ended.",
    },
}
VIDEOS = {"buses": "https://www.youtube.com/watch?v=CHAIETIbus1"}
TEXTS = {
    "bridge": {
        "ka": (
            "საფეხმავლო ხიდის აღდგენა ზედა მთისპირში",
            "ვითხოვთ, რომ საკრებულომ განიხილოს მდინარეზე საფეხმავლო ხიდის აღდგენის საკითხი და "
            "მომავალი წლის ბიუჯეტში გაითვალისწინოს სამუშაოების დაფინანსება.",
            "2024 წლის წყალდიდობის შემდეგ 86 ოჯახი სკოლამდე და ამბულატორიამდე 4-კილომეტრიანი "
            "შემოვლითი გზით მიდის. ზამთარში გზა ხშირად იკეტება.",
        ),
        "en": (
            "Rebuild the footbridge in Zeda Mtispiri",
            "We ask the council to consider rebuilding the footbridge over the river and to "
            "provide for the works in next year's budget.",
            "Since the flood of 2024, 86 families have walked a 4-kilometre detour to the school "
            "and the clinic. In winter the road is often closed.",
        ),
    },
    "buses": {
        "ka": (
            "საღამოს ავტობუსი ქვიშონასა და ჩაიეთს შორის",
            "ვითხოვთ, რომ ქალაქიდან ქვიშონაში ბოლო ავტობუსი 19:00 საათის ნაცვლად 21:30-ზე "
            "გადიოდეს.",
            "საღამოს ცვლაში დასაქმებულები და სტუდენტები სახლში ტაქსით ბრუნდებიან.",
        ),
        "en": (
            "An evening bus between Kvishona and Chaieti",
            "We ask that the last bus from town to Kvishona leave at 21:30 instead of 19:00.",
            "People who work the evening shift and students go home by taxi.",
        ),
    },
    "park": {
        "ka": (
            "ძველი ჩაის ფაბრიკის ეზოში პარკის მოწყობა",
            "ვითხოვთ, რომ ფაბრიკის ყოფილი ეზო საზოგადოებრივ პარკად მოეწყოს.",
            "ქალაქის ჩრდილოეთ უბანში 6 000 ადამიანი ცხოვრობს, უახლოესი სკვერი კი 2 კილომეტრშია.",
        ),
        "en": (
            "A park in the yard of the old tea factory",
            "We ask that the former factory yard become a public park.",
            "6,000 people live in the northern quarter, and the nearest green is 2 km away.",
        ),
    },
    "water": {
        "ka": (
            "წყალმომარაგების აღდგენა წყალგვერდში",
            "ვითხოვთ, რომ სოფელს სასმელი წყალი დღეში 24 საათის განმავლობაში მიეწოდებოდეს.",
            "მილსადენი 1978 წელს არის გაყვანილი. წყალი დღეში ორი საათით მოდის.",
        ),
        "en": (
            "Restore the water supply in Tskalgverdi",
            "We ask that the village have drinking water around the clock.",
            "The pipe was laid in 1978. Water comes for two hours a day.",
        ),
    },
    "kindergarten": {
        "ka": (
            "საბავშვო ბაღის მესამე ჯგუფი დიდ ველებში",
            "ვითხოვთ, რომ დიდი ველების საბავშვო ბაღში მესამე ჯგუფი გაიხსნას.",
            "ბაღში 74 ბავშვი ირიცხება, 31 კი რიგშია.",
        ),
        "en": (
            "A third group in the kindergarten of Didi Velebi",
            "We ask that a third group be opened in the kindergarten of Didi Velebi.",
            "The kindergarten has 74 children, and 31 are on the waiting list.",
        ),
    },
    "fee": {
        "ka": (
            "დასუფთავების მოსაკრებლის განახევრება",
            "ვითხოვთ, რომ დასუფთავების მოსაკრებელი ერთ სულზე თვეში 2 ლარიდან 1 ლარამდე შემცირდეს.",
            "სოფლებში ნაგავი თვეში მხოლოდ ორჯერ გააქვთ.",
        ),
        "en": (
            "Halve the waste collection fee",
            "We ask that the waste collection fee be cut from 2 to 1 lari a person a month.",
            "In the villages waste is collected only twice a month.",
        ),
    },
    "visa": {
        "ka": (
            "სასაზღვრო გამშვები პუნქტის სამუშაო საათების გაზრდა",
            "ვითხოვთ, რომ სასაზღვრო გამშვები პუნქტი მთელი დღე-ღამე მუშაობდეს.",
            "ღამით მძღოლები რიგში რვა საათს ელოდებიან.",
        ),
        "en": (
            "Longer hours at the border crossing",
            "We ask that the border crossing be open day and night.",
            "At night drivers wait for eight hours.",
        ),
    },
    "lights": {
        "ka": (
            "გარე განათება სკოლის გზაზე ნაკადულისპირში",
            "ვითხოვთ, რომ სკოლამდე მისასვლელი გზა განათდეს.",
            "ზამთარში ბავშვები სკოლიდან სიბნელეში ბრუნდებიან.",
        ),
        "en": (
            "Lights on the school road in Nakadulispiri",
            "We ask that the road to the school be lit.",
            "In winter children come home from school in the dark.",
        ),
    },
    "spring": {
        "ka": (
            "წყაროს გაწმენდა დიდ ველებში",
            "ვითხოვთ, რომ სოფლის წყარო გაიწმინდოს და მასთან მისასვლელი ბილიკი მოწესრიგდეს.",
            "ზაფხულში წყაროს წყალს 40-მდე ოჯახი იყენებს.",
        ),
        "en": (
            "Clean the spring in Didi Velebi",
            "We ask that the spring of the village be cleaned and the path to it repaired.",
            "In summer some 40 families use its water.",
        ),
    },
    "stadium": {
        "ka": (
            "სტადიონის სახურავის შეკეთება",
            "ვითხოვთ, რომ სტადიონის დაზიანებული სახურავი გაზაფხულამდე შეკეთდეს.",
            "წვიმის დროს ვარჯიშები უქმდება.",
        ),
        "en": (
            "Repair the roof of the stadium",
            "We ask that the damaged roof of the stadium be repaired before spring.",
            "Training is cancelled when it rains.",
        ),
    },
}
NOTE = {
    "ka": "ტექსტში ნახსენები 86 ოჯახიდან 9 ქვედა მთისპირში ცხოვრობს.",
    "en": "Of the 86 families named in the text, 9 live in Kveda Mtispiri.",
}
ANSWERS = {
    "kindergarten": {
        "ka": "მესამე ჯგუფი 1 სექტემბრიდან გაიხსნება. დაფინანსება ბიუჯეტის ცვლილებით დამტკიცდა.",
        "en": "The third group opens on 1 September. An amendment of the budget pays for it.",
    },
    "water": {
        "ka": "პროექტი შედგენილია; სამუშაოები ორ ეტაპად შესრულდება, პირველი მომავალ წელს.",
        "en": "The design is ready; the works come in two stages, the first next year.",
    },
    "fee": {
        "ka": "მოსაკრებლის შემცირება მომსახურების ხარჯებს ვერ დაფარავს.",
        "en": "A lower fee would not cover the cost of the service.",
    },
}
FIRST_NAMES = [
    "ნინო",
    "გიორგი",
    "ანა",
    "ლევან",
    "მარიამ",
    "დავით",
    "თამარ",
    "ირაკლი",
    "ეკა",
    "ზურაბ",
    "სალომე",
    "ლუკა",
    "ქეთევან",
    "ვახტანგ",
    "ლელა",
    "ნიკა",
    "მაკა",
    "ბექა",
    "თეონა",
    "რევაზ",
]
LAST_NAMES = [
    "მთისპირელი",
    "ველაური",
    "ქვიშონიძე",
    "ნაკადულიძე",
    "ფიჭვნარელი",
    "წყალგვერდელი",
    "ბორცვაძე",
    "ჩაიშვილი",
    "ნაპირელი",
    "ხევსურიანი",
    "გორაკაძე",
    "ტყემლაძე",
    "ვაზიშვილი",
    "წიფლაძე",
    "ცაცხვაძე",
    "თუთაძე",
    "კალმახელი",
]
