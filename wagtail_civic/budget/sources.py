"""What the site search finds of the budget: the programmes of the newest published year."""

from collections.abc import Iterable

from django.db.models import Subquery
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from wagtail_civic.core import formats, search
from wagtail_civic.core.languages import content_languages, in_language

from . import access, codes
from .figures import SHOWN_STAGES
from .models.amounts import STAGE_LABELS, Rollup
from .models.classification import Node

DIRECTIONS = {"programme": "expenditure", "receipts": "receipts"}


class ProgrammeSource(search.SearchSource):
    kind = "budget_programme"
    label = _("Budget")
    model = Node

    def objects(self, site, now=None):
        nodes = Node.objects.for_site(site).programmes().exclude(code=codes.TOTAL)
        newest = Subquery(self._years(site)[:1])
        shown = Rollup.objects.filter(budget__site=site, budget__fiscal_year=newest)
        return nodes.filter(pk__in=shown.values("node")).with_names()

    def shape(self, site):
        return ()

    def _years(self, site):
        rows = Rollup.objects.filter(budget__site=site).order_by("-budget__fiscal_year")
        return rows.values_list("budget__fiscal_year", flat=True)

    def is_visible(self, obj: Node) -> bool:
        return self.objects(obj.site).filter(pk=obj.pk).exists()

    def entries(self, obj: Node) -> Iterable[search.Entry]:
        kind = obj.classification.kind
        if kind not in DIRECTIONS or obj.code == codes.TOTAL:
            return
        year = self._years(obj.site).first()
        rows = list(obj.rollups.filter(budget__fiscal_year=year, economic__code=codes.TOTAL))
        if not rows:
            return
        seen = set()
        for language, _name in content_languages():
            page = access.public_page(obj.site, language)
            if page is None or page.pk in seen:
                continue
            seen.add(page.pk)
            spoken = page.locale.language_code
            found = in_language(obj.names.all(), spoken)
            name = found.name if found else obj.display_code
            yield search.Entry(
                part="",
                language=spoken,
                title=name,
                text=self._text(name, rows, spoken),
                url=page.address(year, obj.code, DIRECTIONS[kind]),
                page_id=page.pk,
                number=obj.display_code,
                facets={"year": str(year)},
            )

    def _text(self, name: str, rows: list[Rollup], language: str) -> str:
        """The name and what each stage says, as a reader of `language` meets it in a result."""
        by_stage = {row.stage: row for row in rows}
        with translation.override(language):
            amounts = [
                f"{STAGE_LABELS[stage]}: {formats.money(by_stage[stage].value, language, 'auto')}"
                for stage in SHOWN_STAGES
                if stage in by_stage
            ]
        return f"{name}. {', '.join(amounts)}"
