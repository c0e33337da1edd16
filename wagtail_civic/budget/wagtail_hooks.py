from django.urls import path
from wagtail import hooks

from .viewsets import BudgetGroup, names_view


@hooks.register("register_admin_viewset")
def budget():
    return BudgetGroup()


@hooks.register("register_admin_urls")
def admin_urls():
    return [path("civic/budget-names/", names_view, name="civic_budget_names")]
