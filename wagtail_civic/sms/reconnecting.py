"""A database that restarts takes no result with it: it is written once the database is back."""

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import DatabaseError, InterfaceError, OperationalError, connection

T = TypeVar("T")
PAUSES = (0.1, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds between tries, about a quarter of a minute in all: well within a worker's time."""

logger = logging.getLogger(__name__)


def persistently(work: Callable[[], T], pauses=PAUSES) -> T:
    """`work()`, again on a fresh connection where the database was away or chose it as the victim
    of a deadlock. What `work` does twice must do no harm."""
    for pause in pauses:
        try:
            return work()
        except (OperationalError, InterfaceError) as error:
            if connection.in_atomic_block:
                raise
            logger.warning("Database: %s; trying again", type(error).__name__)
            _hang_up()
            time.sleep(pause)
    return work()


def _hang_up() -> None:
    try:
        connection.close()
    except DatabaseError:
        connection.connection = None
