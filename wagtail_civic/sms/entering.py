"""What becomes of one paper form, or of one number of an older list: first judged, then entered.

Judging reads only, so that a dry run and the real thing say the same; entering judges anew in its
own transaction, so that two clerks and a double click change nothing twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Site

from wagtail_civic.core import formats
from wagtail_civic.core.contacts import Contact

from . import subscribing
from .models.consent import Consent, ConsentKind, ConsentSource, ConsentWording
from .models.paper import FormBatch
from .models.people import Origin, Subscriber
from .models.suppression import Suppression
from .phones import mask
from .subscribing import Choices

CHUNK = 500


@dataclass(frozen=True)
class PaperForm:
    """What one form says. One of an older list has neither number, signature nor wording."""

    contact: Contact
    language: str
    choices: Choices
    number: str | None = None
    signed_at: datetime | None = None
    collector: str = ""
    wording: ConsentWording | None = None
    batch: FormBatch | None = None
    scan: str = ""

    @property
    def is_inherited(self) -> bool:
        return self.number is None


class Verdict(Enum):
    NEW = gettext_lazy("new: waits for the owner's confirmation")
    NEWER = gettext_lazy("known, not yet confirmed: the newer form holds")
    ACTIVE = gettext_lazy("subscribed already: the form is kept, the choices stay")
    KNOWN = gettext_lazy("entered already: nothing changes")
    HELD = gettext_lazy("held: an older list has no proof of consent")
    LEFT = gettext_lazy("unsubscribed after this was signed: stays out")
    CLASH = gettext_lazy("the form number was entered with another telephone number")


TAKEN = frozenset({Verdict.NEW, Verdict.NEWER, Verdict.ACTIVE, Verdict.HELD})
"""Verdicts by which something is stored."""
FAULTS = frozenset({Verdict.LEFT, Verdict.CLASH})
"""Verdicts that somebody has to look at."""


@dataclass
class Known:
    """What the municipality knows already of some forms, read in few queries."""

    people: dict[str, Subscriber] = field(default_factory=dict)
    refused: dict[str, datetime] = field(default_factory=dict)
    forms: dict[str, Consent] = field(default_factory=dict)

    @classmethod
    def of(cls, site: Site, forms: Iterable[PaperForm]) -> "Known":
        known, forms = cls(), list(forms)
        lookups = [lookup for form in forms for lookup in form.contact.lookups()]
        for part in _parts(lookups):
            rows = Subscriber.objects.filter(site=site, lookup__in=part)
            known.people |= {row.lookup: row for row in rows}
            noes = Suppression.objects.filter(site=site, lookup__in=part)
            known.refused |= dict(noes.values_list("lookup", "created_at"))
        for part in _parts([form.number for form in forms if form.number]):
            lines = Consent.objects.filter(site=site, form_number__in=part)
            known.forms |= {row.form_number: row for row in lines.select_related("subscriber")}
        return known

    def person(self, form: PaperForm) -> Subscriber | None:
        found = [self.people[key] for key in form.contact.lookups() if key in self.people]
        return found[0] if found else None

    def said_no_at(self, form: PaperForm) -> datetime | None:
        moments = [self.refused[key] for key in form.contact.lookups() if key in self.refused]
        person = self.person(form)
        if person and person.opted_out_at:
            moments.append(person.opted_out_at)
        return max(moments, default=None)


def _parts(values: list) -> Iterable[list]:
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))


def judge(form: PaperForm, known: Known) -> Verdict:
    """What entering the form would do."""
    person, said_no = known.person(form), known.said_no_at(form)
    if form.is_inherited:
        if person:
            return Verdict.KNOWN
        return Verdict.LEFT if said_no else Verdict.HELD
    entered = known.forms.get(form.number)
    if entered:
        same = entered.subscriber.lookup in form.contact.lookups()
        return Verdict.KNOWN if same else Verdict.CLASH
    if said_no and said_no >= form.signed_at:
        return Verdict.LEFT
    if person is None or (person.origin == Origin.INHERITED and not person.is_active):
        return Verdict.NEW
    return Verdict.ACTIVE if person.is_active else Verdict.NEWER


def explain(verdict: Verdict, form: PaperForm, known: Known) -> str:
    """The verdict in words, naming what it collides with."""
    if verdict is Verdict.CLASH:
        return _("Form %(form)s was entered with the number %(number)s already.") % {
            "form": form.number,
            "number": mask(known.forms[form.number].subscriber.number),
        }
    if verdict is Verdict.LEFT:
        return _(
            "This number unsubscribed on %(date)s, after the form was signed. It stays out; only "
            "its owner can subscribe anew."
        ) % {"date": formats.date(known.said_no_at(form))}
    return str(verdict.value)


@transaction.atomic
def enter(site: Site, form: PaperForm, user, now: datetime) -> Verdict:
    """Store what is new about the form; nobody is written to by it."""
    Subscriber.objects.select_for_update().of(form.contact, site).first()
    verdict = judge(form, Known.of(site, [form]))
    if verdict not in TAKEN:
        return verdict
    person = _person(site, form, verdict, now)
    if verdict is not Verdict.HELD:
        _log(person, form, user)
    return verdict


def _person(site: Site, form: PaperForm, verdict: Verdict, now: datetime) -> Subscriber:
    """The row of the number. Unless its owner confirmed it, the newest form says what it wants."""
    person = Subscriber.objects.of(form.contact, site).first()
    if verdict is Verdict.ACTIVE:
        return person
    if person is None:
        person = Subscriber(site=site, created_at=now)
        person.number, person.lookup = form.contact.value, form.contact.lookup()
    newer = person.consented_at is None or form.is_inherited or form.signed_at > person.consented_at
    if not newer:
        return person
    person.origin = Origin.INHERITED if form.is_inherited else Origin.PAPER
    person.language, person.consented_at = form.language, form.signed_at
    # Asked for an older signature, or gone since: the new one may be asked about, once.
    if person.opted_out_at or (person.asked_at and person.asked_at < form.signed_at):
        person.asked_at = None
    person.confirmed_at = person.opted_out_at = None
    subscribing.choose(person, form.choices)
    return person


def _log(person: Subscriber, form: PaperForm, user) -> None:
    subscribing.log_consent(
        person,
        ConsentKind.GIVEN,
        ConsentSource.PAPER,
        form.signed_at,
        user,
        choices=form.choices,
        wording=form.wording,
        form_number=form.number,
        collected_by=form.collector,
        batch=form.batch,
        scan=form.scan,
    )


@transaction.atomic
def take_back(consent: Consent) -> bool:
    """Undo an entry that a clerk mistyped, while nobody was written to; whether it was undone."""
    person = Subscriber.objects.select_for_update().get(pk=consent.subscriber_id)
    if consent.source != ConsentSource.PAPER or consent.kind != ConsentKind.GIVEN:
        return False
    if person.asked_at or person.confirmed_at or person.opted_out_at:
        return False
    consent.delete()
    earlier = person.consents.filter(kind=ConsentKind.GIVEN).first()
    if earlier is None:
        person.delete()
        return True
    person.consented_at = earlier.given_at
    subscribing.choose(person, Choices.from_json(earlier.choices))
    return True
