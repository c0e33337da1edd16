"""Which acts cite which: read from texts when they change, so that no page searches for it."""

from collections.abc import Iterable

from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from django.utils import timezone

from wagtail_civic.core import clock

from . import citations, quoting
from .loading import valid_text
from .models.acts import Act
from .models.citations import ActCitation
from .models.versions import ActVersion


def read(act: Act) -> None:
    """Store what the text of today says of other acts, and which act each citation of this one or
    by this one means now."""
    valid = Act.objects.with_text_on(clock.today()).filter(pk=act.pk).first()
    found = _said(valid) if valid else frozenset()
    known = {_citation(row): row.pk for row in ActCitation.objects.filter(act=act)}
    gone = [pk for citation, pk in known.items() if citation not in found]
    ActCitation.objects.filter(pk__in=gone).delete()
    ActCitation.objects.bulk_create(
        ActCitation(act=act, **citation._asdict()) for citation in found - known.keys()
    )
    naming = Q(act=act) | Q(target=act)
    naming |= Q(number=act.number_key) if act.number_key else Q()
    naming |= Q(code=act.code_key) if act.code_key else Q()
    rows = ActCitation.objects.filter(naming, act__site=act.site_id)
    _resolve(act.site_id, list(rows))


def _said(act: Act) -> frozenset[citations.Citation]:
    return quoting.found_in(valid_text(act) or act.text) if act.live else frozenset()


def _citation(row: ActCitation) -> citations.Citation:
    return citations.Citation(**{name: getattr(row, name) for name in citations.Citation._fields})


def _resolve(site: int, rows: Iterable[ActCitation]) -> None:
    """A citation means the published act that alone fits it, never the one that it stands in."""
    said = {row.pk: _citation(row) for row in rows}
    if not said:
        return
    keys = quoting.keys_of(said.values())
    acts = quoting.acts_named(site, timezone.now(), **keys, shown=Q())
    acts = acts.select_related("act_type").prefetch_related("act_type__names")
    meant = citations.resolved(said.values(), acts, _type_names)
    changed = []
    for row in rows:
        act = meant.get(said[row.pk])
        target = act.pk if act and act.pk != row.act_id else None
        if row.target_id != target:
            row.target_id = target
            changed.append(row)
    ActCitation.objects.bulk_update(changed, ["target"])


def _type_names(act: Act) -> list[str]:
    return [name.name for name in act.act_type.names.all()]


def _act_saved(sender, instance, raw=False, **kwargs):
    if not raw and instance.was_public:
        read(instance)


def _version_changed(sender, instance, raw=False, **kwargs):
    if not raw:
        read(instance.act)


def connect() -> None:
    post_save.connect(_act_saved, sender=Act, dispatch_uid="civic_acts_citing")
    for saved in (post_save, post_delete):
        saved.connect(_version_changed, sender=ActVersion, dispatch_uid="civic_acts_citing_version")
