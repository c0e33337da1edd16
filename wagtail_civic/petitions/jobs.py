"""What time does: close, count, write letters. Every job may run late, twice or not at all."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail_civic.core.jobs import Job, awake, register, wake

from . import (
    concentration,
    counting,
    deciding,
    delays,
    gathering,
    letters,
    meanings,
    notices,
    retention,
    suspicion,
    voiding,
)
from .lifecycle import MoveRefused
from .models.petition import Petition

NOTICES = "wagtail_civic.petitions.jobs.send_notices"
MEANINGS = "wagtail_civic.petitions.jobs.learn_meanings"


def close_due(now: datetime | None = None) -> int:
    """Close every petition past its deadline, as of that deadline."""
    now = now or timezone.now()
    closed = 0
    for petition in Petition.objects.due_to_close(now).select_related("site"):
        try:
            deciding.close(petition, now=now)
        except MoveRefused:
            continue
        closed += 1
    return closed


def count(now: datetime | None = None) -> int:
    """Judge what is new, then move the watermark, for every petition whose count may move."""
    now = now or timezone.now()
    moved = 0
    for petition in counting.counted_petitions(now).select_related("site"):
        suspicion.judge_new(petition, now)
        moved += counting.count_window(petition, now)
    return moved


def recount(now: datetime | None = None) -> int:
    """Count everything anew; how many petitions were wrong."""
    now = now or timezone.now()
    return sum(
        bool(counting.recount(petition, now)) for petition in counting.counted_petitions(now)
    )


def gather(now: datetime | None = None) -> int:
    """Send petitions with enough supporters on to moderation; end those whose time is over."""
    return gathering.advance_all(now or timezone.now())


def note_delays(now: datetime | None = None) -> int:
    """Note, once, that the moderation of a petition takes longer than it should."""
    return delays.note(now or timezone.now())


def send_letters(now: datetime | None = None) -> int:
    return letters.send_waiting(now or timezone.now())


def send_notices(now: datetime | None = None) -> int:
    """One batch of notices to followers; while more wait, the next one is queued."""
    moment = now or timezone.now()
    awake(NOTICES)
    sent = notices.send_waiting(moment)
    if sent and notices.is_waiting(moment):
        wake(NOTICES)
    return sent


def learn_meanings() -> int:
    """Make the vectors of petitions that have none of their present words."""
    awake(MEANINGS)
    return meanings.refresh()


def void(now: datetime | None = None) -> int:
    """Go on voiding signatures, or counting them again, in batches."""
    return voiding.carry_out(now or timezone.now())


def watch_concentration(now: datetime | None = None) -> int:
    return concentration.watch(now or timezone.now())


def forget_unconfirmed(now: datetime | None = None) -> int:
    """Delete what was never confirmed: petitions and signatures."""
    return retention.forget_unconfirmed(now or timezone.now())


JOBS = [
    Job(
        name="petitions.close",
        func="wagtail_civic.petitions.jobs.close_due",
        every=timedelta(minutes=5),
        label=_("Close petitions whose time is over"),
    ),
    Job(
        name="petitions.count",
        func="wagtail_civic.petitions.jobs.count",
        every=counting.EVERY,
        label=_("Count new signatures"),
    ),
    Job(
        name="petitions.gather",
        func="wagtail_civic.petitions.jobs.gather",
        every=timedelta(minutes=1),
        label=_("Count supporters, and end the search for them"),
    ),
    Job(
        name="petitions.delays",
        func="wagtail_civic.petitions.jobs.note_delays",
        every=timedelta(hours=1),
        label=_("Note that moderation takes too long"),
    ),
    Job(
        name="petitions.recount",
        func="wagtail_civic.petitions.jobs.recount",
        every=timedelta(days=1),
        label=_("Count all signatures anew"),
    ),
    Job(
        name="petitions.void",
        func="wagtail_civic.petitions.jobs.void",
        every=timedelta(minutes=1),
        label=_("Void signatures, or count them again"),
    ),
    Job(
        name="petitions.concentration",
        func="wagtail_civic.petitions.jobs.watch_concentration",
        every=timedelta(hours=1),
        label=_("Look for many signatures from one place"),
    ),
    Job(
        name="petitions.meanings",
        func=MEANINGS,
        every=timedelta(hours=1),
        label=_("Learn what new petitions mean, if a model is given"),
    ),
    Job(
        name="petitions.letters",
        func="wagtail_civic.petitions.jobs.send_letters",
        every=timedelta(minutes=2),
        label=_("Write to initiators of petitions"),
    ),
    Job(
        name="petitions.notices",
        func=NOTICES,
        every=timedelta(minutes=5),
        label=_("Write to followers of petitions"),
    ),
    Job(
        name="petitions.forget",
        func="wagtail_civic.petitions.jobs.forget_unconfirmed",
        every=timedelta(days=1),
        label=_("Forget unconfirmed petitions and signatures"),
    ),
]


def register_jobs() -> None:
    for job in JOBS:
        register(job)
