"""The demonstration's budgets: workbooks made here, read and published by the real importer."""

import io
from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib.util import find_spec

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from wagtail_civic.core.demo import DemoContext
from wagtail_civic.core.digests import sha256_of

from . import importing, nodes, publishing
from .demo_programmes import GROWTH, PROGRAMMES, RESIDENTS, TITLES
from .headings import squash
from .models.amounts import Budget, Population
from .models.classification import Classification
from .models.sources import SourceDocument


def build(ctx: DemoContext) -> None:
    """Four years: each approved, the past ones executed, the newest revised and partly executed.

    Nothing where the site has budgets of its own, or where workbooks cannot be written.
    """
    if find_spec("openpyxl") is None or Budget.objects.for_site(ctx.site).exists():
        return
    known = set(Classification.objects.for_site(ctx.site).values_list("pk", flat=True))
    documents = [document for year in range(4) for document in _year(ctx, 3 - year)]
    fresh = Classification.objects.for_site(ctx.site).exclude(pk__in=known)
    for row in [*fresh, *Budget.objects.for_site(ctx.site), *documents]:
        ctx.made(row)
    _offer_draft(ctx)
    for before, residents in RESIDENTS.items():
        population, made = Population.objects.get_or_create(
            site=ctx.site,
            year=ctx.now.year - before,
            defaults={"residents": residents, "source": "საქსტატი (სადემონსტრაციო მონაცემი)"},
        )
        if made:
            ctx.made(population)


def _year(ctx: DemoContext, before: int) -> list[SourceDocument]:
    from . import demo_workbooks

    year, scale = ctx.now.year - before, GROWTH[before]
    adopted = date(year - 1, 12, 20)
    annex = demo_workbooks.annex(year, scale * Decimal("0.96"), f"{year} წლის დამტკიცებული გეგმა")
    title = TITLES["annex"].format(year=year)
    found = [_publish(ctx, annex, title, adopted, f"annex-{year}.xlsx")]
    _name(ctx)
    revised = demo_workbooks.annex(year, scale, f"{year} წლის დაზუსტებული გეგმა")
    title = TITLES["revised"].format(year=year)
    day = min(date(year, 6, 27), ctx.now.date())
    found.append(_publish(ctx, revised, title, day, f"annex-{year}-revised.xlsx"))
    months = 12 if before else ctx.now.month - 1
    if months:
        rate = Decimal("0.965") if before else Decimal(months) / 12 * Decimal("0.97")
        file = demo_workbooks.treasury(year, months, scale, rate)
        title = TITLES["treasury"].format(year=year, months=months)
        closed = date(year + months // 12, months % 12 + 1, 5)
        day = min(closed, ctx.now.date())
        found.append(_publish(ctx, file, title, day, f"treasury-e1-{year}.xlsx"))
    return found


def _offer_draft(ctx: DemoContext) -> None:
    """Next year's draft among the documents: a workbook to try the upload with."""
    from . import demo_workbooks

    year = ctx.now.year + 1
    file = demo_workbooks.annex(year, Decimal("1.06"), f"{year} წლის პროექტი")
    document = get_document_model()(title=TITLES["draft"].format(year=year))
    document.file.save(f"draft-{year}.xlsx", ContentFile(file.getvalue()), save=False)
    document.save()
    ctx.made(document)


def _publish(
    ctx: DemoContext, file: io.BytesIO, title: str, day: date, name: str
) -> SourceDocument:
    digest = sha256_of(file)
    document = SourceDocument.objects.create(
        site=ctx.site,
        title=title,
        date=day,
        filename=name,
        sha256=digest,
        active_sha256=digest,
        file=ContentFile(file.getvalue(), name=name),
        created_at=_moment(ctx, day),
    )
    tables = importing.parse(file)
    choices = importing.choices(tables, document)
    unit = importing.unit_of(tables, document) or 1000
    publishing.publish(document, choices, unit, None, _moment(ctx, day))
    return document


def _moment(ctx: DemoContext, day: date) -> datetime:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ctx.now.tzinfo)
    return min(noon + timedelta(hours=3), ctx.now)


def _name(ctx: DemoContext) -> None:
    names = {("", squash(programme.ka)): programme.en for programme in PROGRAMMES}
    nodes.apply_names(ctx.site, names)
