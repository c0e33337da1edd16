"""Parts of public pages that are kept for a minute, for as long as nothing is done on the site.

A front page shows what every capability has to tell, and most of its readers come between two
acts of the municipality. Such a part is kept in Django's cache, ready to print, together with the
newest lines of all logs. Publishing, unpublishing, making private, deciding, starting, renaming:
each writes a line, in whatever process it happens, and the next reader's part is made anew. So
the cache says nothing by itself: without it, or without a line, the rows are asked as before.

What comes with time and not with an act waits for a minute at most: a count of signatures, a
deadline, what a program writes past the log. A page whose time is over is not waited for.

Only what everybody may read is kept: nothing is kept, or shown from what was kept, in a preview,
in a request that may write, or for a visitor who brings a session.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TypeVar

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connections, router
from django.db.models import Min, Model
from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.log_actions import registry as logs
from wagtail.models import DraftStateMixin

from .once import is_reading, once_a_request
from .visibility import private_paths

Value = TypeVar("Value")

LONGEST = timedelta(minutes=1)
NEWEST = 10
"""Lines of a log that are looked at, number and time of each. One is not enough: on PostgreSQL the
greatest number may be there before a smaller one, whose transaction took longer. And a database
that was restored from a copy gives its numbers again."""


def part(request: HttpRequest, name: list, make: Callable[[], SafeString]) -> SafeString:
    """What ``make`` prints, or printed a moment ago for another visitor of the same address.

    Stylesheets that the part links are linked again.
    """
    linked = request.__dict__.setdefault("civic_css", set())

    def printed() -> tuple[str, list[str]]:
        before, html = set(linked), make()
        return str(html), sorted(linked - before)

    html, sheets = value(request, [name, sorted(linked)], printed)
    linked.update(sheets)
    return mark_safe(html)


def value(request: HttpRequest, name: list, make: Callable[[], Value]) -> Value:
    """The same for plain values: what ``make`` answers, unless that is None.

    ``name`` holds, as plain values, all that the answer depends on besides site, language, host
    and the rows of the database. It must not hold what anybody may invent.
    """
    if not is_for_everybody(request):
        return make()
    key, state, now = _key(request, name), version(), timezone.now()
    known = cache.get(key)
    if known and known["version"] == state and now < known["until"]:
        return known["value"]
    found = make()
    if found is not None:
        until = min([now + LONGEST, *ends()])
        kept = {"version": state, "until": until, "value": found}
        cache.set(key, kept, LONGEST.total_seconds())
    return found


def is_for_everybody(request: HttpRequest) -> bool:
    """Whether this visitor reads what any other would; asked without opening the session."""
    is_anonymous = settings.SESSION_COOKIE_NAME not in request.COOKIES
    return is_reading() and is_anonymous and not getattr(request, "is_preview", False)


@once_a_request
def version() -> str:
    """Changes with every line of any log, and with every page that becomes private or public."""
    models = sorted(logs.get_log_entry_models(), key=lambda model: model._meta.label)
    connection = connections[router.db_for_read(models[0])]
    quote = connection.ops.quote_name
    newest = (
        f"SELECT {place}, id, at FROM (SELECT {quote(model._meta.pk.column)} AS id,"  # noqa: S608
        f" {quote('timestamp')} AS at FROM {quote(model._meta.db_table)}"
        f" ORDER BY 1 DESC LIMIT {NEWEST}) AS newest"
        for place, model in enumerate(models)
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(newest))
        lines = sorted(cursor.fetchall())
    return _digest([lines, private_paths()])


@once_a_request
def ends() -> tuple[datetime, ...]:
    """When the next of the things that are shown now is past its time, for each kind of thing."""
    found = []
    for model in apps.get_models():
        # of a page type, the row that has the time is that of its base
        if issubclass(model, DraftStateMixin) and _has_own(model, "expire_at"):
            running = model._default_manager.filter(live=True, expire_at__gt=timezone.now())
            found.append(running.order_by().aggregate(end=Min("expire_at"))["end"])
    return tuple(end for end in found if end)


def _has_own(model: type[Model], name: str) -> bool:
    return any(field.name == name for field in model._meta.local_fields)


def _key(request: HttpRequest, name: list) -> str:
    place = [request.scheme, request.get_host(), get_script_prefix(), get_language()]
    return "civic:" + _digest([*place, name])


def _digest(values: list) -> str:
    return sha256(json.dumps(values, cls=DjangoJSONEncoder).encode()).hexdigest()
