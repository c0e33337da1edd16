"""The facts of a petition: everything that must survive an edit or revert of its pages."""

from functools import cache

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from wagtail_civic.core.languages import language_order
from wagtail_civic.core.models import Area, Body, Topic
from wagtail_civic.core.records import PageRecord
from wagtail_civic.core.visibility import public_pages

from .. import axes, lifecycle, threshold
from ..wording import combining_choices, outcome_choices, state_choices
from .axes import Axes
from .reasons import RejectionReason


@cache
def in_register(*registers: str) -> Q:
    """The rows for which ``lifecycle.register_of`` answers one of ``registers``."""
    stands: dict[str, dict[bool, set[str]]] = {}
    for register in registers:
        for state, outcome, opened in lifecycle.register_states(register):
            by_opened = stands.setdefault(state, {True: set(), False: set()})
            by_opened[opened].add(outcome)
    found, whole = Q(pk__in=[]), []
    for state, by_opened in stands.items():
        if by_opened[True] == by_opened[False] == _ANY_OUTCOME:
            whole.append(state)
        elif by_opened[True] == by_opened[False]:
            found |= Q(state=state, outcome__in=sorted(by_opened[True]))
        else:
            for opened, outcomes in by_opened.items():
                found |= Q(state=state, opened_at__isnull=not opened, outcome__in=sorted(outcomes))
    return found | Q(state__in=whole)


_ANY_OUTCOME = {"", *lifecycle.OUTCOMES}


class PetitionQuerySet(models.QuerySet):
    def for_site(self, site):
        return self.filter(site=site)

    def in_register(self, register: str):
        return self.filter(in_register(register))

    def public(self, now=None):
        """Petitions that stand in a register and have a page the public may see."""
        pages = public_pages(Page.objects.filter(translation_key=OuterRef("key")), now).order_by()
        return self.filter(in_register(*lifecycle.REGISTERS), Exists(pages))

    def begun(self, since, until):
        """Opened from ``since`` on and before ``until``; submitted, where it never opened."""
        begun = self.alias(begun_at=Coalesce("opened_at", "submitted_at"))
        return begun.filter(begun_at__gte=since, begun_at__lt=until)

    def standings(self):
        """(state, outcome, whether ever opened, how many)."""
        stands = self.order_by().annotate(opened=Q(opened_at__isnull=False))
        return stands.values_list("state", "outcome", "opened").annotate(count=Count("pk"))

    def collecting(self, now=None):
        return self.filter(state=lifecycle.OPEN, deadline__gte=now or timezone.now())

    def due_to_close(self, now):
        return self.filter(state=lifecycle.OPEN, deadline__lt=now)

    def waiting(self):
        """What stands in the officers' queue."""
        return self.filter(state__in=lifecycle.QUEUE)


