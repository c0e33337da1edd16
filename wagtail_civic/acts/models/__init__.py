from .acts import Act
from .aliases import ActAlias
from .children import ActCommencement, ActFile, ActRelation, ActSummary, file_roles, relation_kinds
from .citations import ActCitation
from .followers import ActFollower, ActTiding
from .pages import RegistryPage, RegistryPageMixin
from .tasks import ActApprovalTask
from .types import ActType, ActTypeName
from .versions import ActVersion

__all__ = [
    "Act",
    "ActAlias",
    "ActApprovalTask",
    "ActCitation",
    "ActCommencement",
    "ActFile",
    "ActFollower",
    "ActRelation",
    "ActSummary",
    "ActTiding",
    "ActType",
    "ActTypeName",
    "ActVersion",
    "RegistryPage",
    "RegistryPageMixin",
    "file_roles",
    "relation_kinds",
]
