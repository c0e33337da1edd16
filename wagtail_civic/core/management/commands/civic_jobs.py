from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ... import jobs


class Command(BaseCommand):
    help = "Runs every periodic job that is due, once: for hosts with cron and no worker."

    def handle(self, *args, **options):
        failed = jobs.run_due(timezone.now(), report=self.stdout.write)
        if failed:
            raise CommandError(f"{failed} jobs failed; the log says why.")
