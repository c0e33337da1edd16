import unicodedata

import pytest

from wagtail_civic.sms.segments import BASIC, EXTENSION, dear, measure, normalise

G, U = "GSM-7", "UCS-2"
FAMILY = "👨\u200d👩\u200d👧"

TABLE = [
    ("", G, 0, 0),
    ("a", G, 1, 1),
    ("a" * 160, G, 160, 1),
    ("a" * 161, G, 161, 2),
    ("a" * 306, G, 306, 2),
    ("a" * 307, G, 307, 3),
    ("a" * 459, G, 459, 3),
    ("a" * 460, G, 460, 4),
    ("€" + "a" * 158, G, 160, 1),
    ("€" + "a" * 159, G, 161, 2),
    ("{" * 80, G, 160, 1),
    ("{" * 81, G, 162, 2),
    ("{" * 152, G, 304, 2),
    ("{" * 153, G, 306, 3),
    ("a" * 152 + "€" + "a" * 151, G, 305, 2),
    ("a" * 152 + "€" + "a" * 152, G, 306, 3),
    ("a" * 153 + "€" + "a" * 151, G, 306, 2),
    ("\n" * 160, G, 160, 1),
    ("\r\n" * 80, G, 160, 1),
    ("\f", G, 2, 1),
    ("^{}\\[~]|€", G, 18, 1),
    ("@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà", G, 42, 1),
    ("`", U, 1, 1),
    ("ç", U, 1, 1),
    ("\t", U, 1, 1),
    ("\u00a0", U, 1, 1),
    ("’", U, 1, 1),
    ("„ა“", U, 3, 1),
    ("₾", U, 1, 1),
    ("№", U, 1, 1),
    ("a" * 69 + "ა", U, 70, 1),
    ("a" * 70 + "ა", U, 71, 2),
    ("a" * 160 + "’", U, 161, 3),
    ("€" * 69 + "ა", U, 70, 1),
    ("ა" * 70, U, 70, 1),
    ("ა" * 71, U, 71, 2),
    ("ა" * 134, U, 134, 2),
    ("ა" * 135, U, 135, 3),
    ("ა" * 201, U, 201, 3),
    ("ა" * 202, U, 202, 4),
    ("Ა" * 70, U, 70, 1),
    ("😀", U, 2, 1),
    ("😀" * 35, U, 70, 1),
    ("😀" * 36, U, 72, 2),
    ("😀" * 66, U, 132, 2),
    ("😀" * 67, U, 134, 3),
    ("ა" * 66 + "😀" + "ა" * 65, U, 133, 2),
    ("ა" * 66 + "😀" + "ა" * 66, U, 134, 3),
    ("ა" * 67 + "😀" + "ა" * 65, U, 134, 2),
    (FAMILY, U, 8, 1),
    ("ა" * 62 + FAMILY, U, 70, 1),
    ("ა" * 63 + FAMILY, U, 71, 2),
    ("e\u0301", U, 2, 1),
    ("é", G, 1, 1),
]


@pytest.mark.parametrize(("text", "encoding", "units", "segments"), TABLE)
def test_a_text_is_measured_in_its_encoding_units_and_parts(text, encoding, units, segments):
    result = measure(text)
    assert (result.encoding, result.units, result.segments) == (encoding, units, segments)


def test_what_keeps_a_text_from_the_cheap_alphabet_is_named():
    assert dear("“a–b” €[]") == ["“", "–", "”"]
    assert dear("plain {}~") == []


def test_the_alphabet_is_the_whole_of_gsm_0338():
    assert len(BASIC) == 127
    assert len(EXTENSION) == 10
    assert not BASIC & EXTENSION


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("e\u0301", "é"),
        ("\u2126", "Ω"),
        ("„სხდომა“ — ₾\u00a05", "„სხდომა“ — ₾\u00a05"),
        (FAMILY, FAMILY),
        ("", ""),
        ("  ორი  ", "  ორი  "),
        ("ა\u200bბ", "ა\u200bბ"),
    ],
)
def test_normalising_changes_form_and_never_content(given, expected):
    assert normalise(given) == expected


def test_normalising_twice_changes_nothing_more():
    text = "e\u0301\r\nΩ\u2126\ud83d" + unicodedata.normalize("NFD", "Åა")
    assert normalise(normalise(text)) == normalise(text)
