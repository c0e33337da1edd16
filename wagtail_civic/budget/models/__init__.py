from .amounts import Amount, Budget, Line, Population, Revision, Rollup
from .classification import Classification, Node, NodeName
from .pages import BudgetPage, BudgetPageMixin
from .sources import SourceDocument

__all__ = [
    "Amount",
    "Budget",
    "BudgetPage",
    "BudgetPageMixin",
    "Classification",
    "Line",
    "Node",
    "NodeName",
    "Population",
    "Revision",
    "Rollup",
    "SourceDocument",
]
