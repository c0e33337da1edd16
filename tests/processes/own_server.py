"""A database server of a test's own, so that it can crash without anybody else noticing.

Each engine's is in a module of its own; ``running`` finds the one for the tests' database.
"""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path

from django.db import connection

PATIENCE = 60
ENGINES = {"postgresql": "own_postgresql", "mysql": "own_mariadb"}


class Missing(Exception):
    """Why there can be no server here."""


class Server:
    """Needs nothing of the machine but the programs of its engine, and the account they run as
    where the tests run as root."""

    account: str

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.data, self.log = folder / "data", folder / "log"

    @classmethod
    def check(cls) -> None:
        """Raises ``Missing`` where the machine lacks what it needs."""
        raise NotImplementedError

    def begin(self) -> None:
        """Make an empty data folder and start."""
        raise NotImplementedError

    def copy(self, settings: dict) -> dict:
        """A copy of the database of these settings; what they are for the copy."""
        raise NotImplementedError

    def restart(self, crash: bool, away: float) -> None:
        """Be away for so many seconds. After a crash the server recovers from its log."""
        raise NotImplementedError

    def end(self) -> None:
        """Whatever state it is in; nothing of it is needed any more."""
        raise NotImplementedError

    def url(self, settings: dict) -> str:
        """What ``DATABASE_URL`` is for the processes that use the copy."""
        raise NotImplementedError


@contextmanager
def running() -> Iterator[Server]:
    """A server with an empty data folder; raises ``Missing``."""
    if connection.vendor not in ENGINES:
        raise Missing("the database has no server")
    engine: type[Server] = import_module(f".{ENGINES[connection.vendor]}", __package__).Engine
    engine.check()
    folder = Path(tempfile.mkdtemp(prefix="civic-db-"))
    server = engine(folder)
    try:
        if is_root():
            shutil.chown(folder, server.account)
        server.begin()
        yield server
    finally:
        server.end()
        shutil.rmtree(folder, ignore_errors=True)


def output(command: list, **options) -> str:
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, **options)
    assert done.returncode == 0, f"{command[0]}: {done.stdout}{done.stderr}"
    return done.stdout


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def is_root() -> bool:
    return os.geteuid() == 0


def has_account(name: str) -> bool:
    return subprocess.run(["id", "-u", name], capture_output=True).returncode == 0
