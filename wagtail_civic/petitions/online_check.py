"""Checking a random sample of online signatures: the same draw as on paper. What is found void is
proposed for voiding, so that a second officer looks at it too."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wagtail_civic.core import history

from . import lifecycle, sampling, voiding
from .events import record_event
from .models.online import OnlineCheck, OnlineCheckLine
from .models.petition import Petition
from .models.settings import PetitionSettings
from .transitions import NotPossible


@transaction.atomic
def draw(petition: Petition, *, now: datetime, user=None, seed: str = "") -> OnlineCheck:
    """Number the signatures that count by their confirmation, and draw some of them."""
    if petition.state not in lifecycle.GOING_ON:
        raise NotPossible(_("Signatures are checked from the opening until the decision."))
    if petition.online_checks.filter(checked_at__isnull=True).exists():
        raise NotPossible(_("A sample is drawn already. Record its check first."))
    counting = petition.signatures.counting().filter(confirmed_at__lte=now)
    pks = counting.order_by("confirmed_at", "pk").values_list("pk", flat=True)
    population = pks.count()
    if not population:
        raise NotPossible(_("There is no online signature to check."))
    settings = PetitionSettings.for_site(petition.site)
    seed = seed or secrets.token_hex(8)
    check = OnlineCheck.objects.create(
        petition=petition,
        population=population,
        share=settings.sample_share,
        rule=settings.check_rule,
        seed=seed,
        drawn_at=now,
    )
    numbers = set(sampling.draw(population, settings.sample_share, seed))
    OnlineCheckLine.objects.bulk_create(
        OnlineCheckLine(check_of=check, number=number, signature_id=pk)
        for number, pk in enumerate(pks.iterator(chunk_size=2000), 1)
        if number in numbers
    )
    history.log(petition, "civic_petitions.online_drawn", user=user)
    return check


@transaction.atomic
def record(
    check: OnlineCheck,
    *,
    void_lines: Mapping[int, str],
    checked_by: str,
    protocol: str,
    now: datetime,
    user,
) -> None:
    """Record which of the drawn signatures are void and why, and propose to void them."""
    lines = check.lines
    strangers = sorted(set(void_lines) - set(lines))
    if strangers:
        raise NotPossible(
            _("These lines were not drawn: %(lines)s.")
            % {"lines": ", ".join(str(line) for line in strangers)}
        )
    rows = OnlineCheck.objects.filter(pk=check.pk, checked_at__isnull=True)
    if not rows.update(
        void_lines={str(line): reason for line, reason in sorted(void_lines.items())},
        checked_at=now,
        checked_by=checked_by,
        protocol=protocol,
    ):
        raise NotPossible(_("This sample has been checked already."))
    check.refresh_from_db()
    check.drawn.filter(number__in=void_lines).update(void=True)
    data = {"checked": len(lines), "void": len(void_lines), "population": check.population}
    record_event(check.petition, "online_checked", now, data)
    history.log(check.petition, "civic_petitions.online_checked", user=user)
    if not void_lines:
        # It takes the place of an earlier check, and of what that one took off.
        voiding.count_again(check.petition, now)
        return
    check.voiding = voiding.propose(
        check.petition,
        voiding.Criteria(check=check.pk),
        reason="entitled",
        explanation="; ".join(f"{line}: {why}" for line, why in sorted(void_lines.items())),
        user=user,
        now=now,
    )
    check.save(update_fields=["voiding"])
