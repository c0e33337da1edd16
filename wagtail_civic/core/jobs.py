"""Work for the worker: periodic jobs declared by each app, and queued ones by id.

The truth is in rows: a lost, doubled or late job changes nothing, because every job finds its
work by query.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists
from django.utils import timezone
from django.utils.module_loading import import_string

from . import conf
from .models.jobs import JobRun
from .registry import Registry

logger = logging.getLogger(__name__)


MINUTE = timedelta(minutes=1)
CRON_IS_EARLY = timedelta(seconds=5)
"""Cron does not call to the second: a call so much before a job is due is the one meant for it."""


@dataclass(frozen=True)
class Job:
    """``func`` is a dotted path to a function that needs no argument.

    ``every`` is a number of minutes, or a part of one: half a minute, a third.
    """

    name: str
    func: str
    every: timedelta
    label: str


registered: Registry[Job] = Registry("jobs")


def register(job: Job) -> None:
    registered.register(job.name, job)


def schedule_names(job: Job) -> list[str]:
    """One schedule a job; of one that runs several times a minute, as many, because django-q2 knows
    no shorter interval. Its scheduler wakes every half minute."""
    times = max(1, round(MINUTE / job.every))
    return [f"civic.{job.name}", *(f"civic.{job.name}.{nth}" for nth in range(2, times + 1))]


def schedule_all(is_wanted: Callable[[Job], bool] = lambda job: True) -> list[str]:
    """Create the missing django-q2 schedules that are wanted, keep changed functions up to date.

    Answers the names of the jobs for which something was done. How often a job runs may be changed
    in the admin and is left alone.
    """
    from django_q.models import Schedule

    done = []
    for job in registered:
        names = schedule_names(job)
        known = Schedule.objects.filter(name__in=names)
        if known:
            if known.exclude(func=job.func).update(func=job.func):
                done.append(job.name)
        elif is_wanted(job):
            first = timezone.now()
            Schedule.objects.bulk_create(
                Schedule(
                    name=name,
                    func=job.func,
                    schedule_type=Schedule.MINUTES,
                    minutes=max(1, round(job.every / MINUTE)),
                    repeats=-1,
                    next_run=first + nth * job.every,
                )
                for nth, name in enumerate(names)
            )
            done.append(job.name)
    return done


def run_due(now: datetime, report: Callable[[str], None] = lambda line: None) -> int:
    """Run what is due, once each, for hosts with only cron; how many failed.

    A job that fails is logged and does not stop the others.
    """
    failed = 0
    for job in registered:
        if not _claim(job, now):
            continue
        report(job.name)
        try:
            import_string(job.func)()
        except Exception:
            failed += 1
            logger.exception("Job %s failed", job.name)
    return failed


def _claim(job: Job, now: datetime) -> bool:
    run, made = JobRun.objects.get_or_create(name=job.name, defaults={"last_run": now})
    if made:
        return True
    due = JobRun.objects.filter(pk=run.pk, last_run__lte=now - job.every + CRON_IS_EARLY)
    return due.update(last_run=now) == 1


ABSENT = timedelta(minutes=10)
"""So long after its time a schedule stands still; a worker moves it on within half a minute."""


def is_nobody_working(now: datetime) -> bool:
    """Whether neither a worker nor cron does the periodic jobs; one query.

    A worker moves the schedules on, ``civic_jobs`` writes down its runs. False before
    ``civic_setup`` has made any schedule.
    """
    from django_q.models import Schedule

    long_ago = now - ABSENT
    ran = JobRun.objects.filter(last_run__gt=long_ago).exclude(name__startswith=waiting_name(""))
    late = Schedule.objects.filter(name__startswith="civic.", next_run__lt=long_ago)
    return late.exclude(repeats=0).filter(~Exists(ran)).exists()


def enqueue(func: str, *ids) -> None:
    """Queue ``func(*ids)`` once the transaction is committed. Arguments are ids, nothing personal.

    A queue that cannot be reached is logged: the periodic job will find the work.
    """
    _after_commit(lambda: _queue(func, *ids))


def wake(func: str) -> None:
    """Queue ``func()`` once the transaction is committed, unless it waits in the queue already.

    For jobs that find all their work by query and begin with ``awake(func)``: however much work
    comes in, one task of theirs is in the queue, and those behind it have their turn.
    """

    def send():
        if conf.settings.JOBS_SYNC or not _waits(func):
            _queue(func)

    _after_commit(send)


def awake(func: str) -> None:
    """The task has left the queue: what is committed from now on needs another one."""
    JobRun.objects.filter(name=waiting_name(func)).delete()


LOST = timedelta(minutes=1)
"""A task that has waited so long may be lost: another one is queued."""


def _waits(func: str) -> bool:
    """Whether it waits already. Two may both be told that it does not: one task too many."""
    now = timezone.now()
    if JobRun.objects.filter(name=waiting_name(func), last_run__gt=now - LOST).exists():
        return True
    JobRun.objects.update_or_create(name=waiting_name(func), defaults={"last_run": now})
    return False


def waiting_name(func: str) -> str:
    """Under which a ``JobRun`` says that a task of ``func`` waits in the queue."""
    return f"waits: {func}"


def _queue(func: str, *ids) -> None:
    if conf.settings.JOBS_SYNC:
        import_string(func)(*ids)
        return
    from django_q.tasks import async_task

    async_task(func, *ids)


def _after_commit(send: Callable[[], object]) -> None:
    transaction.on_commit(send, robust=not conf.settings.JOBS_SYNC)
