"""From what a citizen typed to a petition in the officers' queue."""

import json
from datetime import datetime

from django.db import transaction
from django.utils import translation
from wagtail.models import Page, Site

from wagtail_civic.core import verification
from wagtail_civic.core.contacts import Contact
from wagtail_civic.core.models import Area, Topic, Verification
from wagtail_civic.core.records import record_for

from . import attaching, moderation
from .models.petition import Petition
from .models.submission import Initiator, Submission
from .places import parent_for, petition_page_model

PURPOSE = "petitions.submit"


def send(site: Site, language: str, content: dict, contact: Contact, now: datetime) -> Verification:
    """Keep what was typed, encrypted, and ask for the confirmation of the address."""
    submission = Submission.objects.create(
        site=site,
        language=language,
        content=json.dumps(content, ensure_ascii=False),
        sent_at=now,
    )
    return verification.begin(
        channel=contact.channel,
        contact=contact,
        purpose=PURPOSE,
        subject=submission.uuid,
        site=site,
        language=language,
        now=now,
    )


@transaction.atomic
def confirm(submission: Submission, contact: Contact, now: datetime) -> Petition:
    """Make the draft page, its record and its initiator, and put it into the queue."""
    if submission.petition:
        return submission.petition
    content = json.loads(submission.content)
    page = _draft(submission.site, submission.language, content)
    petition = record_for(page)
    shown = content["name"] if content.get("shows_name") else ""
    Petition.objects.filter(pk=petition.pk).update(
        language=submission.language,
        initiator_name=shown,
        area=Area.objects.for_site(submission.site).filter(pk=content.get("area")).first(),
    )
    petition.refresh_from_db()
    petition.topics.set(Topic.objects.for_site(submission.site).filter(pk=content.get("topic")))
    attaching.claim(petition, content.get("attachments", ()))
    Initiator.objects.create(
        petition=petition,
        name=content["name"],
        channel=contact.channel,
        address=contact.value,
        lookup=contact.lookup(),
        declaration=content.get("declaration", ""),
        declared_at=submission.sent_at,
    )
    moderation.submit_new(petition, now=now)
    Submission.objects.filter(pk=submission.pk).update(content="", petition=petition)
    return petition


def _draft(site: Site, language: str, content: dict) -> Page:
    parent = parent_for(site, language)
    model = petition_page_model(parent)
    page = model(
        title=content["title"],
        kind=content["kind"],
        ask=content["ask"],
        background=content.get("background", ""),
        video=content.get("video", ""),
        live=False,
        locale=parent.locale,
    )
    with translation.override(language):
        parent.add_child(instance=page)
    page.save_revision()
    return page
