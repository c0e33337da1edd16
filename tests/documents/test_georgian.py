"""Which forms belong to one word: every form of a word finds every other, no other word does."""

import itertools

import pytest

from wagtail_civic.documents.georgian import from_latin, matches, stems

FORMS = {
    "a consonant stem": "ბიუჯეტი ბიუჯეტმა ბიუჯეტს ბიუჯეტის ბიუჯეტით ბიუჯეტად ბიუჯეტო ბიუჯეტები "
    "ბიუჯეტებმა ბიუჯეტებს ბიუჯეტების ბიუჯეტებით ბიუჯეტში ბიუჯეტზე ბიუჯეტთან ბიუჯეტიდან ბიუჯეტამდე "
    "ბიუჯეტისთვის ბიუჯეტისათვის ბიუჯეტისგან ბიუჯეტისაგან ბიუჯეტისკენ ბიუჯეტისადმი ბიუჯეტისა "
    "ბიუჯეტია ბიუჯეტიც ბიუჯეტშიც ბიუჯეტსაც ბიუჯეტმაც ბიუჯეტისთვისაც ბიუჯეტშია ბიუჯეტებია",
    "one that loses its vowel": "სოფელი სოფელმა სოფელს სოფლის სოფლით სოფლად სოფლები სოფლების "
    "სოფლებში სოფლებიდან სოფელში სოფელთან სოფლიდან სოფლამდე სოფლისთვის სოფელია სოფელშიც სოფელთა",
    "a short one that does": "წელი წელს წლის წლები წლების წლამდე წლიდან წელთა",
    "one whose ო becomes ვ": "მინდორი მინდორში მინდვრის მინდვრები მინდვრებში",
    "a stem in ია": "მერია მერიამ მერიას მერიის მერიით მერიად მერიაში მერიიდან მერიები მერიების "
    "მერიებში მერიასთან მერიისთვის მერიამდე მერიაც",
    "a verbal noun": "გადაწყვეტილება გადაწყვეტილებამ გადაწყვეტილებას გადაწყვეტილების "
    "გადაწყვეტილებით გადაწყვეტილებები გადაწყვეტილებების გადაწყვეტილებათა გადაწყვეტილებაა",
    "one in ა that loses two vowels": "ქვეყანა ქვეყანამ ქვეყანას ქვეყნის ქვეყნები ქვეყანაში",
    "a stem in ე": "თავმჯდომარე თავმჯდომარემ თავმჯდომარეს თავმჯდომარის თავმჯდომარით თავმჯდომარედ "
    "თავმჯდომარეები თავმჯდომარესთან თავმჯდომარისთვის თავმჯდომარეთა",
    "a short stem in ე": "დღე დღეს დღის დღით დღეები დღეების დღემდე",
    "a stem in ო": "საკრებულო საკრებულომ საკრებულოს საკრებულოთი საკრებულოდ საკრებულოში "
    "საკრებულოდან საკრებულოები საკრებულოების საკრებულოსთან საკრებულოსთვის საკრებულოსგან "
    "საკრებულომდე საკრებულოთა საკრებულომაც საკრებულოსაც",
    "with postpositions of time": "სხდომა სხდომას სხდომის სხდომაზე სხდომისას სხდომიდან სხდომამდე",
    "a root of one letter": "ხე ხემ ხეს ხის ხეები ხეების ხეებზე ხეთა ხესავით",
    "one that loses ა before ვ": "ნაგავი ნაგავს ნაგვის ნაგვისთვის ნაგავში",
    "a person in -ები": "მცხოვრები მცხოვრებს მცხოვრების მცხოვრებნი მცხოვრებთა მცხოვრებთათვის",
    "a likeness": "ბავშვი ბავშვის ბავშვივით",
    "a short word with -ც": "ეზო ეზოს ეზოც ეზოში",
    "Mtavruli": "გზა ᲒᲖᲐ ᲒᲖᲘᲡ გზები",
}

OTHER_WORDS = [
    ("მერი", "მერია"),
    ("სახელი", "სახლი"),
    ("სახელი", "სახლის"),
    ("მთავარი", "მთავრობა"),
    ("სწავლა", "სწავლება"),
    ("კანონი", "კანონიერი"),
    ("თბილისი", "თბილი"),
    ("ეკოლოგი", "ეკოლოგია"),
    ("მხარე", "მხარი"),
    ("ქალაქი", "მოქალაქე"),
    ("წესი", "წესრიგი"),
    ("წევრი", "წერილი"),
    ("თანხა", "თანხმობა"),
    ("თემა", "თემი"),
    ("ხიდი", "ხედი"),
    ("კომისია", "კომისარი"),
    ("გზა", "გზავნილი"),
    ("წრე", "წერა"),
    ("ხე", "ხედი"),
    ("ხე", "ხელი"),
    ("და", "დის"),
]


@pytest.mark.parametrize("forms", FORMS.values(), ids=FORMS)
def test_every_form_of_a_word_finds_every_other(forms):
    forms = forms.split()
    missed = [pair for pair in itertools.product(forms, forms) if not matches(*pair)]
    assert not missed


@pytest.mark.parametrize(("word", "other"), OTHER_WORDS)
def test_another_word_is_not_found(word, other):
    assert not matches(word, other)
    assert not matches(other, word)


def test_stems_are_what_the_forms_begin_with():
    assert stems("სოფელი") == ("სოფელ", "სოფლ")
    assert stems("ბიუჯეტის") == ("ბიუჯეტ",)
    assert "საკრებულო" in stems("საკრებულომ")


@pytest.mark.parametrize(
    "word", ["", "ა", "ი", "ის", "ებ", "ების", "ც", "თა", "მ", "ო", "x", "ჱ" * 99]
)
def test_any_string_has_stems(word):
    assert isinstance(stems(word), tuple)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("biujeti", "ბიუჯეტი"),
        ("sakrebulo", "საკრებულო"),
        ("petitsia", "პეტიცია"),
        ("peticia", "პეტიცია"),
        ("gza", "გზა"),
        ("ts'q'alt'ubo", "წყალტუბო"),
        ("wyali", "წყალი"),
        ("qalaqi", "ქალაქი"),
        ("kalaki", "ქალაქი"),
        ("chaieti", "ჩაიეთი"),
        ("xidi", "ხიდი"),
        ("khidi", "ხიდი"),
        ("dzala", "ძალა"),
        ("zhurnali", "ჟურნალი"),
        ("Tbilisi", "თბილისი"),
    ],
)
def test_latin_letters_as_people_type_them(typed, meant):
    assert meant in from_latin(typed)


def test_there_are_never_too_many_spellings():
    assert len(from_latin("tktktktktktktktktktk" * 3)) == 96
    assert from_latin("7up") == ()
