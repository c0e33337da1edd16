"""An act that is taken back says so at its address and in the open data."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from wagtail_civic.acts import numbering, withdrawing
from wagtail_civic.acts.models import Act
from wagtail_civic.core import api
from wagtail_civic.core.models import CivicLogEntry

pytestmark = pytest.mark.django_db

WITHDRAW = "/admin/snippets/civic_acts/act/withdraw/{}/"
DELETE = "/admin/snippets/civic_acts/act/delete/{}/"
TITLE = "შეცდომით გამოქვეყნებული"


@pytest.fixture
def act(town):
    return town.act("45", title=TITLE)


def listed(client, since):
    found = client.get("/civic/api/v1/acts/", {"modified_since": since.isoformat()}).json()
    return {row["id"]: row for row in found["acts"]}


def test_its_address_says_that_it_is_gone_and_why(client, town, act):
    withdrawing.withdraw(act, reason="გამოქვეყნდა შეცდომით")
    response = client.get(town.url(act))
    text = response.content.decode()
    assert response.status_code == 410
    assert "№45" in text
    assert "გამოქვეყნდა შეცდომით" in text
    assert TITLE not in text
    assert client.get(town.registry.url).content.decode().count("№45") == 0


def test_a_former_address_is_gone_too(client, town, act):
    former = town.url(act)
    renumbered = {"body": act.body, "act_type": act.act_type, "adopted": act.adopted}
    moved = numbering.renumber(act, **renumbered, number="46", reason="შეცდომა")
    withdrawing.withdraw(moved, reason="x")
    assert client.get(former).status_code == 410


def test_whoever_took_the_number_later_keeps_the_address_when_gone(client, town, act):
    former = town.url(act)
    renumbered = {"body": act.body, "act_type": act.act_type, "adopted": act.adopted}
    numbering.renumber(act, **renumbered, number="46", reason="შეცდომა")
    assert client.get(former).status_code == 301
    withdrawing.withdraw(town.act("45"), reason="მეორედ")
    response = client.get(former)
    assert response.status_code == 410
    assert "მეორედ" in response.content.decode()


def test_a_harvester_is_told_what_to_forget(client, town, act):
    before = timezone.now()
    kept = town.act("46")
    withdrawing.withdraw(act, reason="x")
    found = listed(client, before)
    assert found[str(kept.key)]["number"] == "46"
    assert set(found[str(act.key)]) == {"id", "deleted", "modified"}
    assert api.moment(found[str(act.key)]["modified"]) >= before
    assert client.get(f"/civic/api/v1/acts/{act.key}/").status_code == 410


def test_what_ran_out_by_its_date_is_told_to_harvesters_at_that_moment(client, town, act):
    before = timezone.now()
    type(act).objects.filter(pk=act.pk).update(
        expire_at=timezone.now(), modified_at=before - timezone.timedelta(days=9)
    )
    assert listed(client, before)[str(act.key)]["deleted"]


def test_a_draft_that_was_never_public_has_no_tombstone(client, town):
    before = timezone.now()
    draft = town.act("47", live=False)
    assert str(draft.key) not in listed(client, before)
    assert client.get(town.url(draft)).status_code == 404


def deletions(*acts):
    """The addresses by which the admin deletes them: one by one, and all at once."""
    together = reverse("wagtail_bulk_action", args=["civic_acts", "act", "delete"])
    asked = "&".join(f"id={act.pk}" for act in acts)
    return [*(DELETE.format(act.pk) for act in acts), f"{together}?{asked}&next=/admin/"]


def test_what_was_once_public_is_not_deleted_but_withdrawn(client, town, act, superuser):
    client.force_login(superuser)
    gone = withdrawing.withdraw(town.act("46"), reason="x")
    for kept in (act, gone):
        for address in deletions(kept):
            for ask in (client.get, client.post):
                html = ask(address, follow=True).content.decode()
                assert f"№{kept.number}" in html.partition("messages")[2].partition("</ul>")[0]
    assert client.get(town.url(act)).status_code == 200
    assert client.get(town.url(gone)).status_code == 410


def test_only_what_was_never_public_is_offered_to_be_deleted(client, town, act, superuser):
    client.force_login(superuser)
    gone, draft = withdrawing.withdraw(town.act("46"), reason="x"), town.act("47", live=False)
    in_list = client.get("/admin/snippets/civic_acts/act/").content.decode()
    for shown, is_offered in ((act, False), (gone, False), (draft, True)):
        own = client.get(f"/admin/snippets/civic_acts/act/edit/{shown.pk}/").content.decode()
        assert (DELETE.format(shown.pk) in own) is is_offered
        assert (DELETE.format(shown.pk) in in_list) is is_offered


def test_one_that_was_public_keeps_the_drafts_beside_it(client, town, act, superuser):
    client.force_login(superuser)
    draft = town.act("46", live=False)
    client.post(deletions(act, draft)[-1])
    assert Act.objects.filter(pk__in=[act.pk, draft.pk]).count() == 2


def test_a_draft_is_deleted(client, town, superuser):
    client.force_login(superuser)
    for number, way in (("46", 0), ("47", 1)):
        draft = town.act(number, live=False)
        client.post(deletions(draft)[way])
        assert not Act.objects.filter(pk=draft.pk).exists()


def test_publishing_again_brings_it_back(client, town, act):
    gone = withdrawing.withdraw(act, reason="x")
    gone.save_revision().publish()
    assert client.get(town.url(act)).status_code == 200
    gone.refresh_from_db()
    assert (gone.withdrawn_at, gone.withdrawn_reason) == (None, "")


def test_unpublishing_leaves_a_tombstone_without_a_reason(client, town, act):
    act.unpublish()
    assert client.get(town.url(act)).status_code == 410


def test_it_is_written_in_the_history_with_who_and_why(act, superuser):
    withdrawing.withdraw(act, reason="გამოქვეყნდა შეცდომით", user=superuser)
    entry = CivicLogEntry.objects.get(action=withdrawing.WITHDRAWN)
    assert entry.user == superuser
    assert entry.data["reason"] == "გამოქვეყნდა შეცდომით"


def test_of_two_who_withdraw_the_first_gives_the_reason(act):
    withdrawing.withdraw(act, reason="პირველი")
    with pytest.raises(ValidationError):
        withdrawing.withdraw(act, reason="მეორე")
    act.refresh_from_db()
    assert act.withdrawn_reason == "პირველი"


def test_only_who_may_publish_here_withdraws(client, town, other_town, act, make_user):
    rights = [f"civic_acts.{verb}_act" for verb in ("view", "change", "publish")]
    users = [
        make_user("editor", *rights[:2], sites=[town.site]),
        make_user("stranger", *rights, sites=[other_town.site]),
    ]
    for user in users:
        client.force_login(user)
        assert client.post(WITHDRAW.format(act.pk), {"reason": "x"}).status_code != 200
        act.refresh_from_db()
        assert act.live, user
    client.force_login(make_user("publisher", *rights, sites=[town.site]))
    client.post(WITHDRAW.format(act.pk), {"reason": "x"})
    act.refresh_from_db()
    assert not act.live


def test_a_reason_that_names_somebody_by_number_is_refused(client, town, act, superuser):
    client.force_login(superuser)
    response = client.post(WITHDRAW.format(act.pk), {"reason": "განცხადება, პ/ნ 01001012345"})
    assert "reason" in response.context["form"].errors
    act.refresh_from_db()
    assert act.live


def test_a_registrar_withdraws_with_a_reason(client, town, act, superuser):
    client.force_login(superuser)
    url = WITHDRAW.format(act.pk)
    assert client.post(url, {"reason": ""}).status_code == 200
    act.refresh_from_db()
    assert act.live
    assert client.post(url, {"reason": "შეცდომა"}).status_code == 302
    act.refresh_from_db()
    assert (act.live, act.withdrawn_reason) == (False, "შეცდომა")
    assert client.get(url).status_code != 200
