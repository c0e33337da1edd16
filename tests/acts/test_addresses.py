from wagtail_civic.acts.addresses import Identity, article_anchor, number_key, path, segment


def test_the_address_names_body_type_year_and_number():
    assert path(Identity("council", "resolution", 2026, "17-51")) == (
        "council/resolution/2026/17-51/"
    )


def test_the_anchor_of_an_article_is_its_number():
    assert article_anchor("7") == "art_7"
    assert article_anchor("7/1") == "art_7-1"
    assert article_anchor("7¹") == "art_7-1"


def test_a_number_survives_its_address():
    for key in ("17-51", "1.2.3", "17-ა", "2288-ixმს-xმპ"):
        assert number_key(segment(key)) == key
