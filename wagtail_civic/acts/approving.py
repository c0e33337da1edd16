"""Who hears by e-mail that an act waits for approval: those who may approve it, and nobody else."""

from django.conf import settings
from wagtail.admin.mail import EmailNotificationMixin, Notifier
from wagtail.models import TaskState
from wagtail.signals import task_submitted

from .models.tasks import ActApprovalTask
from .permissions import act_policy


class SubmittedNotifier(EmailNotificationMixin, Notifier):
    """Wagtail's letter about its own task, to whoever approves by ``ActApprovalTask``."""

    notification = "submitted"

    def __init__(self) -> None:
        super().__init__((TaskState,))

    def can_handle(self, instance, **kwargs):
        is_ours = super().can_handle(instance, **kwargs)
        return is_ours and isinstance(instance.task.specific, ActApprovalTask)

    def get_context(self, instance, **kwargs):
        act = instance.workflow_state.content_object
        words = {"task": instance.task, "object": act, "model_name": act._meta.verbose_name}
        return super().get_context(instance, **kwargs) | words

    def get_recipient_users(self, instance, **kwargs):
        policy, act = act_policy(), instance.workflow_state.content_object
        users = policy.users_with_permission("publish")
        if not getattr(settings, "WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS", True):
            users = users.filter(is_superuser=False)
        if submitter := kwargs.get("user"):
            users = users.exclude(pk=submitter.pk)
        return [u for u in users if policy.user_has_permission_for_instance(u, "publish", act)]


notifier = SubmittedNotifier()


def connect() -> None:
    task_submitted.connect(notifier, sender=TaskState, dispatch_uid="civic_acts_submitted")
