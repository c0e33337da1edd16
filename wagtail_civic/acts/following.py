"""Acts that somebody wants to hear of: asked for, confirmed, ended by one click."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from wagtail.models import Site

from wagtail_civic.core import letters, proofs
from wagtail_civic.core.contacts import Contact
from wagtail_civic.core.models import Verification

from . import registry
from .happenings import happened
from .models.acts import Act
from .models.followers import ActFollower, ActTiding

PURPOSE = "acts.follow"
MAX_ACTS = 50
#: So long somebody may wait for an act that was withdrawn to come back.
GONE = timedelta(days=180)


def begin(act: Act, contact: Contact, language: str, now: datetime) -> Verification:
    """Keep who asks and send the message that asks whether this address wants to follow the act."""
    return letters.begin(
        ActFollower,
        contact,
        act.site,
        language,
        now,
        purpose=PURPOSE,
        most=MAX_ACTS,
        about={"act": act},
    )


def confirm(follower: ActFollower, now: datetime) -> bool:
    """From now on what happens is told, and nothing that has happened before. Not where the act has
    left the registry meanwhile."""
    page = registry.registry_page(follower.site)
    story = happened(page, [follower.act_id], now).get(follower.act_id)
    if story is None or not story.act.is_public:
        return False
    with transaction.atomic():
        if letters.confirm(follower, now):
            ActTiding.objects.bulk_create(
                ActTiding(
                    follower=follower, name=event.name, day=event.day, found_at=now, told_at=now
                )
                for event in story.events
            )
    return True


def forget_gone(site: Site, now: datetime) -> int:
    """Erase who follows an act that left the registry long ago: nothing will be told of it."""
    gone = Act.objects.for_site(site).gone_before(now - GONE)
    return ActFollower.objects.filter(site=site, act__in=gone).delete()[0]


def stop_url(follower: ActFollower) -> str:
    """The address that ends it; only who holds a letter, or the keys, can make it."""
    proof = proofs.make(PURPOSE, follower.uuid)
    return reverse(
        "civic_acts:stop",
        kwargs={"lang": follower.language, "follower": follower.uuid, "proof": proof},
    )
