"""What happened to an act, and what will: from its dates, its versions and other acts."""

from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .status import start_of_force


class Event(NamedTuple):
    """``name`` stays the same in every language; ``act`` is the other act that did it, ``version``
    the day of a consolidated text."""

    day: date
    name: str
    words: str
    act: object = None
    version: date | None = None


DONE_BY_OTHERS = {
    "amends": lambda: _("Amended"),
    "repeals": lambda: _("Repealed"),
    "supplements": lambda: _("Supplemented"),
    "corrects": lambda: _("Corrected"),
}


def events(act, incoming: list, versions: list) -> list[Event]:
    """Newest first; what happened on one day in the order in which it must have happened."""
    dated = [
        (act.adopted, "adopted", pgettext("act", "Adopted")),
        (act.published_on, "published", pgettext("act", "Published")),
        (
            start_of_force(act.effective_on, act.published_on, act.adopted),
            "force",
            _("Comes into force"),
        ),
        (act.expires_on, "expires", _("Last day in force")),
        (act.repealed_on, "repealed", _("Repealed")),
    ]
    found = [Event(*event) for event in dated if event[0]]
    for part in act.related("commencements"):
        words = _("Comes into force: %(part)s") % {"part": part.scope}
        found.append(Event(part.starts_on, f"part-{part.pk}", words))
    for relation in incoming:
        start = relation.start()
        if start and relation.kind in DONE_BY_OTHERS:
            name = f"{relation.kind}-{relation.act_id}"
            found.append(Event(start, name, DONE_BY_OTHERS[relation.kind](), act=relation.act))
    for version in versions:
        day = version.valid_from
        found.append(Event(day, f"version-{day}", _("Consolidated version"), version=day))
    found.sort(key=lambda event: event.day)
    return found[::-1]
