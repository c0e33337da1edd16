"""Processes that confirm and a worker that counts, each a fresh interpreter that may be killed.

Each says on its standard output when it has done something for the first time.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def confirm(pks: list[int]) -> None:
    """Press the button of every message, as the citizens behind them do."""
    from wagtail_civic.core import verification
    from wagtail_civic.core.models import Verification

    for number, pk in enumerate(pks):
        row = Verification.objects.select_related("site").get(pk=pk)
        verification.confirm(row)
        if not number:
            print("begun", flush=True)


def count(_nothing) -> None:
    """A worker whose counting job is always due."""
    from wagtail_civic.petitions import jobs

    while True:
        jobs.count()
        print("counted", flush=True)


class Crowd:
    """Starts processes, kills them, waits for them."""

    def __init__(self, database: str, civic: dict):
        self.options = {"database": database, "civic": civic}
        self.started: list[subprocess.Popen] = []

    def start(self, task: str, argument=None) -> subprocess.Popen:
        given = json.dumps({**self.options, "task": task, "argument": argument})
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        process.stdin.write(given)
        process.stdin.close()
        self.started.append(process)
        return process

    def go(self) -> None:
        for process in self.started:
            process.kill()
            process.wait()
            process.stdout.close()


if __name__ == "__main__":
    from tests.together.crew import enter

    told = json.load(sys.stdin)
    enter(None, told)
    {"confirm": confirm, "count": count}[told["task"]](told["argument"])
