"""A step of a workflow that acts of several municipalities can share."""

from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState

from ..permissions import act_policy
from .acts import Act


class ActApprovalTask(Task):
    """Approved by whoever may publish acts of the act's own municipality.

    Wagtail has one workflow for all acts of an install, and the groups of its own task would read
    the drafts of every municipality.
    """

    class Meta:
        verbose_name = _("approval by those who may publish the act")
        verbose_name_plural = _("approvals by those who may publish the act")

    def user_can_access_editor(self, obj, user):
        return _may_publish(user, obj)

    def locked_for_user(self, obj, user):
        return not _may_publish(user, obj)

    def user_can_lock(self, obj, user):
        return _may_publish(user, obj)

    def user_can_unlock(self, obj, user):
        return False

    def get_actions(self, obj, user):
        if not _may_publish(user, obj):
            return []
        return [
            ("reject", _("Request changes"), True),
            ("approve", _("Approve"), False),
            ("approve", _("Approve with comment"), True),
        ]

    def get_task_states_user_can_moderate(self, user, **kwargs):
        acts = act_policy().instances_user_has_any_permission_for(user, ["publish"])
        keys = acts.order_by().values_list(Cast("pk", CharField(max_length=255)), flat=True)
        return self.task_states.filter(
            status=TaskState.STATUS_IN_PROGRESS,
            workflow_state__base_content_type=Act.get_base_content_type(),
            workflow_state__object_id__in=keys,
        )

    @classmethod
    def get_description(cls):
        return _(
            "For acts only: whoever may publish acts of the act's own municipality approves it."
        )


def _may_publish(user, obj) -> bool:
    """What is no act is an administrator's to let go."""
    if not isinstance(obj, Act):
        return user.is_superuser
    return act_policy().user_has_permission_for_instance(user, "publish", obj)
