"""The example site as a visitor meets it: its own processes, a database of its own, no network."""

import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from email import message_from_bytes, policy
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from hatch_build import compile_catalogues

EXAMPLE = Path(__file__).resolve().parents[2] / "example_site"
START_SECONDS = 120
KEYS = {
    "SECRET_KEY": "for-the-browser-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
    "LOOKUP_KEYS": "lookup-key-for-the-browser-tests-0123456789",
    "ENCRYPTION_KEYS": "YnJvd3Nlci10ZXN0cy1lbmNyeXB0aW9uLWtleS0wMTI=",
}


def prepare(folder: Path) -> Path:
    """The demonstration, built once by the same three commands that the README names."""
    compile_catalogues()
    town = Town(folder)
    for command in (["migrate"], ["civic_setup"], ["civic_demo", "--accounts"]):
        town.manage(*command)
    (folder / "ready").touch()
    return folder


class Town:
    """One copy of the demonstration in ``folder``, on a port of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.programs: list[subprocess.Popen] = []

    @classmethod
    def copy(cls, prepared: Path, folder: Path) -> "Town":
        shutil.copytree(prepared, folder, dirs_exist_ok=True)
        return cls(folder)

    @property
    def environment(self) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            **KEYS,
            "DJANGO_SETTINGS_MODULE": "town.settings",
            "DEBUG": "0",
            "VAR_DIR": str(self.folder),
            "MEDIA_ROOT": str(self.folder / "media"),
            "MESSAGES_DIR": str(self.folder / "messages"),
            "BASE_URL": self.url,
            "WORKERS": "1",
            "PYTHONUNBUFFERED": "1",
        }

    def manage(self, *arguments: str) -> str:
        """Run a management command and return its output; fails with what it said."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=EXAMPLE,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{arguments}: {done.stdout[-2000:]}{done.stderr[-4000:]}"
        return done.stdout

    def open(self) -> "Town":
        """Start the web server; the site's own address follows its port."""
        with sqlite3.connect(self.folder / "db.sqlite3") as database:
            database.execute("UPDATE wagtailcore_site SET port = ?", [self.port])
        database.close()
        self._start("web", "runserver", "--noreload", "--insecure", f"127.0.0.1:{self.port}")
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            assert self.programs[-1].poll() is None, self.log("web")
            try:
                urlopen(f"{self.url}/robots.txt", timeout=5).close()
            except (URLError, OSError):
                time.sleep(0.1)
            else:
                return self
        raise AssertionError(f"The web server did not answer.\n{self.log('web')}")

    def start_worker(self) -> None:
        """Start one django-q2 worker; work queued before is done too."""
        self._start("worker", "qcluster")

    def _start(self, name: str, *arguments: str) -> None:
        with (self.folder / f"{name}.log").open("wb") as output:
            program = subprocess.Popen(
                [sys.executable, "manage.py", *arguments],
                cwd=EXAMPLE,
                env=self.environment,
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self.programs.append(program)

    def log(self, name: str) -> str:
        path = self.folder / f"{name}.log"
        return path.read_text(errors="replace")[-4000:] if path.exists() else ""

    def close(self) -> None:
        for program in self.programs:
            program.terminate()
        for program in self.programs:
            try:
                program.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(program.pid, 9)
                program.wait()

    def read_mail(self, to: str = "") -> list[dict]:
        """E-mails so far, oldest first: ``{"to", "subject", "text"}``."""
        found = []
        files = (self.folder / "messages" / "mail").glob("*.log")
        for path in sorted(files, key=lambda one: one.stat().st_mtime_ns):
            for part in path.read_bytes().split(b"-" * 79 + b"\n"):
                if part.strip():
                    letter = message_from_bytes(part, policy=policy.default)
                    text = letter.get_body(("plain",)).get_content()
                    found.append({"to": letter["To"], "subject": letter["Subject"], "text": text})
        return [letter for letter in found if to in letter["to"]]

    def read_sms(self, to: str = "") -> list[dict]:
        """Text messages so far, oldest first: ``{"to", "text"}``."""
        found = []
        for path in sorted((self.folder / "messages" / "sms").glob("sms-*.txt")):
            parts = re.split(r"(?m)^\d\d:\d\d:\d\d \S+ .*-> (\+?\d+)\n", path.read_text())
            found += [
                {"to": number, "text": text.strip()}
                for number, text in zip(parts[1::2], parts[2::2], strict=True)
            ]
        return [message for message in found if to in message["to"]]


def wait_until(check, seconds: float = 120, why: str = ""):
    """What ``check()`` returns as soon as it is true; fails when the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := check():
            return found
        time.sleep(0.2)
    raise AssertionError(why or f"Waited {seconds} s in vain for {check}")


def first_link(text: str) -> str:
    return re.search(r"https?://\S+", text)[0]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
