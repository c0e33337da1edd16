"""What differs between the supported versions of Wagtail."""

from wagtail import permissions
from wagtail.documents.models import Document
from wagtail.images.models import AbstractImage, Image
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy


def register_permission_policy(model: type, policy: BasePermissionPolicy) -> None:
    """Tell Wagtail 8 which policy holds for ``model``, once; Wagtail 7.4 asks the viewset."""
    registry = getattr(permissions, "policy_registry", None)
    if registry is not None and registry.get_by_type(model, fallback=False) is None:
        permissions.register_permission_policy(model, policy, exact_class=True)


def file_policy(model: type) -> BasePermissionPolicy:
    """Wagtail's rule of who may do what with documents or pictures, for a host's own model too."""
    registry = getattr(permissions, "policy_registry", None)
    known = registry.get_by_type(model, fallback=False) if registry is not None else None
    return known or CollectionOwnershipPermissionPolicy(
        model,
        auth_model=Image if issubclass(model, AbstractImage) else Document,
        owner_field_name="uploaded_by_user",
    )
