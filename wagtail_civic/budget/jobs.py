"""Work for the worker after figures have changed."""

from wagtail_civic.core import search

from .models.amounts import Line, Rollup
from .models.classification import Node
from .models.sources import SourceDocument
from .sources import ProgrammeSource

RECENT_YEARS = 2
"""The newest year is searchable; the one before it may have been until now."""


def announce(document_id: int) -> None:
    """Tell the search which programmes a published or withdrawn workbook concerns."""
    document = SourceDocument.objects.filter(pk=document_id).first()
    if document is None:
        return
    stated = Line.objects.filter(amounts__revision__document=document)
    shown = Rollup.objects.filter(budget__site=document.site_id)
    years = shown.order_by("-budget__fiscal_year").values_list("budget__fiscal_year", flat=True)
    recent = list(dict.fromkeys(years.distinct()))[:RECENT_YEARS]
    wanted = set(stated.values_list("programme_id", flat=True).distinct())
    if set(document.revisions.values_list("budget__fiscal_year", flat=True)) & set(recent):
        nodes = shown.filter(budget__fiscal_year__in=recent)
        wanted |= set(nodes.values_list("node_id", flat=True).distinct())
    programmes = Node.objects.programmes().filter(pk__in=wanted)
    for pk in programmes.values_list("pk", flat=True):
        search.changed(ProgrammeSource.kind, pk)
