"""Which relations between acts can be: they lead from the later act to the earlier, never round."""

from collections.abc import Callable, Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def leads_to(start: int, end: int, targets_of: Callable[[set[int]], Iterable[int]]) -> bool:
    """Whether the relations of ``start``, followed from act to act, arrive at ``end``."""
    seen: set[int] = set()
    level = {start}
    while level:
        if end in level:
            return True
        seen |= level
        level = set(targets_of(level)) - seen
    return False


def validate(relation) -> None:
    """Raises ``ValidationError`` where the relation names nothing or cannot be."""
    act, target = relation.act, relation.target
    if target is None:
        if not relation.outside_title:
            message = _("Choose an act or name one that is kept elsewhere.")
            raise ValidationError({"target": message})
        return
    if act.site_id and target.site_id != act.site_id:
        raise ValidationError({"target": _("Choose one of the same municipality.")})
    if act.pk is None:
        return
    if target.pk == act.pk:
        raise ValidationError({"target": _("An act cannot refer to itself.")})
    rows = type(relation)._default_manager.filter(act__live=True, target__isnull=False)

    def targets_of(acts: set[int]) -> Iterable[int]:
        return rows.filter(act__in=acts).values_list("target", flat=True)

    if leads_to(target.pk, act.pk, targets_of):
        message = _(
            "“%(act)s” refers to this act already, itself or through others. A relation leads "
            "from the later act to the earlier one."
        )
        raise ValidationError({"target": message % {"act": target.title}})
