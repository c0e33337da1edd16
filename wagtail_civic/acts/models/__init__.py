from .acts import Act
from .aliases import ActAlias
from .children import ActCommencement, ActFile, ActRelation, ActSummary, file_roles, relation_kinds
from .pages import RegistryPage, RegistryPageMixin
from .types import ActType, ActTypeName
from .versions import ActVersion

__all__ = [
    "Act",
    "ActAlias",
    "ActCommencement",
    "ActFile",
    "ActRelation",
    "ActSummary",
    "ActType",
    "ActTypeName",
    "ActVersion",
    "RegistryPage",
    "RegistryPageMixin",
    "file_roles",
    "relation_kinds",
]
