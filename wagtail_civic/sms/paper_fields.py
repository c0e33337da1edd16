"""Reading what stands on a paper form, from a list's cell or a clerk's typing alike."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Site

from wagtail_civic.core import clock
from wagtail_civic.core.contacts import Contact
from wagtail_civic.core.languages import content_languages
from wagtail_civic.core.models import Area, Topic
from wagtail_civic.core.models.names import named
from wagtail_civic.core.tables import FORMULA
from wagtail_civic.core.text import fold

from . import phones
from .models.consent import ConsentWording
from .models.paper import FormBatch

EARLIEST = 2000
EVERYTHING = frozenset({"0", "all", "all topics", "ყველა", "ყველა თემა"})
WHOLE = frozenset({"all", "the whole municipality", "ყველა", "მთელი მუნიციპალიტეტი"})
LANGUAGES = {"georgian": "ka", "ქართული": "ka", "ქართულად": "ka", "ge": "ka", "geo": "ka",
             "english": "en", "ინგლისური": "en", "ინგლისურად": "en", "eng": "en"}  # fmt: skip

_SHORTENED = re.compile(r"[+-]?\d+([.,]\d+)?e[+-]?\d+|\d{5,}[.,]\d+", re.IGNORECASE)
_NUMERO = re.compile(r"^(№|n|no)\.?\s*(?=\d)", re.IGNORECASE)
_FORM = re.compile(r"[\w./-]{1,30}")
_DAYS = (
    (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"), (1, 2, 3)),
    (re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})"), (3, 2, 1)),
)
_SEPARATORS = re.compile(r"[,;]")

NO_FORMULA = gettext_lazy("This cell holds a formula. Replace it by its value.")


def phone(text: str) -> Contact:
    if _SHORTENED.fullmatch(text.replace(" ", "")):
        raise ValidationError(
            _(
                "Excel has shortened this number, its last digits are lost. Format the column as "
                "text and type the number again from the form."
            )
        )
    return phones.parse(text)


def form_number(text: str) -> str:
    """As it is kept: without №, spaces and leading noughts."""
    text = _NUMERO.sub("", text).replace(" ", "")
    if _SHORTENED.fullmatch(text) or not _FORM.fullmatch(text):
        raise ValidationError(_("This is not the number of a form."))
    return str(int(text)) if text.isascii() and text.isdigit() else text


def day(text: str, now: datetime) -> date:
    for pattern, order in _DAYS:
        if found := pattern.fullmatch(text.rstrip(".")):
            try:
                read = date(*(int(found[part]) for part in order))
            except ValueError:
                break
            if read > clock.day_of(now):
                raise ValidationError(_("This day is yet to come."))
            if read.year < EARLIEST:
                break
            return read
    raise ValidationError(_("Write the day as 19.11.2026."))


def beginning(of: date) -> datetime:
    """Of the hour nothing is known: whoever said no on the same day is taken to have said it
    later."""
    return datetime.combine(of, time.min, clock.zone())


class Vocabulary:
    """A municipality's topics, areas, languages, wordings and batches, by what people write."""

    def __init__(self, site: Site) -> None:
        self.topics = named(Topic.objects.for_site(site))
        self.areas = named(Area.objects.for_site(site))
        self.wordings = list(ConsentWording.objects.filter(site=site))
        self.batches = list(FormBatch.objects.filter(site=site).select_related("wording", "area"))
        self._topics, self._areas = _by_name(self.topics), _by_name(self.areas)

    def topic_ids(self, text: str, batch: FormBatch | None) -> frozenset[int] | None:
        """The ids; None for all topics. Figures are those printed on the forms of the batch."""
        found = set()
        for word in _words(text):
            if fold(word) in EVERYTHING:
                return None
            if word.isascii() and word.isdigit():
                found.add(self._printed(int(word), batch))
            else:
                found.add(_only(self._topics, word, _("There is no topic “%(word)s”.")))
        if not found:
            raise ValidationError(_("No topic is chosen."))
        return frozenset(found)

    def _printed(self, figure: int, batch: FormBatch | None) -> int:
        if batch is None or not 1 <= figure <= len(batch.topics):
            raise ValidationError(
                _("There is no topic “%(word)s” on this form.") % {"word": figure}
            )
        pk = batch.topics[figure - 1]
        if pk not in {topic.pk for topic in self.topics}:
            raise ValidationError(_("Topic %(word)s was deleted since.") % {"word": figure})
        return pk

    def area_ids(self, text: str) -> frozenset[int] | None:
        """The ids; None for the whole municipality."""
        words = [word.strip() for word in _SEPARATORS.split(text) if word.strip()]
        if not words or any(fold(word) in WHOLE for word in words):
            return None
        unknown = _("There is no area “%(word)s”.")
        return frozenset(_only(self._areas, word, unknown) for word in words)

    def language(self, text: str) -> str:
        known = dict(content_languages())
        names = {fold(name): code for code, name in known.items()}
        word = fold(text)
        code = word if word in known else names.get(word) or LANGUAGES.get(word)
        if code not in known:
            raise ValidationError(_("The site has no language “%(word)s”.") % {"word": text})
        return code

    def wording(self, text: str) -> ConsentWording:
        """By language and version, as the form says them: “ka 2”."""
        words = fold(text).replace("-", " ").split()
        for wording in self.wordings:
            if words == [wording.language, str(wording.version)]:
                return wording
        raise ValidationError(
            _("There is no consent wording “%(word)s”. Write language and version, as “ka 2”.")
            % {"word": text}
        )

    def batch(self, number: str) -> FormBatch | None:
        if not (number.isascii() and number.isdigit() and len(number) < 19):
            return None
        figure = int(number)
        return next((row for row in self.batches if row.first <= figure <= row.last), None)


def _words(text: str) -> list[str]:
    parts = [word.strip() for word in _SEPARATORS.split(text) if word.strip()]
    if len(parts) == 1 and all(word.isdigit() for word in parts[0].split()):
        return parts[0].split()
    return parts


def _by_name(rows: Iterable) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for row in rows:
        for name in {row.code, *row.names_by_language().values()}:
            found.setdefault(fold(name), set()).add(row.pk)
    return found


def _only(known: dict[str, set[int]], word: str, unknown: str) -> int:
    found = known.get(fold(word), set())
    if not found:
        raise ValidationError(unknown % {"word": word})
    if len(found) > 1:
        raise ValidationError(
            _("Several are called “%(word)s”. Write the code instead.") % {"word": word}
        )
    return next(iter(found))


def refuse_formula(text: str) -> str:
    if text == FORMULA:
        raise ValidationError(NO_FORMULA)
    return text
