"""The arithmetic of a budget, each rule once: rates, shares, amounts a head, change."""

from decimal import Decimal


def execution_rate(executed: Decimal | None, plan: Decimal | None) -> Decimal | None:
    """Cash execution in per cent of the plan; None without a plan above nought."""
    if executed is None or plan is None or plan <= 0:
        return None
    return executed * 100 / plan


def share(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """Per cent of the whole; None where a share means nothing."""
    if part is None or whole is None or whole <= 0:
        return None
    return part * 100 / whole


def per_resident(value: Decimal | None, residents: int | None) -> Decimal | None:
    """Lari for each resident; None if their number is not known for the year."""
    if value is None or not residents or residents < 0:
        return None
    return value / residents


def change(before: Decimal | None, after: Decimal | None) -> Decimal | None:
    """Growth in per cent; None where there was nothing, or less, to grow from."""
    if before is None or after is None or before <= 0:
        return None
    return (after - before) * 100 / before


def operating_balance(revenue: Decimal | None, expense: Decimal | None) -> Decimal | None:
    """Revenue less expense (Budget Code of Georgia, article 12)."""
    return None if revenue is None or expense is None else revenue - expense


def overall_balance(
    operating: Decimal | None, acquired: Decimal | None, disposed: Decimal | None
) -> Decimal | None:
    """The operating balance less the change in non-financial assets: a surplus is above nought."""
    if operating is None:
        return None
    return operating - ((acquired or 0) - (disposed or 0))
