"""What even an administrator does not do here, because proof would be lost."""

from wagtail_civic.core.permissions import SitePermissionPolicy


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
