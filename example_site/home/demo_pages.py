"""Texts of the pages in the foot: (title, introduction, body) by slug and language."""


def _body(*parts: tuple[str, str]) -> list[tuple[str, str]]:
    blocks = []
    for heading, html in parts:
        if heading:
            blocks.append(("heading", heading))
        blocks.append(("paragraph", html))
    return blocks


PAGES = {
    "contact": {
        "ka": (
            "კონტაქტი",
            "მოგვწერეთ, დაგვირეკეთ ან გვესტუმრეთ.",
            _body(
                (
                    "მოქალაქეთა მისაღები",
                    "<p>ქ. ჩაიეთი, თავისუფლების მოედანი 1, პირველი სართული.</p>"
                    "<p>ორშაბათიდან პარასკევის ჩათვლით, 9:00–18:00, შესვენების გარეშე.</p>",
                ),
                (
                    "წერილობითი განცხადება",
                    "<p>განცხადება შეგიძლიათ მოიტანოთ მისაღებში ან გამოგზავნოთ ელფოსტით: "
                    "info@chaieti.example. პასუხის ვადა 10 სამუშაო დღეა. თუ მეტი დრო დაგვჭირდება, "
                    "ამას ვადის გასვლამდე შეგატყობინებთ.</p>",
                ),
                (
                    "მერის მისაღები დღე",
                    "<p>ყოველი თვის პირველი და მესამე სამშაბათი, 15:00–17:00. "
                    "წინასწარ ჩაწერა საჭირო არ არის.</p>",
                ),
            ),
        ),
        "en": (
            "Contact",
            "Write, call or come by.",
            _body(
                (
                    "Citizens' reception",
                    "<p>1 Freedom Square, Chaieti, ground floor.</p>"
                    "<p>Monday to Friday, 9:00–18:00, without a break.</p>",
                ),
                (
                    "Written applications",
                    "<p>Bring your application to the reception or send it by e-mail to "
                    "info@chaieti.example. You get an answer within 10 working days. If we need "
                    "longer, we tell you before that time is over.</p>",
                ),
                (
                    "The mayor's open hours",
                    "<p>The first and third Tuesday of each month, 15:00–17:00. "
                    "No appointment is needed.</p>",
                ),
            ),
        ),
    },
    "council": {
        "ka": (
            "საკრებულოს შესახებ",
            "საკრებულო ჩაიეთის წარმომადგენლობითი ორგანოა: იღებს ბიუჯეტს, ადგენს ადგილობრივ "
            "მოსაკრებლებს და ზედამხედველობს მერიას.",
            _body(
                (
                    "როგორ მუშაობს",
                    "<p>საკრებულოს მორიგი სხდომა თვეში ერთხელ მაინც იმართება. სხდომა საჯაროა: "
                    "შეგიძლიათ დაესწროთ ან პირდაპირ ეთერში უყუროთ. დღის წესრიგი სხდომამდე "
                    "5 სამუშაო დღით ადრე ქვეყნდება.</p>",
                ),
                (
                    "როგორ ჩაერთოთ",
                    "<ul><li>სხდომამდე გამოგვიგზავნეთ კითხვა ან მოსაზრება სხდომის გვერდიდან.</li>"
                    "<li>წარადგინეთ პეტიცია ან მოაწერეთ ხელი სხვის პეტიციას.</li>"
                    "<li>გამოიწერეთ SMS თქვენთვის საინტერესო თემებზე.</li></ul>",
                ),
            ),
        ),
        "en": (
            "About the council",
            "The Sakrebulo is Chaieti's elected council: it adopts the budget, sets local fees "
            "and oversees City Hall.",
            _body(
                (
                    "How it works",
                    "<p>The council meets at least once a month. Its sessions are public: come and "
                    "listen, or watch them live. The agenda is published five working days "
                    "before.</p>",
                ),
                (
                    "How to take part",
                    "<ul><li>Send a question or an opinion from the session's page.</li>"
                    "<li>Start a petition, or sign one.</li>"
                    "<li>Subscribe to SMS on the topics that matter to you.</li></ul>",
                ),
            ),
        ),
    },
    "accessibility": {
        "ka": (
            "ხელმისაწვდომობა",
            "გვინდა, რომ ამ საიტით სარგებლობა ყველას შეეძლოს.",
            _body(
                (
                    "რას უნდა ელოდოთ",
                    "<ul><li>ყველა გვერდი იკითხება და ყველა ფორმა იგზავნება მხოლოდ "
                    "კლავიატურითაც.</li>"
                    "<li>ტექსტი იზრდება 400%-მდე და ეკრანს არ სცდება.</li>"
                    "<li>ყოველ დიაგრამას ახლავს ცხრილი იმავე ციფრებით.</li>"
                    "<li>საიტი იკითხება JavaScript-ის გარეშეც.</li></ul>",
                ),
                (
                    "რა ჯერ არ გამოგვდის",
                    "<p>ძველი სკანირებული დოკუმენტების ტექსტი ავტომატურად არის ამოცნობილი და "
                    "შეიძლება შეცდომებს შეიცავდეს. სხდომების ჩანაწერებს ყოველთვის არ ახლავს "
                    "სუბტიტრები.</p>",
                ),
                (
                    "შეგვატყობინეთ",
                    "<p>თუ რამე ვერ წაიკითხეთ ან ვერ შეავსეთ, მოგვწერეთ: info@chaieti.example. "
                    "საჭირო ინფორმაციას სხვა სახით მოგაწვდით.</p>",
                ),
            ),
        ),
        "en": (
            "Accessibility",
            "We want everybody to be able to use this site.",
            _body(
                (
                    "What you can expect",
                    "<ul><li>Every page can be read, and every form sent, with the keyboard "
                    "alone.</li><li>Text grows to 400% and stays on the screen.</li>"
                    "<li>Every chart comes with a table of the same figures.</li>"
                    "<li>The site works without JavaScript.</li></ul>",
                ),
                (
                    "What does not work yet",
                    "<p>The text of old scanned documents is machine-read and may have mistakes. "
                    "Not every recording of a session has subtitles.</p>",
                ),
                (
                    "Tell us",
                    "<p>If there is something you could not read or fill in, write to "
                    "info@chaieti.example. You will get it in another form.</p>",
                ),
            ),
        ),
    },
    "personal-data": {
        "ka": (
            "პერსონალური მონაცემები",
            "რა მონაცემებს ვინახავთ, რისთვის და რამდენ ხანს.",
            _body(
                (
                    "როცა მხოლოდ კითხულობთ",
                    "<p>საიტის წასაკითხად არც ქუქი გვჭირდება და არც თქვენი მონაცემები. ვიდეო სხვა "
                    "კომპანიის სერვერიდან მხოლოდ თქვენი თანხმობის შემდეგ ჩაიტვირთება.</p>",
                ),
                (
                    "როცა ხელს აწერთ, გვეკითხებით ან იწერთ",
                    "<p>ვინახავთ სახელს, ელფოსტას ან ტელეფონის ნომერს და არჩეულ ტერიტორიას. "
                    "საკონტაქტო მონაცემები დაშიფრულია და არასოდეს ქვეყნდება. შენახვის ვადა ყოველ "
                    "ფორმასთან წერია; ვადის გასვლის შემდეგ მონაცემები წაიშლება.</p>",
                ),
                (
                    "თქვენი უფლებები",
                    "<p>შეგიძლიათ გაიგოთ, რას ვინახავთ თქვენზე, მოითხოვოთ შესწორება ან წაშლა და "
                    "ნებისმიერ დროს გამოიხმოთ თანხმობა. მოგვწერეთ: data@chaieti.example. პასუხს "
                    "10 სამუშაო დღეში მიიღებთ. გასაჩივრების უფლება გაქვთ პერსონალურ მონაცემთა "
                    "დაცვის სამსახურში.</p>",
                ),
            ),
        ),
        "en": (
            "Personal data",
            "What we keep, what for, and for how long.",
            _body(
                (
                    "When you only read",
                    "<p>Reading needs no cookie and none of your data. A video from another "
                    "company's server is loaded only after you agree.</p>",
                ),
                (
                    "When you sign, ask or subscribe",
                    "<p>We keep your name, your e-mail address or phone number, and the area you "
                    "chose. Contact details are encrypted and never published. Each form says how "
                    "long they are kept; after that they are erased.</p>",
                ),
                (
                    "Your rights",
                    "<p>You can learn what we keep about you, have it corrected or erased, and "
                    "withdraw your consent at any time. Write to data@chaieti.example; you get an "
                    "answer within 10 working days. You may complain to the Personal Data "
                    "Protection Service.</p>",
                ),
            ),
        ),
    },
}
