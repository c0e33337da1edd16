"""Several processes of their own, lined up so that they do the same thing at the same moment.

Each is a fresh interpreter with its own connection, like a web process or a worker. A barrier
lines them up before every round; nothing sleeps, and everything that waits gives up in time.
"""

import importlib
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

SIZE = 4
PATIENCE = 60

_barrier = None
#: Which of the crew this process is, from 0; set while it works.
me = None


def enter(barrier, options: dict) -> None:
    """Start of a member: Django, on the database that the tests use, with the tests' settings."""
    import django
    from django.conf import settings

    global _barrier
    _barrier = barrier
    settings.DATABASES["default"]["NAME"] = options["database"]
    settings.WAGTAIL_CIVIC = options["civic"]
    django.setup()


def work(index: int, move: str, rounds: list[tuple]) -> list:
    """What ``move`` answers in each round; called with the arguments of that round."""
    from django.core.cache import cache
    from django.db import connection

    global me
    me = index
    # Wagtail keeps the list of sites in the cache, which each process has for itself here.
    cache.clear()
    act = getattr(importlib.import_module("tests.together.moves"), move)
    connection.ensure_connection()
    try:
        return [(_barrier.wait(PATIENCE), act(*arguments))[1] for arguments in rounds]
    finally:
        connection.close()


class Crew:
    """``crew("confirm", [(1,), (2,)])``: the answers of all members, round by round."""

    def __init__(self, database: str, civic: dict):
        context = get_context("spawn")
        options = {"database": database, "civic": civic}
        self.pool = ProcessPoolExecutor(
            SIZE, context, initializer=enter, initargs=(context.Barrier(SIZE), options)
        )

    def __call__(self, move: str, rounds: list[tuple]) -> list[tuple]:
        members = [self.pool.submit(work, index, move, rounds) for index in range(SIZE)]
        answers = [member.result(timeout=PATIENCE * 2) for member in members]
        return list(zip(*answers, strict=True))

    def leave(self) -> None:
        self.pool.shutdown(cancel_futures=True)
