"""Taking a capability out: what it left in other apps' tables goes before its own tables do.

``migrate civic_<app> zero`` is the whole command. Pages whose type is gone would answer with an
error, schedules would call functions that are no longer there, and a second set-up would take the
first one's marks for its own.
"""

from django.apps import apps
from django.core.management.base import CommandError
from django.db import transaction
from django.db.models import Q
from wagtail.models import Page, Task, WorkflowState

from . import jobs, records, setup
from .models.jobs import JobRun
from .models.setup import SetupMark


def before_migration(sender, plan=(), **kwargs) -> None:
    """Receiver of ``pre_migrate``: acts on the first migrations that are about to be undone."""
    for migration, backwards in plan:
        ours = migration.app_label.startswith("civic_") and migration.app_label != "civic_core"
        if backwards and ours and migration.name == "0001_initial":
            prepare(migration.app_label)


@transaction.atomic
def prepare(label: str) -> None:
    """Remove what belongs to the app but lies elsewhere.

    Raises ``CommandError`` where pages of other apps lie below its pages: they are not ours to
    delete.
    """
    remove_pages(label)
    remove_tasks(label)
    remove_jobs(label)
    remove_marks(label)


def remove_pages(label: str) -> None:
    models = [model for model in apps.get_app_config(label).get_models() if issubclass(model, Page)]
    ours = Page.objects.filter(content_type__app_label=label)
    if foreign := _foreign_below(ours):
        names = ", ".join(f"“{page.title}” ({page.pk})" for page in foreign)
        raise CommandError(f"Move these pages first, they lie below pages of {label}: {names}")
    for model in models:
        # The tables of the records go in a moment, citizens' data and all.
        records.disconnect(model)
    ours.delete()


def _foreign_below(ours) -> list[Page]:
    """The pages of other types that would be deleted along."""
    paths = set(ours.values_list("path", flat=True))
    step = Page.steplen

    def is_below(page) -> bool:
        return any(page.path[:end] in paths for end in range(step, len(page.path), step))

    others = Page.objects.exclude(pk__in=ours.values("pk")).only("path", "title")
    return [page for page in others if is_below(page)]


def remove_tasks(label: str) -> None:
    """Steps of workflows; what waits at one of them waits for nothing any more."""
    waiting = WorkflowState.objects.filter(
        current_task_state__task__content_type__app_label=label,
        status=WorkflowState.STATUS_IN_PROGRESS,
    )
    waiting.update(status=WorkflowState.STATUS_CANCELLED)
    Task.objects.filter(content_type__app_label=label).delete()


def remove_jobs(label: str) -> None:
    from django_q.models import Schedule

    module = f"{apps.get_app_config(label).name}."
    gone = [job for job in jobs.registered if job.func.startswith(module)]
    names = [name for job in gone for name in jobs.schedule_names(job)]
    Schedule.objects.filter(name__in=names).delete()
    runs = Q(name__in=[job.name for job in gone]) | Q(name__startswith=jobs.waiting_name(module))
    JobRun.objects.filter(runs).delete()


def remove_marks(label: str) -> None:
    """Installed again later, the app is set up again."""
    module = f"{apps.get_app_config(label).name}."
    indexes = [spec.key for spec in setup.indexes if spec.model.split(".")[0] == label]
    steps = [key for key, step in setup.steps.items() if step.__module__.startswith(module)]
    marks = Q(key__contains=f":{label}.")
    for key in indexes:
        marks |= Q(key__startswith=f"index:{key}:") | Q(key__endswith=f":pages:{key}")
    for key in steps:
        marks |= Q(key__startswith=f"{key}:")
    SetupMark.objects.filter(marks).delete()
