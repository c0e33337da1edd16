"""Which relations between acts can be: they lead from the later act to the earlier, never round.

What a published act does to another one changes the other's status and record, too.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_civic.core import search


@contextmanager
def changing(act) -> Iterator[None]:
    """What a published act does to others may become another inside: those it leads to before or
    afterwards are read again by the search and by harvesters."""
    before = _targets(act)
    yield
    if touched := before | _targets(act):
        type(act).objects.filter(pk__in=touched).update(modified_at=timezone.now())
        for pk in touched:
            search.changed("act", pk)


def _targets(act) -> set[int]:
    rows = apps.get_model("civic_acts", "ActRelation").objects.in_effect().filter(act=act.pk)
    return set(rows.values_list("target", flat=True))


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
