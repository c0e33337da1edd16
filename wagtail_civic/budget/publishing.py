"""Publishing, withdrawing and discarding a workbook; and the figures in force that follow."""

from collections import defaultdict
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from wagtail_civic.core import history, jobs

from . import codes, headings, importing
from .importing import Choice
from .models.amounts import Amount, Budget, Revision, Rollup
from .models.classification import Classification, Node
from .models.sources import SourceDocument

ANNOUNCE = "wagtail_civic.budget.jobs.announce"


def publish(document: SourceDocument, choices: list[Choice], unit: int, user, now=None) -> bool:
    """Publish the columns chosen for use; False if that, or a discard, was done before."""
    now = now or timezone.now()
    with transaction.atomic():
        document = SourceDocument.objects.select_for_update().get(pk=document.pk)
        if document.state != "waiting":
            return False
        budgets = importing.store(document, choices, unit, user, now)
        document.unit = unit
        document.published_at = now
        document.save(update_fields=["unit", "published_at"])
        rebuild(budgets)
        history.log(
            document,
            "civic_budget.publish",
            user=user,
            data={"columns": [f"{c.year} {c.table.direction} {c.stage}" for c in choices if c.use]},
        )
        jobs.enqueue(ANNOUNCE, document.pk)
    return True


def discard(document: SourceDocument, user, now=None) -> bool:
    """Put a waiting workbook aside; its file may then be uploaded again."""
    with transaction.atomic():
        document = SourceDocument.objects.select_for_update().get(pk=document.pk)
        if document.state != "waiting":
            return False
        document.discarded_at = now or timezone.now()
        document.active_sha256 = None
        document.save(update_fields=["discarded_at", "active_sha256"])
        history.log(document, "civic_budget.discard", user=user)
    return True


def withdraw(document: SourceDocument, user, reason: str, now=None) -> bool:
    """Take published figures back; what was in force before them is in force again."""
    with transaction.atomic():
        document = SourceDocument.objects.select_for_update().get(pk=document.pk)
        if document.state != "published":
            return False
        document.withdrawn_at = now or timezone.now()
        document.active_sha256 = None
        document.save(update_fields=["withdrawn_at", "active_sha256"])
        rebuild(set(document.revisions.values_list("budget_id", flat=True)))
        history.log(document, "civic_budget.withdraw", user=user, reason=reason)
        jobs.enqueue(ANNOUNCE, document.pk)
    return True


def rebuild(budget_ids: set[int]) -> None:
    """Compute anew what is in force for these budgets."""
    budgets = Budget.objects.select_for_update().filter(pk__in=budget_ids).order_by("pk")
    for budget in budgets:
        Rollup.objects.filter(budget=budget).delete()
        for revision in current_revisions(budget):
            Rollup.objects.bulk_create(_rollups(revision), batch_size=500)


def current_revisions(budget: Budget) -> list[Revision]:
    """One revision for each direction and stage."""
    slots: dict[tuple[str, str], Revision] = {}
    for revision in budget.revisions.current():
        slots.setdefault((revision.direction, revision.stage), revision)
    return list(slots.values())


def _rollups(revision: Revision) -> list[Rollup]:
    """The revision's figures for all kinds of money; a programme that the source gives no figure
    of its own has the sum of its parts."""
    amounts = Amount.objects.filter(
        revision=revision, period=0, line__fund__code=headings.TOTAL
    ).values_list("line__programme_id", "line__economic_id", "value")
    values = {(node, economic): value for node, economic, value in amounts}
    nodes = {
        pk: (parent, depth)
        for pk, parent, depth in Node.objects.filter(
            classification__nodes__in={node for node, _economic in values}
        )
        .distinct()
        .values_list("pk", "parent_id", "depth")
    }
    total = Node.objects.get(
        classification__site=revision.budget.site_id,
        classification__kind=Classification.ECONOMIC,
        code=codes.TOTAL,
    )
    _fill_wholes(values, nodes, total.pk)
    return [
        Rollup(
            budget_id=revision.budget_id,
            revision=revision,
            direction=revision.direction,
            node_id=node,
            economic_id=economic,
            stage=revision.stage,
            months=revision.months,
            value=value,
        )
        for (node, economic), value in values.items()
    ]


def _fill_wholes(values: dict, nodes: dict[int, tuple[int | None, int]], total: int) -> None:
    deepest = max((depth for _parent, depth in nodes.values()), default=0)
    stated = {node for node, economic in values if economic == total}
    for level in range(deepest, 0, -1):
        sums: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
        for (node, economic), value in values.items():
            parent, depth = nodes[node]
            if depth == level and parent is not None and parent not in stated:
                sums[(parent, economic)] += value
        values.update(sums)
