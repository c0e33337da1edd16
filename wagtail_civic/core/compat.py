"""What differs between the supported versions of Wagtail."""

from wagtail import permissions
from wagtail.permission_policies import BasePermissionPolicy


def register_permission_policy(model: type, policy: BasePermissionPolicy) -> None:
    """Tell Wagtail 8 which policy holds for ``model``, once; Wagtail 7.4 asks the viewset."""
    registry = getattr(permissions, "policy_registry", None)
    if registry is not None and registry.get_by_type(model, fallback=False) is None:
        permissions.register_permission_policy(model, policy, exact_class=True)
