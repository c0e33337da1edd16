"""What the members of the crew do. Arguments are ids and plain values, as those of tasks are."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from django.db import IntegrityError
from django.test import RequestFactory
from django.utils import timezone
from wagtail.models import Page, Site

from wagtail_civic.acts.models import Act, ActType
from wagtail_civic.core import abuse, jobs, limits, verification
from wagtail_civic.core.contacts import parse
from wagtail_civic.core.models import Body, Verification
from wagtail_civic.core.models.jobs import JobRun
from wagtail_civic.core.records import record_for
from wagtail_civic.documents import reading
from wagtail_civic.documents.models.texts import DocumentText
from wagtail_civic.petitions import counting, moderation, signing
from wagtail_civic.petitions.models import Petition
from wagtail_civic.sms import announcing, dispatch
from wagtail_civic.sms import jobs as sms_jobs

from . import crew

NOW = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)
"""A Wednesday, 12:00 in Tbilisi."""
HOUR = timedelta(hours=1)


def leave_a_trace(name: str) -> None:
    """A row for each time that something was done: what was done twice leaves two."""
    JobRun.objects.create(name=f"{name} {uuid4()}", last_run=NOW)


class Trace(verification.Purpose):
    def title(self, verification):
        return "Trace"

    def button(self, verification):
        return "Confirm"

    def message(self, verification):
        return "Trace", "Text."

    def confirmed(self, verification, now):
        leave_a_trace(f"confirmed {verification.pk}")
        return "/done/"

    def lost(self, verification):
        return "/again/"


class Carrier(verification.Channel):
    def __init__(self, uses_code: bool):
        self.uses_code = uses_code

    def send(self, delivery):
        leave_a_trace(f"sent {delivery.contact.value}")


def register() -> None:
    if "trace" not in verification.purposes:
        verification.purposes.register("trace", Trace())
        verification.channels.register("letter", Carrier(uses_code=False))
        verification.channels.register("code", Carrier(uses_code=True))


register()


# Limits --------------------------------------------------------------------------------------


def hit(site: int, key: str, count: int) -> bool:
    return limits.hit("race", key, Site.objects.get(pk=site), [limits.Rule(count, HOUR)], NOW)


def ask(site: int, scope: str, count: int) -> bool:
    """A public request: each member is another visitor of the same network."""
    request = RequestFactory().post("/", REMOTE_ADDR=f"203.0.113.{crew.me + 1}")
    rules = abuse.Limits(address=(), network=(limits.Rule(count, HOUR),))
    return abuse.allow(request, scope, Site.objects.get(pk=site), rules, now=NOW)


# Verification --------------------------------------------------------------------------------


def confirm(pk: int) -> str | None:
    return verification.confirm(Verification.objects.get(pk=pk), timezone.now())


def guess(pk: int, code: str) -> str:
    outcome, _url = verification.confirm_code(Verification.objects.get(pk=pk), code)
    return outcome.value


def send_messages() -> int:
    return verification.send_waiting(timezone.now())


# Records and acts ----------------------------------------------------------------------------


def find_record(pk: int) -> int:
    return record_for(Page.objects.get(pk=pk)).pk


def reserve(site: int, body: int, act_type: int, number: str) -> bool:
    """Save a draft with this number; whether it could be had."""
    try:
        Act.objects.create(
            site=Site.objects.get(pk=site),
            body=Body.objects.get(pk=body),
            act_type=ActType.objects.get(pk=act_type),
            number=number,
            adopted=date(2026, 3, 2),
            title=f"Act of member {crew.me}",
            live=False,
        )
    except IntegrityError:
        return False
    return True


# Petitions -----------------------------------------------------------------------------------


def submit(pks: list[int]) -> str:
    """Each member submits a petition of its own."""
    petition = Petition.objects.get(pk=pks[crew.me])
    moderation.submit(petition, now=NOW)
    return petition.number


def publish(pk: int) -> bool:
    try:
        moderation.publish(Petition.objects.get(pk=pk), now=NOW)
    except moderation.lifecycle.MoveRefused:
        return False
    return True


def sign(petition: int, address: str, names: list[str]) -> str:
    row = signing.begin(
        Petition.objects.get(pk=petition),
        contact=parse("email", address),
        signer=signing.Signer(names[crew.me]),
        area=None,
        shows_name=False,
        language="ka",
        now=timezone.now(),
    )
    return str(row.subject)


def count(pk: int, moment: datetime) -> bool:
    return counting.count_window(Petition.objects.get(pk=pk), moment)


# SMS -----------------------------------------------------------------------------------------


def announce(pk: int, kind: str) -> bool:
    page = Page.objects.get(pk=pk).specific
    return bool(announcing.announce(kind, page.translation_key, page.get_site(), page))


def hand_over(campaign: int) -> int:
    turn = dispatch.Turn(campaign)
    try:
        moment = NOW
        for _turn in range(10):
            batch = turn.batch(moment)
            if not batch.wait:  # else the gateway's pace, which others have used up
                break
            moment += timedelta(seconds=batch.wait + 1)
        return batch.count
    finally:
        turn.close()


def hand_over_one(campaigns: list[int]) -> int:
    """The members share the mailings among them."""
    return hand_over(campaigns[crew.me % len(campaigns)])


def pump(campaign: int) -> int:
    return sms_jobs.pump(campaign, NOW, turn=20)


# Jobs and documents --------------------------------------------------------------------------


def run_due(moment: datetime) -> list[str]:
    """The names of the jobs that this member ran."""
    ran: list[str] = []
    assert jobs.run_due(moment, ran.append) == 0
    return ran


def claim_text(pk: int) -> bool:
    return reading.claim(DocumentText.objects.get(pk=pk), NOW)
