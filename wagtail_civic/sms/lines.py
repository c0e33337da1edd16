"""One form in writing, from a line of a list or the screen of quick entry: read as a whole."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from . import paper_fields
from .entering import PaperForm
from .headings import BY_NAME, REQUIRED
from .models.paper import FormBatch
from .paper_fields import Vocabulary
from .subscribing import Choices


@dataclass(frozen=True)
class Fault:
    """What is wrong with one field, and what to do."""

    name: str
    words: str

    @property
    def label(self) -> str:
        return str(BY_NAME[self.name].label) if self.name in BY_NAME else ""


class Line:
    """Reads the texts of one form; `form` is None where `faults` has something."""

    def __init__(
        self, texts: Mapping[str, str], vocabulary: Vocabulary, now: datetime, inherited=False
    ) -> None:
        self.texts, self.vocabulary, self.now = texts, vocabulary, now
        self.faults: list[Fault] = []
        self.form = self._inherited() if inherited else self._paper()

    def _inherited(self) -> PaperForm | None:
        contact = self._read("number", paper_fields.phone, required=True)
        language = self._language(None)
        choices = self._choices(None)
        if self.faults:
            return None
        return PaperForm(contact, language, choices)

    def _paper(self) -> PaperForm | None:
        number = self._read("form_number", paper_fields.form_number, required=True)
        batch = self.vocabulary.batch(number) if number else None
        contact = self._read("number", paper_fields.phone, required=True)
        day = self._read("date", lambda text: paper_fields.day(text, self.now), required=True)
        collector = self._collector(batch)
        wording = self._wording(batch)
        language = self._language(wording)
        choices = self._choices(batch)
        scan = self._read("scan", lambda text: text[:200]) or ""
        if self.faults:
            return None
        signed = paper_fields.beginning(day)
        return PaperForm(
            contact, language, choices, number, signed, collector, wording, batch, scan
        )

    def _collector(self, batch: FormBatch | None) -> str | None:
        given = self._read("collector", lambda text: text[:100], required=batch is None)
        return given or (batch.collector if batch else None)

    def _wording(self, batch: FormBatch | None):
        """The wording that was printed on the form; a list that says another is wrong."""
        given = self._read("wording", self.vocabulary.wording, required=batch is None)
        if batch and given and given != batch.wording:
            self._add(
                "wording",
                _("Form %(form)s was printed with the wording “%(wording)s”.")
                % {"form": self.texts["form_number"], "wording": batch.wording},
            )
        return batch.wording if batch else given

    def _language(self, wording) -> str:
        given = self._read("language", self.vocabulary.language)
        return given or (wording.language if wording else self.texts.get("default_language", ""))

    def _choices(self, batch: FormBatch | None) -> Choices:
        """A list without a column of topics is one of forms without boxes: it means all of them.
        Where the area is left out, it is the one the forms were made for."""
        topics = areas = None
        if "topics" in self.texts and self.vocabulary.topics:
            topics = self._read(
                "topics", lambda text: self.vocabulary.topic_ids(text, batch), required=True
            )
        if self.texts.get("area"):
            areas = self._read("area", self.vocabulary.area_ids)
        elif batch and batch.area_id:
            areas = frozenset({batch.area_id})
        return Choices(topics or frozenset(), areas or frozenset(), topics is None, areas is None)

    def _read(self, name: str, reader: Callable[[str], Any], required: bool = False) -> Any:
        text = self.texts.get(name, "").strip()
        if not text:
            if required:
                self._add(name, _missing(name))
            return None
        try:
            return reader(paper_fields.refuse_formula(text))
        except ValidationError as error:
            self._add(name, " ".join(error.messages))
        except ImportError:
            self._add(name, _("Telephone numbers cannot be read on this server."))
        return None

    def _add(self, name: str, words: str) -> None:
        self.faults.append(Fault(name, words))


def _missing(name: str) -> str:
    if name in REQUIRED:
        return _("This is missing: without it the consent cannot be proved.")
    return _("This is missing.")
