"""A PostgreSQL server of a test's own."""

import os
import re
import shutil
import time
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient

from .own_server import PATIENCE, Missing, Server, has_account, is_root, output

PROGRAMS = ["initdb", "pg_ctl", "pg_dump", "createdb", "psql"]


class Engine(Server):
    account = "postgres"
    """Whose processes the server's are where the tests run as root, whom PostgreSQL refuses."""

    @classmethod
    def check(cls) -> None:
        programs()
        if is_root() and not (shutil.which("runuser") and has_account(cls.account)):
            raise Missing(f"root needs runuser and the account {cls.account} to start PostgreSQL")

    @cached_property
    def programs(self) -> Path:
        return programs()

    def begin(self) -> None:
        user = connection.settings_dict["USER"] or self.account
        self._as_its_account("initdb", "-D", self.data, "-U", user, *INITDB)
        self._start()

    def restart(self, crash: bool, away: float) -> None:
        self._pg_ctl("stop", "-m", "immediate" if crash else "fast")
        time.sleep(away)
        self._start()
        self._sync_from_now_on()

    def end(self) -> None:
        if (self.data / "postmaster.pid").exists():
            self._pg_ctl("stop", "-m", "immediate")

    def copy(self, settings: dict) -> dict:
        own = {**settings, "HOST": "127.0.0.1", "PORT": self.port, "PASSWORD": ""}
        dump = self._run("pg_dump", *ANYBODYS, settings=settings)
        self._run("createdb", settings=own)
        self._run("psql", *QUIETLY, settings=own, text=f"{dump}\nCHECKPOINT;")
        self._sync_from_now_on()
        return own

    def url(self, settings: dict) -> str:
        return f"postgres://{quote(settings['USER'])}@127.0.0.1:{self.port}/"

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
        account = ["runuser", "-u", self.account, "--"] if is_root() else []
        command = [*account, self.programs / program, *arguments]
        output(command, cwd=self.folder)

    def _run(self, program: str, *options, settings: dict, text: str | None = None) -> str:
        """One of the clients' programs, which all name a database alike."""
        (_psql, *where), env = DatabaseClient.settings_to_cmd_args_env(settings, [])
        command = [self.programs / program, *options, *where]
        return output(command, input=text, env={**os.environ, **(env or {})})


INITDB = ["-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]
ANYBODYS = ["--no-owner", "--no-privileges"]
QUIETLY = ["-q", "-X", "-v", "ON_ERROR_STOP=1", "-o", os.devnull]


def programs() -> Path:
    """Where the newest server's programs are; none dumps the database of a newer one."""
    folders = {*Path("/usr/lib/postgresql").glob("*/bin")}
    if config := shutil.which("pg_config"):
        folders.add(Path(output([config, "--bindir"]).strip()))
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
    return found[newest]


def _version(folder: Path) -> int:
    return int(re.search(r"\) (\d+)", output([folder / "pg_ctl", "--version"]))[1])
