"""Questions that one reading request asks the database once, whoever asks them.

A page, its blocks and the host's own template ask the same things: where the home pages are, what
is private, who the municipality is. Within a GET request, the first answer is kept until its end.
Nothing is kept from one request to the next, nor in a request that may write, a job or a command.
"""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.core.signals import request_finished, request_started

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

_answers: ContextVar[dict | None] = ContextVar("civic_answers", default=None)


def once_a_request(question: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """For a function that only reads, called with hashable positional arguments."""

    @wraps(question)
    def ask(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        known = _answers.get()
        if known is None or kwargs:
            return question(*args, **kwargs)
        key = (ask, *args)
        if key not in known:
            known[key] = question(*args)
        return known[key]

    return ask


def is_answered(question: Callable, *args) -> bool:
    """Whether this request has an answer already."""
    return (question, *args) in (_answers.get() or {})


def is_reading() -> bool:
    """Whether this is a request that only reads, so that answers are kept until its end."""
    return _answers.get() is not None


def _begin(environ: dict | None = None, scope: dict | None = None, **kwargs) -> None:
    method = (environ or {}).get("REQUEST_METHOD") or (scope or {}).get("method")
    _answers.set({} if method in ("GET", "HEAD") else None)


def _end(**kwargs) -> None:
    _answers.set(None)


def connect() -> None:
    request_started.connect(_begin, dispatch_uid="civic_once_begin")
    request_finished.connect(_end, dispatch_uid="civic_once_end")
