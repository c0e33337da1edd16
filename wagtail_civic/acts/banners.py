"""What a reader of an act must know before reading on."""

from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from wagtail_civic.core import formats

from . import registry
from .status import Status, start_of_force
from .versions import Reading, not_worked_in


class Banner(NamedTuple):
    text: str
    url: str = ""
    link: str = ""


def banners(act, reading: Reading, incoming: list, today: date, page, request) -> list[Banner]:
    """The text is not today's; it lost its force; it was amended since; a part begins later."""
    found = [
        *_not_current(act, reading, today, page, request),
        *_status(act, today, page, request),
        *_amended(reading, incoming, today, page, request),
    ]
    later = [part for part in act.related("commencements") if part.starts_on > today]
    if later and act.status_on(today) == Status.IN_FORCE:
        parts = "; ".join(f"{part.scope}: {formats.date(part.starts_on)}" for part in later)
        found.append(
            Banner(_("Not all of it is in force yet. Later: %(parts)s.") % {"parts": parts})
        )
    return found


def _not_current(act, reading: Reading, today: date, page, request):
    if reading.is_current:
        return
    if reading.valid_from and reading.valid_from > today:
        day, words = reading.valid_from, _("This text is not valid yet; it will be from %(day)s.")
    else:
        day, words = (
            reading.valid_until,
            _("This is not the text of today; it was valid until %(day)s."),
        )
    url = registry.act_url(page, act, request)
    yield Banner(words % {"day": formats.date(day)}, url, _("Read the text of today"))


def _status(act, today: date, page, request):
    words = status_words(act, today)
    if not words:
        return
    repealing = [relation.act for relation in act.repeals_of_this() if relation.act.is_public]
    if act.status_on(today) == Status.REPEALED and repealing:
        link = _("The act that repealed it")
        yield Banner(words, registry.act_url(page, repealing[0], request), link)
    else:
        yield Banner(words)


def _amended(reading: Reading, incoming: list, today: date, page, request):
    if not reading.is_current:
        return
    changes = not_worked_in(incoming, reading.valid_from, today)
    if changes:
        newest = max(changes, key=lambda relation: relation.start())
        words = _("This act was amended on %(day)s; the text below does not contain that yet.")
        yield Banner(
            words % {"day": formats.date(newest.start())},
            registry.act_url(page, newest.act, request),
            _("The act that amended it"),
        )


def status_words(act, today: date) -> str:
    """The status as a sentence, with the day that decides it."""
    status = act.status_on(today)
    if status == Status.REPEALED:
        day = act.repeal_day()
        words = _("This act was repealed; it has had no force since %(day)s.")
    elif status == Status.EXPIRED:
        day = act.expires_on
        words = _("This act has expired; its last day in force was %(day)s.")
    elif status == Status.NOT_YET:
        day = start_of_force(act.effective_on, act.published_on, act.adopted)
        if day is None:
            return _("This act is not yet in force.")
        words = _("This act is not yet in force; it takes effect on %(day)s.")
    else:
        return ""
    return words % {"day": formats.date(day)}
