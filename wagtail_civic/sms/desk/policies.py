"""What even an administrator does not do here, because proof would be lost; who imports."""

from wagtail_civic.core.permissions import SitePermissionPolicy, sites_for

IMPORT = "civic_sms.import_subscriber"


class KeptPolicy(SitePermissionPolicy):
    """Site-scoped permissions without the actions in `forbidden`, for superusers too."""

    def __init__(self, model, forbidden: frozenset[str]) -> None:
        super().__init__(model)
        self.forbidden = forbidden

    def _allowed(self, actions) -> list[str]:
        return [action for action in actions if action not in self.forbidden]

    def user_has_permission(self, user, action):
        return action not in self.forbidden and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)

    def sites(self, user, actions):
        return super().sites(user, self._allowed(actions))

    def users_with_any_permission(self, actions):
        return super().users_with_any_permission(self._allowed(actions))


class ImportPolicy(SitePermissionPolicy):
    """Lists of people are for whoever may import them, whatever Django's four verbs say."""

    verbs = frozenset({"add", "change", "view"})

    def sites(self, user, actions) -> set[int]:
        if not self.verbs.intersection(actions):
            return set()
        return set(sites_for(user, IMPORT).values_list("pk", flat=True))

    def user_has_permission(self, user, action):
        return bool(self.sites(user, [action]))

    def user_has_any_permission(self, user, actions):
        return bool(self.sites(user, actions))
