"""The rarer screens of a petition's office, each language at each width: roll, departments, watch
list, doubts, samples, sheets; and what an initiator and a signer see of their own."""

import pytest

from .steps import follow, missed
from .test_petition_office import QUEUE
from .watching import faults

VISITS = [("ka", 360), ("en", 1280)]
WATCH = "/admin/civic_petition_watch/"
BUSY = """
import io
from datetime import date
from django.utils import timezone
from wagtail_civic.core import contacts, tables, verification
from wagtail_civic.core.models import Body, BodyName, Convocation, VoterRoll
from wagtail_civic.petitions import mine, online_check, paper, rolls, sheets, uniqueness, voiding
from wagtail_civic.petitions.models import Initiator, Petition, SignatureContact, WatchRule

now, names = timezone.now(), {"ka": "საგზაო სამსახური", "en": "Roads"}
petition = Petition.objects.filter(state="open").order_by("pk").first()
site = petition.site
Convocation.objects.create(site=site, number=8, start=date(2021, 12, 3))
body = Body.objects.create(site=site, code="roads", kind="other")
for language, name in names.items():
    BodyName.objects.create(row=body, language=language, name=name)
roll = VoterRoll.objects.get(site=site, date=petition.roll_date)
rolls.keep(roll, rolls.read([(1, ["01001000001"]), (2, ["01001000002"])]), now=now)
signers = list(SignatureContact.objects.filter(petition=petition).order_by("pk")[:9])
for nth, signer in enumerate(signers):
    signer.personal = uniqueness.digests("personal", f"0100100000{nth + 1}")
    signer.save()
lines = b"line;name;personal number\\n1;A;01001000001\\n2;B;01001000009\\n"
delivery = paper.deliver(petition, sheets=2, submitted=25, now=now, seed="wagtail")
sheets.enter(delivery, sheets.read(delivery, tables.read(io.BytesIO(lines))), user=None, now=now)
online_check.draw(petition, now=now, seed="wagtail")
criteria = voiding.Criteria(not_in=rolls.numbers_for(petition).pk)
voiding.propose(petition, criteria, reason="entitled", explanation="-", user=None, now=now)
WatchRule.objects.create(site=site, kind="network", pattern="203.0.113.0/24", effect="block")
contact = contacts.parse("email", "initiator@example.org")
Initiator.objects.filter(petition=petition).update(lookup=contact.lookup(), channel="email")
SignatureContact.objects.filter(pk=signers[0].pk).update(lookup=contact.lookup())
for language in names:
    print(verification.confirm(mine.begin(site, contact, language, now)))
print(f"{petition.pk}/")
print(f"{petition.pk}/paper/{delivery.pk}/")
"""


@pytest.fixture(scope="module")
def busy(town) -> dict[str, str]:
    """A town whose office is at work on everything; where it can be looked at."""
    *_before, ka, en, case, delivery = town.manage("shell", "-c", BUSY).split()
    return {"ka": ka, "en": en, "case": f"{QUEUE}{case}", "delivery": f"{QUEUE}{delivery}"}


def screens(busy) -> list[str]:
    case, delivery = busy["case"], busy["delivery"]
    return [
        *(f"{QUEUE}{name}" for name in ("", "roll/", "bulk/", "past/")),
        *(f"{case}{name}" for name in ("?roll=1", "doubts/", "online/", "move/hearing/")),
        *(f"{case}doubts/?stranger=on", f"{case}doubts/?assurance=email&stranger=on"),
        *(f"{delivery}{name}" for name in ("", "lines/", "grid/")),
        *(WATCH, f"{WATCH}new/"),
    ]


@pytest.mark.parametrize(("lang", "width"), VISITS)
def test_every_screen_of_the_desk_is_clean_and_reached_by_keyboard(log_in, town, busy, lang, width):
    desk, found = log_in("petition_senior", lang, width), []
    for path in screens(busy):
        assert desk.goto(f"{town.url}{path}").status == 200
        found += [f"{path}: {one}" for one in faults(desk, dark=False, within="main")]
        found += [f"{path}: not reached: {one}" for one in missed(desk)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("lang", "width", "js"), [("ka", 360, False), ("en", 1280, True)])
def test_who_submitted_and_signed_sees_it_and_takes_the_petition_back(
    open_page, assert_clean, busy, lang, width, js
):
    page = open_page(lang, width, js, busy[lang])
    assert_clean(page)
    page.locator("main details summary").first.focus()
    page.keyboard.press("Enter")
    back = page.locator("main form:has([value=take_back]) button")
    assert back.is_visible()
    assert_clean(page)
    assert not missed(page)
    if lang == "en":
        follow(back)
        assert page.locator("main [value=take_back]").count() == 0
        assert_clean(page)
    assert not page.context.cookies()


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize(("lang", "width", "js"), [("ka", 360, True), ("en", 1280, False)])
def test_the_archive_of_a_convocation(open_page, assert_clean, lang, width, js):
    page = open_page(lang, width, js, "petitions/finished/?more=1")
    chosen = page.locator("select[name=convocation]")
    chosen.select_option(index=1)
    follow(page.locator("form:has(select[name=convocation]) button[type=submit]").first)
    assert "convocation=" in page.url
    assert_clean(page)
