"""Letters to those who can mend what holds messages up, in the language of each."""

import logging
from collections.abc import Callable, Iterable

from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db.models import Q
from django.utils import translation
from wagtail.models import Site

from wagtail_civic.core import mailing
from wagtail_civic.core.permissions import sites_for

from . import routing

SEND = "civic_sms.send_campaign"
Letter = Callable[[], tuple[str, str]]
"""Subject and text, made once for each reader."""

logger = logging.getLogger(__name__)


def tell(gateway_key: str, letter: Letter) -> int:
    """Write to those who may send for a municipality of this gateway; how many letters left."""
    return tell_of(routing.sites_of(gateway_key), letter)


def tell_of(sites: Iterable[Site], letter: Letter) -> int:
    """Write to those who may send for one of these municipalities; how many letters left."""
    return sum(_write(user, letter) for user in concerned(sites))


def concerned(sites: Iterable[Site]) -> list:
    """Who may send for one of these municipalities, and has an e-mail address."""
    sites = [site.pk for site in sites]
    app_label, codename = SEND.split(".")
    held = {"codename": codename, "content_type__app_label": app_label}
    ways = Q(is_superuser=True)
    for path in ("groups__permissions__", "user_permissions__"):
        ways |= Q(**{f"{path}{name}": value for name, value in held.items()})
    users = get_user_model()._default_manager.filter(ways, is_active=True).distinct()
    return [
        user
        for user in users
        if _address(user) and sites_for(user, SEND).filter(pk__in=sites).exists()
    ]


def _address(user) -> str:
    return getattr(user, user.get_email_field_name(), "") or ""


def _write(user, letter: Letter) -> bool:
    profile = getattr(user, "wagtail_userprofile", None)
    language = profile.get_preferred_language() if profile else None
    with translation.override(language or translation.get_language()):
        subject, text = letter()
    message = EmailMessage(
        subject, text, to=[_address(user)], headers={"Auto-Submitted": "auto-generated"}
    )
    try:
        mailing.send(message)
    except mailing.NotSent as fault:
        logger.warning("A letter about SMS was not sent: %s", fault)
        return False
    return True
