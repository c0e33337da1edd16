"""Publishing one act: complete or not at all, and never in the way of the others."""

import logging

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail_civic.core import history

from . import checking, numbering, relations

logger = logging.getLogger(__name__)

SCHEDULE_FAILED = "civic_acts.schedule_failed"


def is_run(log_action) -> bool:
    """Whether Wagtail's ``publish_scheduled`` is what publishes."""
    return log_action == "wagtail.publish.scheduled"


def check(act) -> None:
    """Raises ``ValidationError`` naming what stands in the way of publishing an act."""
    if lacking := numbering.missing(act):
        raise ValidationError(lacking)
    act.clean()
    for relation in act.relations.all():
        relation.clean()
    checking.refuse_unchecked(act)


def publish(act, revision, do_publish, *, is_scheduled: bool):
    """Publish in a savepoint. A scheduled act that fails is reported and does not stop the run."""
    try:
        with transaction.atomic():
            check(revision.as_object())
            with relations.changing(act):
                result = do_publish()
            type(act).objects.filter(pk=act.pk).update(schedule_failed_at=None)
            return result
    except Exception as error:
        if not is_scheduled:
            raise
        report(act, revision, error)
        return None


def report(act, revision, error: Exception) -> None:
    """Write down a failed scheduled publication.

    What the registrar has to correct leaves the schedule and waits for them as a draft; anything
    else stays scheduled and is tried again by the next run.
    """
    logger.error("Scheduled act %s was not published: %s", act.pk, type(error).__name__)
    first = act.schedule_failed_at is None
    type(act).objects.filter(pk=act.pk).update(schedule_failed_at=timezone.now())
    if isinstance(error, ValidationError | IntegrityError):
        revision.approved_go_live_at = None
        revision.save(update_fields=["approved_go_live_at"])
    elif not first:
        return
    reason = "; ".join(error.messages) if isinstance(error, ValidationError) else str(error)
    history.log(act, SCHEDULE_FAILED, reason=reason, data={"revision": revision.pk})


def register_history() -> None:
    history.register(
        SCHEDULE_FAILED, _("Scheduled publication failed"), _("The act was not published on time")
    )