class Petition(Axes, PageRecord):
    year = models.PositiveSmallIntegerField(_("year"), null=True, editable=False)
    serial = models.PositiveIntegerField(_("serial number"), null=True, editable=False)
    language = models.CharField(_("language of submission"), max_length=16, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=state_choices, default=lifecycle.DRAFT, db_index=True
    )
    state_since = models.DateTimeField(default=timezone.now, editable=False)
    earlier_state = models.CharField(max_length=12, blank=True, editable=False)
    outcome = models.CharField(_("outcome"), max_length=12, choices=outcome_choices, blank=True)
    initiator_name = models.CharField(_("initiator, as published"), max_length=160, blank=True)
    topics = models.ManyToManyField(
        Topic, blank=True, related_name="petitions", verbose_name=_("topics")
    )
    area = models.ForeignKey(
        Area,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="petitions",
        verbose_name=_("area"),
    )

    department = models.ForeignKey(
        Body,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("department"),
    )
    """Whose business it is within the city hall; for colleagues, not public."""

    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    deadline = models.DateTimeField(_("deadline"), null=True, blank=True)
    paused_at = models.DateTimeField(_("paused"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    combining = models.CharField(
        _("what counts"), max_length=12, choices=combining_choices, default=threshold.ELECTRONIC
    )
    roll_voters = models.PositiveIntegerField(_("registered voters"), null=True, blank=True)
    roll_date = models.DateField(_("roll as of"), null=True, blank=True)
    roll_source = models.CharField(_("source of the roll"), max_length=255, blank=True)
    share_electronic = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    share_paper = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    rounding = models.CharField(max_length=10, blank=True)
    required_electronic = models.PositiveIntegerField(null=True, blank=True)
    required_paper = models.PositiveIntegerField(null=True, blank=True)
    legal_basis = models.JSONField(default=dict, blank=True)
    required_areas = models.JSONField(default=dict, blank=True)
    """Signatures that areas need each, by the area's code: ``{"kvishona": 40}``."""
    areas_met = models.BooleanField(default=True, editable=False)

    signatures_electronic = models.IntegerField(_("electronic signatures"), default=0)
    signatures_paper = models.PositiveIntegerField(_("paper signatures"), default=0)
    deducted = models.IntegerField(
        _("electronic signatures deducted after a random check"), default=0, editable=False
    )
    counted_until = models.DateTimeField(null=True, blank=True, editable=False)
    settled_until = models.DateTimeField(null=True, blank=True, editable=False)
    trend = models.PositiveIntegerField(
        _("signatures of the last seven days"), default=0, editable=False
    )
    reached_at = models.DateTimeField(_("threshold reached"), null=True, blank=True)

    rejection_reason = models.ForeignKey(
        RejectionReason,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="petitions",
        verbose_name=_("reason for rejection"),
    )
    officer_note = models.TextField(_("note to the initiator"), blank=True)
    hearing_on = models.DateField(_("hearing"), null=True, blank=True)
    hearing_kind = models.CharField(max_length=40, blank=True)
    hearing_key = models.UUIDField(null=True, blank=True)
    answer_kind = models.CharField(max_length=40, blank=True)
    answer_key = models.UUIDField(null=True, blank=True)
    anonymised_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PetitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("petition")
        verbose_name_plural = _("petitions")
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "year", "serial"], name="civic_petition_number"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=lifecycle.COLLECTING)
                | Q(opened_at__isnull=False, deadline__isnull=False, roll_voters__isnull=False),
                name="civic_petition_open_has_basis",
            ),
        ]
        indexes = [models.Index(fields=["site", "state"], name="civic_petition_site_state")]
        permissions = [
            ("moderate_petition", "Can moderate petitions"),
            ("decide_petition", "Can close petitions and record what became of them"),
            ("check_paper_petition", "Can check paper signatures"),
            ("see_contacts_petition", "Can see personal data of initiators and signers"),
            ("restore_petition", "Can stop, take down and restore petitions"),
            ("export_petition", "Can export signatures with personal data"),
            ("import_petition", "Can take in petitions of former years"),
            ("void_petition", "Can void doubtful signatures of petitions"),
        ]

    def __str__(self):
        # Plain rows: a record is also named while its last page is being deleted.
        titles = dict(self.pages().values_list("locale__language_code", "title"))
        known = [titles[code] for code in language_order() if code in titles]
        title = known[0] if known else next(iter(titles.values()), "")
        return f"№{self.number} {title}".strip() if self.number else title or str(self.key)

    @property
    def number(self) -> str:
        """``2026-07``, from submission on and for ever; empty before."""
        return f"{self.year}-{self.serial:02}" if self.serial else ""

    @property
    def register(self) -> str | None:
        return lifecycle.register_of(self.state, self.outcome, self.opened_at is not None)

    def public_page(self, language: str | None = None) -> Page | None:
        """None while the petition stands in no register, whatever its pages are."""
        return super().public_page(language) if self.register else None

    @property
    def hearing_state(self) -> str:
        reached = self.reached_at is not None
        return axes.hearing_state(self.state, reached, self.hearing_on, self.hearing_result)

    @property
    def response_state(self) -> str:
        return axes.response_state(self.state, self.reached_at is not None, self.answered_at)

    @property
    def electronic(self) -> int:
        """Electronic signatures that count: without what a random check takes off."""
        return max(self.signatures_electronic - self.deducted, 0)

    @property
    def standing(self) -> threshold.Standing:
        return threshold.standing(
            self.combining,
            electronic=self.electronic,
            paper=self.signatures_paper,
            required_electronic=self.required_electronic or 0,
            required_paper=self.required_paper or 0,
            areas_met=self.areas_met,
        )

    @property
    def share(self):
        """The percentage behind the required number that applies."""
        by_required = {
            self.required_electronic: self.share_electronic,
            self.required_paper: self.share_paper,
        }
        return by_required.get(self.standing.required)

    @property
    def has_basis(self) -> bool:
        return self.roll_voters is not None

    def collects(self, now) -> bool:
        """Whether a signature can be begun at ``now``."""
        return self.state == lifecycle.OPEN and now <= self.deadline

    def holds_citizens_data(self) -> bool:
        return (
            self.signatures.exists()
            or self.signatures_electronic > 0
            or self.signatures_paper > 0
            or self.paper_checks.exists()
            or self.attachments.exists()
            or hasattr(self, "initiator")
        )


class PetitionEvent(models.Model):
    """One thing that happened; rows are only ever added."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=24)
    at = models.DateTimeField(default=timezone.now)
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("event of a petition")
        verbose_name_plural = _("events of petitions")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["petition", "at"], name="civic_petition_event_at")]

    def __str__(self):
        return f"{self.kind} {self.at:%Y-%m-%d}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise ValueError("what happened to a petition is not rewritten")
        super().save(*args, **kwargs)
