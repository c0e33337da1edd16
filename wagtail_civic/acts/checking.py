"""Personal data in the words of an act: somebody looks at each place before the public reads it.

What was looked at is kept as keyed digests of the words of those places. So other words in the same
article are looked at anew, and the rest of the text may change.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail_civic.core import history
from wagtail_civic.core.encryption import keyed_digest

from .articles import anchored, article_title, plain, text_outside

CHECKED = "civic_acts.personal_checked"
DIGEST = 16
MOST_MASKED = 3


@dataclass(frozen=True)
class Place:
    """An article (or what stands outside) with personal data; ``kinds`` names them, masked."""

    digest: str
    where: str
    kinds: str

    def __str__(self):
        return f"{self.where}: {self.kinds}"


def places(record, **rows: list) -> list[Place]:
    """Where an act or a version of one has personal data, of the kinds that documents are held
    for; nothing where the suite's documents are not installed.

    ``rows`` are those of a form (``summaries``, ``files``), where they are not the stored ones.
    """
    if not apps.is_installed("wagtail_civic.documents"):
        return []
    from wagtail_civic.documents import personal

    found = []
    for where, words in _parts(record, rows):
        if kinds := personal.kinds_in(words):
            masked = list(dict.fromkeys(personal.places(words)))[:MOST_MASKED]
            named = personal.named(kinds) + (f" ({', '.join(masked)})" if masked else "")
            digest = keyed_digest("civic_acts.personal", words)[:DIGEST]
            found.append(Place(digest, where, named))
    return found


def _parts(record, rows: dict[str, list]) -> Iterator[tuple[str, str]]:
    """What the public reads, beside numbers, dates and names of lists."""
    if title := getattr(record, "title", ""):
        yield _("Title"), title
    if note := getattr(record, "note", ""):
        yield _("Note"), note
    for summary in _rows(record, "summaries", rows):
        yield _("In plain words"), f"{summary.title}\n{summary.meaning}"
    for file in _rows(record, "files", rows):
        yield _("Files"), file.title
    yield _("Text outside the articles"), text_outside(record.text)
    for _anchor, value in anchored(record.text):
        words = plain(value["text"].source)
        yield article_title(value, None), f"{value['heading']}\n{words}"


def _rows(record, name: str, rows: dict[str, list]) -> Iterable:
    if name in rows:
        return rows[name]
    return getattr(record, name).all() if hasattr(record, name) else ()


def digests(record) -> str:
    """The places of now, as ``personal_checked`` keeps them."""
    return " ".join(place.digest for place in places(record))


def unchecked(record) -> list[Place]:
    """The places that nobody has looked at."""
    known = record.personal_checked.split()
    return [place for place in places(record) if place.digest not in known]


def refuse_unchecked(record) -> None:
    """Raises ``ValidationError`` that names the places nobody has looked at."""
    if waiting := unchecked(record):
        words = _(
            "There are personal data in it: %(places)s. Replace them, or tick that you have "
            "looked and the public may read them."
        )
        raise ValidationError({"personal": words % {"places": "; ".join(map(str, waiting))}})


def refuse_in(words: str, field: str) -> None:
    """Raises ``ValidationError`` where words that everybody reads at once hold personal data."""
    if not apps.is_installed("wagtail_civic.documents"):
        return
    from wagtail_civic.documents import personal

    if kinds := personal.kinds_in(words):
        told = _("Everybody can read this: leave out the personal data (%(kinds)s).")
        raise ValidationError({field: told % {"kinds": personal.named(kinds)}})


def log(record, act, before: str, user) -> None:
    """Write down who looked at more than ``before``, and where; never what stands there."""
    new = set(record.personal_checked.split()) - set(before.split())
    if named := [place.where for place in places(record) if place.digest in new]:
        history.log(act, CHECKED, user=user, data={"places": ", ".join(named)})


def register_history() -> None:
    history.register(
        CHECKED,
        gettext_lazy("Personal data checked"),
        gettext_lazy("Personal data in the text may be public"),
        names="places",
    )
