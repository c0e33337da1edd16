from contextlib import ExitStack

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from wagtail.models import Collection

from wagtail_civic.core import tables
from wagtail_civic.core.archives import Archive, ArchiveError
from wagtail_civic.core.management.commands.civic_setup import find_site

from ... import importing

MOST_ROWS = 1_000_000


class Command(BaseCommand):
    help = "Takes in acts from a CSV or Excel list, with their files from a ZIP archive."

    def add_arguments(self, parser):
        parser.add_argument("table", help="The list: CSV (of any length) or .xlsx")
        parser.add_argument("--zip", help="The archive that holds the files named in the list")
        parser.add_argument("--site", help="Hostname or id of the site (default: the default site)")
        parser.add_argument("--collection", help="Name of the collection for the files")
        parser.add_argument("--check", action="store_true", help="Only say what would be done")
        parser.add_argument("--publish", action="store_true", help="Publish; otherwise drafts")

    def handle(self, *args, table, **options):
        site = find_site(options["site"])
        with ExitStack() as stack, translation.override("en"):
            try:
                opened = stack.enter_context(open(table, "rb"))
                archive = options["zip"] and stack.enter_context(open(options["zip"], "rb"))
                order = importing.Order(
                    site=site,
                    archive=Archive(archive) if archive else None,
                    collection=self._collection(options["collection"]),
                    is_live=options["publish"],
                    is_check=options["check"],
                )
                lines = tables.stream(opened, most_rows=MOST_ROWS, longest=importing.LONGEST_CELL)
                report = importing.run(order, lines)
            except (OSError, tables.TableError, ArchiveError) as error:
                raise CommandError(str(error)) from error
        self._tell(report, options["check"])

    def _collection(self, name: str | None) -> Collection:
        if not name:
            return Collection.get_first_root_node()
        found = Collection.objects.filter(name=name).first()
        if found is None:
            raise CommandError(f"There is no collection “{name}”.")
        return found

    def _tell(self, report: importing.Report, is_check: bool) -> None:
        for heading in report.passed_over:
            self.stdout.write(f"column “{heading}” is not known and was passed over")
        for row, words in [*report.faults, *report.notes]:
            self.stdout.write(f"line {row}: {words}")
        verb = "to take in" if is_check else "taken in"
        self.stdout.write(
            f"{report.made} {verb}, {report.there} there already, {report.faulty} faulty."
        )
        if report.faulty:
            raise CommandError(f"{report.faulty} lines were left out.")
