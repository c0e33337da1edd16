"""The spellings under which one typed word may stand in a title."""

from django.apps import apps

SHORTEST_STEM = 3


def spellings(word: str) -> list[str]:
    """The word itself and, where the documents app is installed, its Georgian stems.

    ``ბიუჯეტი`` finds ``ბიუჯეტის`` because their stem is the same.
    """
    found = [word]
    if apps.is_installed("wagtail_civic.documents"):
        from wagtail_civic.documents.georgian import stems

        found += [stem for stem in stems(word) if len(stem) >= SHORTEST_STEM]
    return list(dict.fromkeys(found))
