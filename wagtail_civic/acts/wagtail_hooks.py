from django.core.exceptions import PermissionDenied
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from .models import Act
from .permissions import act_policy
from .viewsets import ActGroup

# Not by the hook: Wagtail makes the permissions to publish and lock for what is registered so.
register_snippet(ActGroup)


@hooks.register("before_delete_snippet")
def refuse_other_municipalities(request, instances):
    """Wagtail's bulk deletion asks for the model permission only."""
    policy = act_policy()
    for act in instances:
        if isinstance(act, Act) and not policy.user_has_permission_for_instance(
            request.user, "delete", act
        ):
            raise PermissionDenied
