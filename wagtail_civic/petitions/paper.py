"""Signatures on paper: delivered, drawn by a published seed, checked, counted."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wagtail_civic.core import history

from . import counting, lifecycle, sampling, sheets
from .events import record_event
from .models.paper import PaperCheck
from .models.petition import Petition
from .models.settings import PetitionSettings
from .transitions import NotPossible

OPEN_FOR_PAPER = lifecycle.GOING_ON


@transaction.atomic
def deliver(
    petition: Petition, *, sheets: int, submitted: int, now: datetime, user=None, seed: str = ""
) -> PaperCheck:
    """Take in sheets and draw the lines to check. The seed is chosen here and published."""
    if petition.state not in OPEN_FOR_PAPER:
        raise NotPossible(_("Paper signatures are taken from the opening until the decision."))
    settings = PetitionSettings.for_site(petition.site)
    seed = seed or secrets.token_hex(8)
    check = PaperCheck(
        petition=petition,
        sheets=sheets,
        submitted=submitted,
        delivered_at=now,
        share=settings.sample_share,
        seed=seed,
        rule=settings.check_rule,
        lines=sampling.draw(submitted, settings.sample_share, seed),
    )
    check.full_clean(exclude=["void_lines", "checked_by", "protocol"])
    check.save()
    record_event(petition, "paper_delivered", now, {"submitted": submitted, "sheets": sheets})
    history.log(petition, "civic_petitions.paper_delivered", user=user)
    return check


@transaction.atomic
def record_check(
    check: PaperCheck,
    *,
    void_lines: Mapping[int, str],
    checked_by: str,
    protocol: str,
    now: datetime,
    user=None,
) -> None:
    """Record which of the drawn lines were void and why, and count what remains.

    A check is recorded once; a second call raises ``NotPossible``.
    """
    strangers = set(void_lines) - set(check.lines)
    if strangers:
        raise NotPossible(
            _("These lines were not drawn: %(lines)s.")
            % {"lines": ", ".join(str(line) for line in sorted(strangers))}
        )
    twins = check.entries.exclude(duplicate="").exclude(number__in=void_lines)
    kinds = twins.values_list("duplicate", flat=True)
    rows = PaperCheck.objects.filter(pk=check.pk, checked_at__isnull=True)
    done = rows.update(
        void_lines={str(line): reason for line, reason in sorted(void_lines.items())},
        duplicates=sheets.deducted(check.petition.combining, kinds),
        checked_at=now,
        checked_by=checked_by,
        protocol=protocol,
    )
    if not done:
        raise NotPossible(_("This delivery has been checked already."))
    check.refresh_from_db()
    record_event(
        check.petition,
        "paper_checked",
        now,
        {
            "checked": check.checked,
            "void": check.void,
            "left": check.remaining,
            "twins": check.duplicates,
        },
    )
    history.log(check.petition, "civic_petitions.paper_checked", user=user)
    counting.count_paper(check.petition, now)
