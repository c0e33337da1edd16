"""Who may do what with acts: model permissions that hold on the editor's municipalities."""

from functools import lru_cache

from django.apps import apps

from wagtail_civic.core.permissions import SitePermissionPolicy

ACTIONS = ("view", "add", "change", "delete", "publish")


@lru_cache(maxsize=1)
def act_policy() -> SitePermissionPolicy:
    return SitePermissionPolicy(apps.get_model("civic_acts", "Act"))


class VersionPolicy(SitePermissionPolicy):
    """A version is public as soon as its act is: the versions of a published act are entered,
    changed and deleted by whoever may also publish it."""

    def user_has_any_permission_for_instance(self, user, actions, instance) -> bool:
        if not may_enter_versions(user, instance.act):
            actions = set(actions) & {"view"}
        return super().user_has_any_permission_for_instance(user, actions, instance)


def may_enter_versions(user, act) -> bool:
    return not act.live or act_policy().user_has_permission_for_instance(user, "publish", act)


class PolicyForObject(SitePermissionPolicy):
    """The policy as a view of one act sees it: every question is about that act's municipality."""

    def __init__(self, act) -> None:
        super().__init__(type(act))
        self.act = act

    def user_has_permission(self, user, action) -> bool:
        return self.user_has_permission_for_instance(user, action, self.act)

    def user_has_any_permission(self, user, actions) -> bool:
        return self.user_has_any_permission_for_instance(user, actions, self.act)
