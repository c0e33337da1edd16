from django.core.management.base import BaseCommand

from wagtail_civic.documents import engines, indexing
from wagtail_civic.documents.models import IndexEntry


class Command(BaseCommand):
    help = "Makes the index of the site search anew from everything that can be found."

    def handle(self, *, verbosity, **options):
        engines.prepare(IndexEntry.objects.db)
        report = self.stdout.write if verbosity > 1 else lambda line: None
        count = indexing.refresh_everything(report)
        self.stdout.write(f"{count} objects indexed, {IndexEntry.objects.count()} rows.")
