"""Questions about acts that read like sentences."""

from datetime import date

from django.apps import apps
from django.db.models import (
    Case,
    CharField,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from .numbers import code_key, normalise
from .status import Status

#: What a row of the list shows of an act.
ROW = (
    *("title", "language", "number", "number_key", "year", "adopted"),
    *("site", "body", "act_type"),
    *("effective_on", "published_on", "expires_on", "repealed_on"),
)


class ActQuerySet(QuerySet):
    def for_site(self, site):
        return self.filter(site=site)

    def published(self, now=None):
        """Live, not expired: what the registry shows where its page is public."""
        now = now or timezone.now()
        return self.filter(Q(expire_at__isnull=True) | Q(expire_at__gt=now), live=True)

    def withdrawn(self, now=None):
        """Once published, and now no longer: their addresses say so."""
        now = now or timezone.now()
        gone = Q(live=False, first_published_at__isnull=False, number_key__isnull=False)
        return self.filter(gone | Q(live=True, expire_at__lte=now))

    def gone_before(self, moment):
        """Withdrawn before a moment, or out of their time then, and not back since."""
        withdrawn = Q(live=False, withdrawn_at__lt=moment)
        return self.filter(withdrawn | Q(live=True, expire_at__lt=moment))

    def once_public(self):
        """Published now or before."""
        return self.filter(Q(live=True) | Q(first_published_at__isnull=False))

    def to_confirm(self):
        """Drafts whose facts a program has read from a file."""
        return self.filter(live=False, guessed_at__isnull=False)

    def with_status(self, today: date):
        """Annotates ``status_now``: the rule of ``status.status`` in SQL."""
        return self.annotate(status_now=_status(today))

    def with_text_on(self, day: date):
        """Annotates ``text_valid``: the stored text of the consolidated version that is valid on a
        day; None where that is the text as adopted."""
        versions = apps.get_model("civic_acts", "ActVersion").objects
        valid = versions.filter(act=OuterRef("pk"), valid_from__lte=day).order_by("-valid_from")
        text = Cast("text", TextField())
        return self.annotate(text_valid=Subquery(valid.values_list(text, flat=True)[:1]))

    def numbered(self, text: str):
        """Acts whose number or registration code is, or begins with, what somebody typed."""
        key, code = normalise(text), code_key(text)
        return self.filter(number_is(key, f"{key}-", code, by_key=bool(key), by_code=bool(code)))

    def citing(self, **target):
        """Acts whose texts name such a one (``target=``, ``target__key=``), see ``citing.py``."""
        citations = apps.get_model("civic_acts", "ActCitation").objects.filter(**target)
        return self.filter(pk__in=citations.values("act"))

    def titled(self, words: list[list[str]]):
        """Acts whose titles hold one spelling of every word."""
        acts = self
        for spellings in words:
            hit = Q(pk__in=[])
            for spelling in spellings:
                hit |= Q(title__icontains=spelling) | Q(summaries__title__icontains=spelling)
            acts = acts.filter(pk__in=self.model.objects.filter(hit).values("pk"))
        return acts

    def newest_first(self):
        return self.order_by("-adopted", "-pk")

    def as_rows(self, today: date):
        """The newest first, with what a row of the registry shows of each act itself."""
        return self.with_status(today).newest_first().only(*ROW)

    def for_list(self):
        """With everything that a row of a list shows, in a fixed number of queries."""
        return self.select_related("body", "act_type").prefetch_related(
            "body__names", "act_type__names", "summaries"
        )

    def for_record(self, shown=None):
        """With everything that the record of an act shows; of what others do to it, repeals.

        Acts that it names and that are not ``shown`` know that they are hidden.
        """
        relations = apps.get_model("civic_acts", "ActRelation").objects
        targets = self.model.objects.select_related("body", "act_type")
        if shown:
            is_shown = When(shown, then=Value(False))
            targets = targets.annotate(is_hidden=Case(is_shown, default=Value(True)))
        days = apps.get_model("civic_acts", "ActVersion").objects.only("act", "valid_from")
        repeals = relations.in_effect().filter(kind="repeals").select_related("act")
        return self.for_list().prefetch_related(
            "topics__names",
            "areas__names",
            "files__document",
            Prefetch("relations__target", queryset=targets),
            Prefetch("incoming", queryset=repeals, to_attr="known_repeals"),
            "commencements",
            Prefetch("versions", queryset=days),
        )


def number_is(key, beginning, code, *, by_key: bool, by_code: bool) -> Q:
    """By its key or what it begins with, by the beginning of a code; one by neither is nobody's."""
    found = Q(pk__in=[])
    if by_key:
        found |= Q(number_key=key) | Q(number_key__startswith=beginning)
    if by_code:
        found |= Q(code_key__startswith=code)
    return found


def _status(today: date) -> Case:
    starts = Q(effective_on__lte=today)
    starts |= Q(effective_on__isnull=True, published_on__lte=today)
    starts |= Q(effective_on__isnull=True, published_on__isnull=True, adopted__lte=today)
    return Case(
        When(Q(repealed_on__lte=today) | Exists(_repeals(today)), then=Value(Status.REPEALED)),
        When(~starts, then=Value(Status.NOT_YET)),
        When(expires_on__lt=today, then=Value(Status.EXPIRED)),
        default=Value(Status.IN_FORCE),
        output_field=CharField(),
    )


def _repeals(today: date) -> QuerySet:
    """Published relations that have taken the force of the outer act by ``today``."""
    return (
        apps.get_model("civic_acts", "ActRelation")
        .objects.in_effect()
        .filter(kind="repeals", target=OuterRef("pk"))
        .annotate(day=Coalesce("since", "act__effective_on", "act__published_on", "act__adopted"))
        .filter(day__lte=today)
    )
