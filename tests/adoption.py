"""Follows the steps of a Markdown page on a real project: what the README says is run.

Blocks with ``title="settings"`` are appended to the settings, ``title="urls"`` goes above
``wagtail_urls``, ``title="PATH"`` becomes that file, ``console`` blocks are run.
"""

import os
import re
import shlex
import subprocess
import textwrap
from dataclasses import dataclass
from pathlib import Path

BLOCK = re.compile(
    r"^(?P<indent> *)```(?P<kind>\w+)(?: title=\"(?P<title>[^\"]+)\")?\n"
    r"(?P<text>.*?)^(?P=indent)```$",
    re.S | re.M,
)
WORKER = "python manage.py qcluster"


@dataclass(frozen=True)
class Step:
    kind: str
    title: str
    text: str


def steps(page: str) -> list[Step]:
    """The fenced blocks between ``adopt:begin`` and ``adopt:end``."""
    chosen = page.split("<!-- adopt:begin -->")[1].split("<!-- adopt:end -->")[0]
    return [
        Step(match["kind"], match["title"] or "", textwrap.dedent(match["text"]))
        for match in BLOCK.finditer(chosen)
    ]


class Project:
    """A project made by ``wagtail start`` in ``folder``, run by the Python at ``python``."""

    def __init__(self, folder: Path, python: Path, env: dict[str, str] | None = None):
        self.folder = folder
        self.python = python
        self.env = {**os.environ, **(env or {})}
        self.env.pop("DJANGO_SETTINGS_MODULE", None)

    def start(self, name: str = "town") -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.run(f"{self.python.parent / 'wagtail'} start {name} {self.folder}")
        self.name = name

    def run(self, command: str) -> str:
        words = shlex.split(command)
        if words[0] == "python":
            words[0] = str(self.python)
        done = subprocess.run(
            words, cwd=self.folder, env=self.env, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
        return done.stdout

    def start_and_stop_worker(self) -> None:
        worker = subprocess.Popen(
            [str(self.python), "manage.py", "qcluster"],
            cwd=self.folder,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            for line in worker.stdout:
                if "running" in line:
                    return
            raise RuntimeError("the worker did not start")
        finally:
            # The cluster alone, which ends its children: it waits for ever for those that a signal
            # to the whole group has ended before it.
            worker.terminate()
            worker.communicate(timeout=180)

    def follow(self, page: str, skip: tuple[str, ...] = ("pip install",)) -> None:
        for step in steps(page):
            if step.title == "settings":
                self.add_settings(step.text)
            elif step.title == "urls":
                self.add_url(step.text)
            elif step.title:
                target = self.folder / step.title
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(step.text)
            elif step.kind == "console":
                for line in step.text.strip().splitlines():
                    if line == WORKER:
                        self.start_and_stop_worker()
                    elif not line.startswith(skip):
                        self.run(line)

    def add_settings(self, text: str) -> None:
        with (self.folder / self.name / "settings" / "base.py").open("a") as settings:
            settings.write(f"\n{text}")

    def add_url(self, text: str) -> None:
        urls = self.folder / self.name / "urls.py"
        before, line, after = urls.read_text().rpartition('    path("", include(wagtail_urls))')
        urls.write_text(f"{before}    {text.strip()}\n{line}{after}")

    def visit(self, code: str) -> str:
        """Run Python in the project's shell, with a test client at hand as ``client``."""
        prelude = (
            "from django.conf import settings; settings.ALLOWED_HOSTS = ['*']\n"
            "from django.test import Client\nclient = Client()\n"
        )
        return self.run(f"python manage.py shell -c {shlex.quote(prelude + code)}")


VISIT_ALL = """
from wagtail_civic.core.visibility import public_pages
pages = list(public_pages().filter(depth__gt=1))
assert len(pages) > 1, pages
for page in pages:
    answer = client.get(page.url)
    assert answer.status_code == 200, (page.url, answer.status_code)
assert client.get("/civic/api/v1/").status_code == 200
print(len(pages), "pages answered")
"""
