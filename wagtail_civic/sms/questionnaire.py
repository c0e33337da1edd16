"""The paper form of a batch: what is printed on it, and a list with the same columns."""

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import override
from wagtail.models import Site

from wagtail_civic.core import qr
from wagtail_civic.core.languages import content_languages
from wagtail_civic.core.models import Area, MunicipalitySettings, Topic
from wagtail_civic.core.models.names import named
from wagtail_civic.core.places import front_page, index_page

from .headings import COLUMNS
from .models.consent import ConsentWording
from .models.paper import FormBatch
from .subscribing import data_notice

MOST_AREAS = 40
"""More boxes than that and the form has a line to write on instead."""


@dataclass(frozen=True)
class Questionnaire:
    """What every form of a batch says, in the language of its wording."""

    batch: FormBatch
    municipality: str
    wording: ConsentWording
    notice: str
    topics: list[tuple[int, str, int]]
    areas: list[str]
    languages: list[str]
    address: str
    code: SafeString

    @property
    def numbers(self) -> range:
        return range(self.batch.first, self.batch.last + 1)


def of(batch: FormBatch) -> Questionnaire:
    site, language = batch.site, batch.wording.language
    address = sign_up_address(site, language)
    return Questionnaire(
        batch=batch,
        municipality=MunicipalitySettings.for_site(site).text(language).name,
        wording=batch.wording,
        notice=data_notice(site, language),
        topics=_topics(batch, language),
        areas=_areas(batch, language),
        languages=[name for _code, name in content_languages()],
        address=address,
        code=qr.code(address),
    )


def sign_up_address(site: Site, language: str) -> str:
    page = index_page(site, "sms", language) or front_page(site, language)
    return page.get_full_url() or site.root_url


def _topics(batch: FormBatch, language: str) -> list[tuple[int, str, int]]:
    """Figure, name, depth; a topic that was deleted since keeps its figure empty."""
    known = {row.pk: row for row in named(Topic.objects.filter(pk__in=batch.topics))}
    return [
        (figure, known[pk].label(language), known[pk].level)
        for figure, pk in enumerate(batch.topics, 1)
        if pk in known
    ]


def _areas(batch: FormBatch, language: str) -> list[str]:
    """The places to tick: those inside the batch's area, else of the municipality."""
    rows = Area.objects.for_site(batch.site)
    if batch.area_id:
        rows = rows.filter(lineage__startswith=batch.area.lineage).exclude(pk=batch.area_id)
    found = rows.in_tree_order()
    return [row.label(language) for row in found] if len(found) <= MOST_AREAS else []


def template_rows(batch: FormBatch | None) -> list[list[str]]:
    """Headings, then a row for each form of the batch with what is known of it."""
    rows = [[str(column.label) for column in COLUMNS]]
    if batch is None:
        return rows
    known = {"collector": batch.collector, "wording": str(batch.wording)}
    for number in range(batch.first, batch.last + 1):
        texts = {"form_number": str(number), **known}
        rows.append([texts.get(column.name, "") for column in COLUMNS])
    return rows


def in_its_language(batch: FormBatch):
    """For whoever renders the form: its words are those of the wording."""
    return override(batch.wording.language)
