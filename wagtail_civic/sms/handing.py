"""Giving a claimed batch to the gateway, outside any transaction, and knowing when to stop."""

import time
from collections.abc import Sequence

from .gateways import BaseGateway, Message, Result, Status
from .routing import STREAK

LONGEST = 30.0
"""Seconds after which no further request begins: a worker is killed for dawdling."""


def hand_over(gateway: BaseGateway, batch: Sequence[Message], longest=LONGEST) -> list[Result]:
    """One result for each message that was tried, in order; the rest were not touched.

    It stops where another message would meet the same wall: key or balance refused, several in a
    row not accepted, or no time left.
    """
    ends = time.monotonic() + longest
    size = gateway.capabilities.max_recipients
    results: list[Result] = []
    for start in range(0, len(batch), size):
        answers = _answers(gateway, batch[start : start + size])
        results += answers
        if any(result.status is Status.HALTED for result in answers):
            break
        if streak(results) >= STREAK or time.monotonic() > ends:
            break
    return results


def streak(results: Sequence[Result]) -> int:
    """How many at the end were provably not accepted."""
    count = 0
    for result in reversed(results):
        if result.status is not Status.FAILED:
            break
        count += 1
    return count


def _answers(gateway: BaseGateway, messages: Sequence[Message]) -> list[Result]:
    """What it says of each; what it says nothing about is unknown."""
    try:
        said = {result.ref: result for result in gateway.send(messages)}
    except Exception as error:
        said = {}
        code = type(error).__name__
    else:
        code = "silent"
    return [
        said.get(message.ref) or Result(message.ref, Status.UNKNOWN, code=code)
        for message in messages
    ]
