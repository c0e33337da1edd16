from .acts import Act
from .aliases import ActAlias
from .children import ActFile, ActRelation, ActSummary, file_roles, relation_kinds
from .pages import RegistryPage, RegistryPageMixin
from .types import ActType, ActTypeName

__all__ = [
    "Act",
    "ActAlias",
    "ActFile",
    "ActRelation",
    "ActSummary",
    "ActType",
    "ActTypeName",
    "RegistryPage",
    "RegistryPageMixin",
    "file_roles",
    "relation_kinds",
]
