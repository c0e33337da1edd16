"""What the budget tells the core's seams."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wagtail_civic.core import api, demo, history, home, search, setup, todo
from wagtail_civic.core.permissions import sites_for

ROLE_PERMISSIONS = [
    "civic_budget.import_budget",
    "civic_budget.publish_budget",
    "civic_budget.change_node",
    "civic_budget.view_node",
    "civic_budget.add_population",
    "civic_budget.change_population",
    "civic_budget.delete_population",
    "civic_budget.view_population",
]


def register() -> None:
    from . import blocks, checks, sources  # noqa: F401
    from .demo import build

    history.register("civic_budget.upload", _("Upload"), _("Workbook uploaded"))
    history.register("civic_budget.choose", _("Choice of columns"), _("Columns chosen"))
    history.register("civic_budget.publish", _("Publication"), _("Figures published"))
    history.register("civic_budget.discard", _("Discard"), _("Workbook discarded"))
    history.register("civic_budget.withdraw", _("Withdrawal"), _("Figures withdrawn"))
    history.register("civic_budget.name", _("Names"), _("English names added"))
    setup.register_index(
        setup.IndexSpec(
            key="budget",
            model="civic_budget.BudgetPage",
            titles={"ka": "ბიუჯეტი", "en": "Budget"},
            slug="budget",
            order=50,
        )
    )
    setup.register_role(
        "budget_officer", _("Budget officers"), permissions=ROLE_PERMISSIONS, index_keys=["budget"]
    )
    todo.register("budget", waiting)
    api.register("budget", "civic_budget:api_years", _("Budgets: figures by programme"))
    home.register("budget_glance", blocks.BudgetGlanceBlock)
    search.register(sources.ProgrammeSource())
    demo.register("budget", build, order=60)


def waiting(request) -> list[todo.TodoItem]:
    """Workbooks that somebody uploaded and nobody has published or discarded."""
    from .models.sources import SourceDocument

    sites = sites_for(request.user, "civic_budget.publish_budget")
    count = SourceDocument.objects.waiting().filter(site__in=sites).count()
    return [
        todo.TodoItem(
            str(_("Budget workbooks to check")), count, reverse("civic_budget_workbooks:index")
        )
    ]
