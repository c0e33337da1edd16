from django.core.management.base import BaseCommand
from django.utils import timezone

from wagtail_civic.documents import reading
from wagtail_civic.documents.models import DocumentFile
from wagtail_civic.documents.reasons import message


class Command(BaseCommand):
    help = "Reads the text of uploaded documents that has not been read yet."

    def add_arguments(self, parser):
        parser.add_argument("--retry", action="store_true", help="also those that failed")
        parser.add_argument("--all", action="store_true", help="every document anew")
        parser.add_argument(
            "--personal",
            action="store_true",
            help="only look for personal data in what was read, after the settings changed",
        )

    def handle(self, *, retry, all, personal, verbosity, **options):
        if personal:
            held = reading.judge_again()
            self.stdout.write(f"{held} documents with personal data wait for a decision.")
            return
        reading.note_missed()
        if all or retry:
            files = DocumentFile.objects.all() if all else DocumentFile.objects.failed()
            for file in files.select_related("text"):
                reading.retry(file)
        waiting = list(reading.waiting().values_list("pk", flat=True))
        failed = 0
        for count, pk in enumerate(waiting, 1):
            file = DocumentFile.objects.select_related("text").get(pk=pk)
            reading.read(file, timezone.now())
            done = DocumentFile.objects.with_state().filter(pk=pk).first()
            if done is not None and done in DocumentFile.objects.without_text().filter(pk=pk):
                failed += 1
                self.stderr.write(f"{done.title}: {message(done.shown_reason)}")
            if verbosity:
                self.stdout.write(f"\r{bar(count, len(waiting))}", ending="")
        if verbosity and waiting:
            self.stdout.write("")
        self.stdout.write(f"{len(waiting)} documents read, {failed} without text.")


def bar(count: int, total: int, width: int = 30) -> str:
    filled = width * count // total
    return f"[{'#' * filled}{'.' * (width - filled)}] {count}/{total}"
