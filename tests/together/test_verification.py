"""What is good once happens once: one confirmation, five tries, one message."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from wagtail_civic.core.contacts import parse
from wagtail_civic.core.models import Verification
from wagtail_civic.core.models.jobs import JobRun
from wagtail_civic.core.verification import lifecycle

from . import moves


def begin(site, channel, address, **fields):
    contact, now = parse("email", address), timezone.now()
    return Verification.objects.create(
        site=site,
        channel=channel,
        purpose="trace",
        subject=uuid4(),
        language="ka",
        contact_lookup=contact.lookup(),
        contact_value=contact.value,
        contact_canonical=contact.canonical,
        created_at=now,
        expires_at=now + timedelta(hours=1),
        **fields,
    )


def begin_code(site, address, code):
    """A code that was sent."""
    row = begin(site, "code", address)
    row.code_digest = lifecycle._code_digest(row, code)
    row.save(update_fields=["code_digest"])
    return row


def traces(name):
    return JobRun.objects.filter(name__startswith=f"{name} ").count()


def test_a_link_pressed_in_several_places_at_once_confirms_once(crew, site):
    pks = [begin(site, "letter", f"a{n}@example.org").pk for n in range(20)]
    answers = crew("confirm", [(pk,) for pk in pks])
    assert [sorted(map(str, answer)) for answer in answers] == [["/done/", *["None"] * 3]] * 20
    assert [traces(f"confirmed {pk}") for pk in pks] == [1] * 20


def test_more_processes_do_not_give_more_tries_at_a_code(crew, site):
    verification = begin_code(site, "guess@example.org", "246802")
    wrong = [(verification.pk, f"{number:06}") for number in range(3)]
    answers = crew("guess", [*wrong, (verification.pk, "246802")])
    assert {outcome for answer in answers for outcome in answer} == {"wrong", "over"}
    verification.refresh_from_db()
    assert verification.attempts == 5


def test_the_right_code_typed_in_several_places_confirms_once(crew, site):
    pks = [begin_code(site, f"typed{n}@example.org", "246802").pk for n in range(5)]
    answers = crew("guess", [(pk, "246802") for pk in pks])
    assert [answer.count("confirmed") for answer in answers] == [1] * 5
    assert [traces(f"confirmed {pk}") for pk in pks] == [1] * 5


def test_all_workers_together_send_each_message_once(crew, site):
    addresses = [f"b{number}@town{site.pk}.example" for number in range(20)]
    for address in addresses:
        begin(site, "letter", address)
    crew("send_messages", [()] * 2)
    assert [traces(f"sent {address}") for address in addresses] == [1] * 20
    sent = Verification.objects.filter(site=site, sent_at__isnull=False)
    assert {row.deliveries for row in sent} == {1}
    assert len(sent) == 20


def test_the_tests_purpose_is_known_here_too():
    """Rows of an unknown purpose would never be sent, and nothing above would be proved."""
    assert moves.verification.purposes.get("trace") is not None
