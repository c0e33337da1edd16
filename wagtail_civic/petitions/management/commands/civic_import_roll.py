from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from wagtail_civic.core import tables
from wagtail_civic.core.management.commands.civic_setup import find_site
from wagtail_civic.core.models import VoterRoll

from ... import rolls
from ...transitions import NotPossible


class Command(BaseCommand):
    help = "Keeps the personal numbers of an electoral roll, as keyed digests alone."

    def add_arguments(self, parser):
        parser.add_argument("table", nargs="?", help="CSV or .xlsx with one column of numbers")
        parser.add_argument("--date", required=True, type=date.fromisoformat, help="Of the roll")
        parser.add_argument("--site", help="Hostname or id of the site (default: the default site)")
        parser.add_argument("--check", action="store_true", help="Only say what would be done")
        parser.add_argument("--remove", action="store_true", help="Forget the numbers of the roll")

    def handle(self, *args, table, **options):
        if bool(table) == options["remove"]:
            raise CommandError("Name a file, or say --remove.")
        site = find_site(options["site"])
        roll = VoterRoll.objects.for_site(site).filter(date=options["date"]).first()
        if roll is None:
            raise CommandError(f"{site.hostname} has no electoral roll of {options['date']}.")
        with translation.override("en"):
            if options["remove"]:
                self.stdout.write(f"{rolls.remove(roll)} personal numbers forgotten.")
            else:
                self._take_in(roll, table, options["check"])

    def _take_in(self, roll, table, is_check):
        try:
            with open(table, "rb") as opened:
                lines = tables.stream(opened, most_rows=rolls.MOST_ROWS, longest=rolls.LONGEST_CELL)
                reading = rolls.read(lines)
        except (OSError, tables.TableError) as error:
            raise CommandError(str(error)) from error
        for row, words in reading.faults:
            self.stdout.write(f"line {row}: {words}")
        try:
            count = len(reading.digests)
            if not is_check:
                count = rolls.keep(roll, reading, now=timezone.now())
        except NotPossible as error:
            raise CommandError(str(error)) from error
        verb = "to keep" if is_check else "kept"
        self.stdout.write(f"{count} personal numbers {verb}, {reading.repeated} repeated lines.")
        if reading.faults:
            raise CommandError(f"{len(reading.faults)} lines have faults.")
