"""Two towns on the plain host: one that uses everything, and one that has just begun."""

from datetime import date
from io import StringIO
from urllib.parse import urlsplit

from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone, translation
from wagtail.models import Locale, Page, Site

from tests.budget.workbooks import annex
from tests.plainsite.home.models import HomePage
from wagtail_civic.budget import importing, publishing
from wagtail_civic.budget.models import SourceDocument
from wagtail_civic.core import demo, home
from wagtail_civic.core.digests import sha256_of
from wagtail_civic.core.models import VoterRoll

HOST, NEIGHBOUR = "plain.example", "neighbour.example"


def build() -> None:
    Site.objects.all().delete()
    Page.objects.filter(depth=2).delete()
    languages = {
        code: Locale.objects.get_or_create(language_code=code)[0] for code in ("ka", "en-gb")
    }
    town = _site(HOST, "ჩაიეთი", "home", languages, is_default_site=True)
    neighbour = _site(NEIGHBOUR, "მეზობელი", "neighbour", languages)
    for site in (town, neighbour):
        call_command("civic_setup", site=site.hostname, stdout=StringIO())
    VoterRoll.objects.create(site=neighbour, date=date(2024, 1, 1), voters=100, source="ცესკო")
    with translation.override("ka"):
        _fill(town)
        _show_all_blocks(town)


def entrances(hostname: str) -> list[str]:
    """Where a visitor comes in: the front page in each language, and what its menu names."""
    root = Site.objects.get(hostname=hostname).root_page
    pages = root.get_translations(inclusive=True)
    return [
        urlsplit(page.full_url).path
        for front in pages
        for page in (front, *front.get_children().live())
    ]


def _site(hostname: str, name: str, slug: str, languages: dict, **fields) -> Site:
    page = HomePage(title=name, slug=slug, locale=languages["ka"])
    Page.get_first_root_node().add_child(instance=page)
    page.copy_for_translation(languages["en-gb"]).save_revision().publish()
    return Site.objects.create(hostname=hostname, site_name=name, root_page=page, **fields)


def _fill(site: Site) -> None:
    """The demonstration, but one small annex in place of its budgets of four years."""
    ctx = demo.DemoContext(site, timezone.now())
    ctx.wants_accounts = True
    without_budget = [item for item in demo.builders if "budget" not in item[1].__module__]
    for _order, builder in sorted(without_budget, key=lambda item: item[0]):
        builder(ctx)
    file = annex()
    digest = sha256_of(file)
    document = SourceDocument.objects.create(
        site=site,
        title="დანართი",
        date=date(2024, 12, 20),
        filename="annex.xlsx",
        sha256=digest,
        active_sha256=digest,
        file=ContentFile(file.read(), name="annex.xlsx"),
    )
    with document.file.open("rb") as opened:
        tables = importing.parse(opened)
    choices = importing.choices(tables, document)
    publishing.publish(document, choices, importing.unit_of(tables, document), None)


def _show_all_blocks(site: Site) -> None:
    """Every block that a capability offers for a front page, as it is when an editor adds it."""
    for page in site.root_page.get_translations(inclusive=True).specific():
        page.body = [
            {"type": name, "value": block.get_prep_value(block.get_default())}
            for name, block in home.blocks()
        ]
        page.save_revision().publish()
