import pytest

from wagtail_civic.acts.numbers import bare, code_key, normalise


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("17-51", "17-51"),
        ("№17-51", "17-51"),
        ("№ 17-51", "17-51"),
        ("N17-51", "17-51"),
        ("n 17-51", "17-51"),
        ("N 17 - 51", "17-51"),
        ("No. 17-51", "17-51"),
        ("Nº17-51", "17-51"),
        ("# 17-51", "17-51"),
        ("№ N 17-51", "17-51"),
        ("ნომერი 17-51", "17-51"),
        ("17–51", "17-51"),
        ("17—51", "17-51"),
        ("17−51", "17-51"),
        ("17/51", "17-51"),
        ("17 51", "17-51"),
        ("17_51", "17-51"),
        ("  17-51. ", "17-51"),
        ("17-51\u200b", "17-51"),
        ("\u202a17-51\u202c", "17-51"),
        ("17\u00ad-51", "17-51"),
        ("１７-５１", "17-51"),
        ("45", "45"),
        ("№045", "045"),
        ("ბ-12", "ბ-12"),
        ("Ბ-12", "ბ-12"),
        ("2288-IXმს-Xმპ", "2288-ixმს-xმპ"),
        ("2288-IХმს-Хმპ", "2288-ixმს-xმპ"),
        ("2288-Ⅸმს-Ⅹმპ", "2288-ixმს-xმპ"),
        ("N-17", "n-17"),
        ("ნ-17", "ნ-17"),
        ("1.2.3", "1.2.3"),
        ("25¹", "25-1"),
        ("17(ბ)", "17-ბ"),
        ("17:5+", "17-5"),
        ("", ""),
        ("   ", ""),
        ("№", ""),
        ("---", ""),
        ("\x00", ""),
    ],
)
def test_spellings_of_one_number_have_one_key(written, key):
    assert normalise(written) == key


def test_a_key_is_its_own_key():
    for written in ("№ 17 - 51", "2288-IXმს-Xმპ", "N17/51", "Ბ-12"):
        assert normalise(normalise(written)) == normalise(written)


def test_different_numbers_stay_different():
    written = ["17-51", "17-5", "1751", "175-1", "17-15", "017-51", "17-51ა", "17.51"]
    assert len({normalise(number) for number in written}) == len(written)


def test_a_key_fits_its_column_and_its_address():
    key = normalise("ა/" * 5000)
    assert len(key) <= 100
    assert "/" not in key
    assert key == normalise(key)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("230.000.000.05.001.000.350", "230000000050010003 50".replace(" ", "")),
        ("260000000.05.001.020670", "26000000005001020670"),
        ("26000000005001020670", "26000000005001020670"),
        ("010260020.35", "01026002035"),
        ("010260020", "010260020"),
        ("260 000 000", "260000000"),
        ("17-51", ""),
        ("12345", ""),
        ("code 260000000", ""),
        ("", ""),
    ],
)
def test_a_registration_code_is_known_by_its_digits(written, key):
    assert code_key(written) == key


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("№ 17-51", "17-51"),
        ("N17-51", "17-51"),
        ("17–51", "17–51"),
        (" 2288-IXმს-Xმპ ", "2288-IXმს-Xმპ"),
        ("ნ-17", "ნ-17"),
        ("№", ""),
    ],
)
def test_the_number_is_shown_as_printed_without_its_sign(written, shown):
    assert bare(written) == shown
