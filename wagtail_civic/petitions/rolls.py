"""Who of the signers is on the electoral roll, where a municipality keeps its personal numbers.

Of a number only keyed digests are kept. Nothing here changes a count: who is not found may have
come of age since the roll, or mistyped a digit; it is a reason for an officer to look.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Site

from wagtail_civic.core import clock, history, tables
from wagtail_civic.core.models import VoterRoll

from . import uniqueness
from .forms import PersonalNumberField
from .models.online import OnlineCheck
from .models.paper import PaperCheck
from .models.petition import Petition
from .models.roll import RollDigest, RollNumbers
from .models.sheets import PaperLine
from .models.signatures import SignatureContact
from .transitions import NotPossible

CALLED = ("personal number", "პირადი ნომერი", "პირადი n", "პირადი №")
LABEL = gettext_lazy("personal number")
"""What the column of personal numbers is called."""
MOST_ROWS = 2_000_000
LONGEST_CELL = 100
MOST_FAULTS = 200
BATCH = 2000
ASKED_AT_ONCE = 500


@dataclass
class Reading:
    """The numbers of a file: digests under every lookup key, by the current one."""

    digests: dict[str, list[str]] = field(default_factory=dict)
    repeated: int = 0
    faults: list[tuple[int, str]] = field(default_factory=list)


def read(lines: Iterable[tuple[int, list[str]]]) -> Reading:
    """One column of personal numbers as people write them, with or without a heading.

    Faults name the line, never what stands in it.
    """
    found, numbers = Reading(), PersonalNumberField()
    for place, (row, cells) in enumerate(lines):
        filled = [cell for cell in cells if cell.strip()]
        if not filled or (place == 0 and tables.places(filled[:1], {"person": (LABEL, *CALLED)})):
            continue
        try:
            if len(filled) > 1:
                raise ValidationError(_("There is more than one column."))
            digests = uniqueness.digests(uniqueness.PERSONAL, numbers.clean(filled[0]))
        except ValidationError as error:
            found.faults.append((row, " ".join(error.messages)))
            if len(found.faults) >= MOST_FAULTS:
                break
            continue
        found.repeated += digests[0] in found.digests
        found.digests[digests[0]] = digests
    return found


@transaction.atomic
def keep(roll: VoterRoll, reading: Reading, *, now: datetime, user=None) -> int:
    """Keep these numbers of the roll and no others; how many. All or none."""
    if reading.faults:
        raise NotPossible(_("Correct the lines with faults first; nothing was entered."))
    if not reading.digests:
        raise NotPossible(_("There is no personal number in the file."))
    VoterRoll.objects.select_for_update().get(pk=roll.pk)
    RollNumbers.objects.filter(roll=roll).delete()
    count = len(reading.digests)
    numbers = RollNumbers.objects.create(roll=roll, count=count, taken_in_at=now)
    rows = (
        RollDigest(numbers=numbers, digest=digest)
        for digests in reading.digests.values()
        for digest in digests
    )
    while batch := list(islice(rows, BATCH)):
        RollDigest.objects.bulk_create(batch)
    history.log(roll, "civic_petitions.roll_kept", user=user, data={"numbers": count})
    return count


@transaction.atomic
def remove(roll: VoterRoll, *, user=None) -> int:
    """Forget the numbers of a roll, not the roll; how many there were."""
    numbers = RollNumbers.objects.filter(roll=roll).first()
    if numbers is None:
        return 0
    numbers.delete()
    data = {"numbers": numbers.count}
    history.log(roll, "civic_petitions.roll_forgotten", user=user, data=data)
    return numbers.count


def forget(site: Site, now: datetime) -> int:
    """Forget the numbers of earlier rolls that no petition with personal data rests on."""
    current = VoterRoll.objects.current(site, clock.day_of(now))
    if current is None:
        return 0
    kept = VoterRoll.objects.for_site(site).filter(date__lt=current.date)
    kept = kept.filter(pk__in=RollNumbers.objects.values("roll"))
    rests = Petition.objects.for_site(site).filter(anonymised_at=None, roll_date__isnull=False)
    return sum(remove(roll) for roll in kept.exclude(date__in=rests.values("roll_date")))


def numbers_for(petition: Petition) -> RollNumbers | None:
    """Those of the roll that the petition rests on, as it was frozen at the opening."""
    if petition.roll_date is None:
        return None
    rolls = RollNumbers.objects.filter(roll__site=petition.site_id)
    return rolls.filter(roll__date=petition.roll_date).first()


def found_among(numbers: RollNumbers, digests: Iterable[str]) -> set[str]:
    """Which of these are on the roll."""
    wanted, found = iter(digests), set()
    while batch := list(islice(wanted, ASKED_AT_ONCE)):
        found.update(numbers.digests.filter(digest__in=batch).values_list("digest", flat=True))
    return found


@dataclass(frozen=True)
class Tally:
    """Signatures that count: on the roll, not found there, without a personal number."""

    found: int
    missing: int
    unasked: int


def tally(petition: Petition) -> Tally | None:
    """None where no numbers of the petition's roll are kept, or the signers' are erased."""
    numbers = numbers_for(petition)
    if numbers is None or petition.anonymised_at:
        return None
    counting = petition.signatures.counting()
    signed = SignatureContact.objects.filter(signature__in=counting).exclude(personal=[])
    known = signed.order_by("pk").values_list("pk", "personal").iterator(chunk_size=BATCH)
    asked = found = 0
    for _pk, on_roll in looked_up(numbers, known):
        asked += 1
        found += on_roll
    return Tally(found, asked - found, counting.count() - asked)


def standing_of(check: OnlineCheck) -> dict[int, bool] | None:
    """Whether each drawn signature with a personal number is on the roll, by its line."""
    numbers = numbers_for(check.petition)
    if numbers is None:
        return None
    drawn = check.drawn.filter(signature__contact__isnull=False)
    known = drawn.order_by("number").values_list("number", "signature__contact__personal")
    return dict(looked_up(numbers, ((line, digests) for line, digests in known if digests)))


def strangers(delivery: PaperCheck) -> list[int]:
    """The entered lines whose person is not on the roll, also on one taken in after them."""
    numbers = numbers_for(delivery.petition)
    if numbers is None:
        return []
    lines = PaperLine.objects.filter(delivery=delivery).exclude(personal=[]).order_by("number")
    known = lines.values_list("number", "personal").iterator(chunk_size=BATCH)
    return [line for line, on_roll in looked_up(numbers, known) if not on_roll]


def not_found(numbers: RollNumbers, signatures: QuerySet, size: int) -> Iterator[list[int]]:
    """Those of ``signatures`` whose personal number is not on the roll, as lists of at most
    ``size`` keys. The roll is asked anew for each list, in an order that lets rows change."""
    last = 0
    while True:
        rows = SignatureContact.objects.filter(signature__in=signatures, signature__gt=last)
        rows = rows.exclude(personal=[]).order_by("signature")
        known = list(rows.values_list("signature", "personal")[:size])
        if not known:
            return
        last = known[-1][0]
        yield [key for key, on_roll in looked_up(numbers, known) if not on_roll]


def looked_up(
    numbers: RollNumbers, known: Iterable[tuple[int, list[str]]]
) -> Iterator[tuple[int, bool]]:
    """Of each, whether one of its digests is on the roll: keys may have been added since."""
    rows = iter(known)
    while batch := list(islice(rows, ASKED_AT_ONCE)):
        found = found_among(numbers, (digest for _key, digests in batch for digest in digests))
        yield from ((key, not found.isdisjoint(digests)) for key, digests in batch)
