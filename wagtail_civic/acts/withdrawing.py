"""Taking a published act back: its address says that it is gone, since when and why."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail_civic.core import history

from . import checking

WITHDRAWN = "civic_acts.withdraw"


def withdraw(act, *, reason: str, user=None):
    """The act is no longer public; ``reason`` is. Publishing it again takes both back.

    Raises ``ValidationError`` where it is not public any more: whoever was first gave the reason;
    and where the reason holds personal data.
    """
    checking.refuse_in(reason, "reason")
    with transaction.atomic():
        act = type(act).objects.select_for_update().get(pk=act.pk)
        if not act.live:
            raise ValidationError({"__all__": _("This act is not published.")})
        act.withdrawn_at, act.withdrawn_reason = timezone.now(), reason
        act.unpublish(user=user)
        history.log(act, WITHDRAWN, user=user, reason=reason)
    return act


def register_history() -> None:
    history.register(WITHDRAWN, _("Withdraw from the registry"), _("Act withdrawn"))
