"""The spellings under which one typed word may stand in a title."""

from django.apps import apps

SHORTEST_STEM = 3
#: A word in Latin letters may be several Georgian ones; each costs a condition.
MOST = 12


def spellings(word: str) -> list[str]:
    """The word itself and, where the documents app is installed, its Georgian stems, also where
    it is written in Latin letters.

    ``ბიუჯეტი`` and ``biujeti`` find ``ბიუჯეტის`` because their stem is the same.
    """
    found = [word]
    if apps.is_installed("wagtail_civic.documents"):
        from wagtail_civic.documents.georgian import from_latin, stems

        read = from_latin(word) if word.isascii() else [word]
        roots = (stem for each in read for stem in stems(each))
        found += [stem for stem in roots if len(stem) >= SHORTEST_STEM]
    return list(dict.fromkeys(found))[:MOST]
