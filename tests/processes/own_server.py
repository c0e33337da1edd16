"""A PostgreSQL server of a test's own, so that it can crash without anybody else noticing."""

import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient

ACCOUNT = "postgres"
"""Whose processes the server's are where the tests run as root, whom PostgreSQL refuses."""
PROGRAMS = ["initdb", "pg_ctl", "pg_dump", "createdb", "psql"]
PATIENCE = 60


class Missing(Exception):
    """Why there can be no server here."""


class Server:
    """Needs nothing of the machine but the programs of PostgreSQL."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs, self.folder = programs, folder
        self.port = _free_port()
        self.data, self.log = folder / "data", folder / "log"

    def begin(self, user: str) -> None:
        self._as_its_account("initdb", "-D", self.data, "-U", user, *INITDB)
        self._start()

    def restart(self, mode: str, away: float) -> None:
        """Be away for so many seconds. ``immediate`` is a crash: the server recovers from its log
        when it starts again."""
        self._pg_ctl("stop", "-m", mode)
        time.sleep(away)
        self._start()
        self._sync_from_now_on()

    def end(self) -> None:
        if (self.data / "postmaster.pid").exists():
            self._pg_ctl("stop", "-m", "immediate")

    def copy(self, settings: dict) -> dict:
        """A copy of the database of these settings; what they are for the copy."""
        own = {**settings, "HOST": "127.0.0.1", "PORT": self.port, "PASSWORD": ""}
        dump = self._run("pg_dump", *ANYBODYS, settings=settings)
        self._run("createdb", settings=own)
        self._run("psql", *QUIETLY, settings=own, text=f"{dump}\nCHECKPOINT;")
        self._sync_from_now_on()
        return own

    def _start(self) -> None:
        """It syncs from when it is told to. Before it recovers it would sync each of some thousand
        files, which takes a slow disk longer than everything else here."""
        self._configure(fsync="off")
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        self._pg_ctl("start", "-l", self.log, "-o", options)

    def _sync_from_now_on(self) -> None:
        self._configure(fsync="on")
        self._pg_ctl("reload")

    def _configure(self, fsync: str) -> None:
        """What the server reads when it starts or is told to."""
        (self.data / "postgresql.auto.conf").write_text(f"fsync = {fsync}\n")

    def _pg_ctl(self, *arguments) -> None:
        self._as_its_account("pg_ctl", "-D", self.data, "-w", "-t", PATIENCE, *arguments)

    def _as_its_account(self, program: str, *arguments) -> None:
        account = ["runuser", "-u", ACCOUNT, "--"] if os.geteuid() == 0 else []
        command = [*account, self.programs / program, *arguments]
        _output(command, cwd=self.folder)

    def _run(self, program: str, *options, settings: dict, text: str | None = None) -> str:
        """One of the clients' programs, which all name a database alike."""
        (_psql, *where), env = DatabaseClient.settings_to_cmd_args_env(settings, [])
        command = [self.programs / program, *options, *where]
        return _output(command, input=text, env={**os.environ, **(env or {})})


INITDB = ["-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]
ANYBODYS = ["--no-owner", "--no-privileges"]
QUIETLY = ["-q", "-X", "-v", "ON_ERROR_STOP=1", "-o", os.devnull]


def _output(command: list, **options) -> str:
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, **options)
    assert done.returncode == 0, f"{command[0]}: {done.stdout}{done.stderr}"
    return done.stdout


def _free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def programs() -> Path:
    """Where the newest server's programs are; none dumps the database of a newer one."""
    folders = {*Path("/usr/lib/postgresql").glob("*/bin")}
    if config := shutil.which("pg_config"):
        folders.add(Path(_output([config, "--bindir"]).strip()))
    found = {
        _version(folder): folder
        for folder in folders
        if all((folder / name).exists() for name in PROGRAMS)
    }
    if not found:
        raise Missing(f"no folder has {', '.join(PROGRAMS)}")
    newest = max(found)
    if newest < connection.pg_version // 10000:
        raise Missing(f"the programs are PostgreSQL {newest}'s, the database is newer")
    if os.geteuid() == 0 and not (shutil.which("runuser") and _has_account()):
        raise Missing(f"root needs runuser and the account {ACCOUNT} to start PostgreSQL")
    return found[newest]


def _version(folder: Path) -> int:
    return int(re.search(r"\) (\d+)", _output([folder / "pg_ctl", "--version"]))[1])


def _has_account() -> bool:
    return subprocess.run(["id", "-u", ACCOUNT], capture_output=True).returncode == 0


@contextmanager
def running(user: str) -> Iterator[Server]:
    """A server with an empty data folder; raises ``Missing``."""
    found = programs()
    folder = Path(tempfile.mkdtemp(prefix="civic-pg-"))
    server = Server(found, folder)
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, ACCOUNT)
        server.begin(user)
        yield server
    finally:
        server.end()
        shutil.rmtree(folder, ignore_errors=True)
