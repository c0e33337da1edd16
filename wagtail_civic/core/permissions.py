"""Who may do what, on which municipality."""

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from wagtail.models import Site
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permission_policies.sites import SitePermissionPolicy as WagtailSitePolicy

from .models.access import GroupSite


def _groups_with(user, permission: str):
    app_label, codename = permission.split(".")
    return Group.objects.filter(
        user=user,
        permissions__codename=codename,
        permissions__content_type__app_label=app_label,
    ).distinct()


def sites_for(user, permission: str):
    """The sites on which ``user`` has ``app_label.codename``.

    A superuser has it on all. A group without sites of its own works on all; a permission given
    to the user alone holds on all.
    """
    if not user.is_active or not user.has_perm(permission):
        return Site.objects.none()
    if user.is_superuser:
        return Site.objects.all()
    groups = list(_groups_with(user, permission).values_list("pk", flat=True))
    limited = GroupSite.objects.filter(group__in=groups)
    bound = set(limited.values_list("group_id", flat=True))
    if not groups or set(groups) - bound:
        return Site.objects.all()
    return Site.objects.filter(pk__in=limited.values("site"))


def required_sites(user, permission: str):
    """``sites_for``; PermissionDenied where there is none."""
    sites = sites_for(user, permission)
    if not sites:
        raise PermissionDenied
    return sites


def may(user, permission: str, site: Site) -> bool:
    return sites_for(user, permission).filter(pk=site.pk).exists()


def site_lookup_of(model) -> str:
    """The lookup that leads from a row to its site: the model says so where it is not ``site``."""
    return getattr(model, "site_lookup", "site")


def site_id_of(row) -> int | None:
    """The municipality that a row belongs to; None for a row that belongs to none."""
    value = row
    for name in site_lookup_of(type(row)).split("__"):
        value = getattr(value, name, None)
    return getattr(value, "pk", None)


class SitePermissionPolicy(ModelPermissionPolicy):
    """Model permissions that hold only on the user's sites."""

    def __init__(self, model) -> None:
        super().__init__(model)
        self.site_lookup = site_lookup_of(model)

    def _permission(self, action: str) -> str:
        return f"{self.app_label}.{self._get_permission_codename(action)}"

    def _get_permission_codename(self, action: str) -> str:
        return f"{action}_{self.model_name}"

    def sites(self, user, actions) -> set[int]:
        found: set[int] = set()
        for action in actions:
            found.update(sites_for(user, self._permission(action)).values_list("pk", flat=True))
        return found

    def user_has_permission_for_instance(self, user, action, instance):
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def user_has_any_permission_for_instance(self, user, actions, instance):
        return site_id_of(instance) in self.sites(user, actions)

    def instances_user_has_any_permission_for(self, user, actions):
        return self.model._default_manager.filter(
            **{f"{self.site_lookup}__in": self.sites(user, actions)}
        )


class SettingPermissionPolicy(WagtailSitePolicy):
    """Wagtail's policy for site settings, whose model permission holds on the user's sites only.

    Without it, a clerk of one municipality opens the settings of another by their address.
    """

    def sites_user_has_any_permission_for(self, user, actions):
        if not user.is_active or user.is_superuser:
            return super().sites_user_has_any_permission_for(user, actions)
        found = {
            granted.site_id
            for granted in self.get_cached_permissions_for_user(user)
            if granted.permission.content_type_id == self._content_type.pk
            and granted.permission.codename in self._get_permission_codenames(actions)
        }
        for action in actions:
            allowed = sites_for(user, self._get_permission_name(action))
            found.update(allowed.values_list("pk", flat=True))
        return Site.objects.filter(pk__in=found)

    def user_has_any_permission(self, user, actions):
        return self.sites_user_has_any_permission_for(user, actions).exists()

    def user_has_any_permission_for_instance(self, user, actions, instance):
        site_id = instance.pk if isinstance(instance, Site) else instance.site_id
        allowed = self.sites_user_has_any_permission_for(user, actions)
        return allowed.filter(pk=site_id).exists()
