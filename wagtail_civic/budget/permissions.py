"""Who may upload, publish and name: the budget's verbs instead of Django's four."""

from wagtail_civic.core.permissions import SitePermissionPolicy, sites_for

from .models.classification import Node
from .models.sources import SourceDocument

IMPORT, PUBLISH = "civic_budget.import_budget", "civic_budget.publish_budget"


class VerbPolicy(SitePermissionPolicy):
    """A policy that answers by `verbs`: which permissions allow an action, any of them."""

    verbs: dict[str, tuple[str, ...]] = {}

    def sites(self, user, actions) -> set[int]:
        found: set[int] = set()
        for permission in {name for action in actions for name in self.verbs.get(action, ())}:
            found |= self._allowed(user, permission)
        return found

    def _allowed(self, user, permission: str) -> set[int]:
        """Asked once a request: a list asks for every row."""
        known = user.__dict__.setdefault("_civic_budget_sites", {})
        if permission not in known:
            known[permission] = set(sites_for(user, permission).values_list("pk", flat=True))
        return known[permission]

    def user_has_permission(self, user, action):
        return bool(self.sites(user, [action]))

    def user_has_any_permission(self, user, actions):
        return bool(self.sites(user, actions))


class WorkbookPolicy(VerbPolicy):
    """Figures are withdrawn, never deleted."""

    verbs = {"add": (IMPORT,), "change": (IMPORT, PUBLISH), "view": (IMPORT, PUBLISH)}

    def __init__(self) -> None:
        super().__init__(SourceDocument)


class NodePolicy(VerbPolicy):
    """Programmes come with a workbook and stay with their figures; editors name them."""

    verbs = {
        "change": ("civic_budget.change_node",),
        "view": ("civic_budget.view_node", "civic_budget.change_node"),
    }

    def __init__(self) -> None:
        super().__init__(Node)
