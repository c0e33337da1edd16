"""An earlier mailing as the pattern of a new one."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail_civic.core import history

from .lifecycle import Refused
from .models.campaigns import Campaign, CampaignText


@transaction.atomic
def copy(campaign: Campaign, user, now: datetime) -> Campaign:
    """A draft with the same words and audience, and nothing of what became of the first.

    It stands alone, because a page is announced once; it is nobody's approval and has no time.
    """
    if campaign.is_fixed:
        raise Refused(_("The words of a request to confirm are fixed."))
    made = Campaign(
        site=campaign.site,
        title=campaign.title,
        all_topics=campaign.all_topics,
        all_areas=campaign.all_areas,
        only_language=campaign.only_language,
        sender=campaign.sender,
        author=user,
        created_at=now,
    )
    made.topics.set(campaign.topics.all())
    made.areas.set(campaign.areas.all())
    made.save()
    for row in campaign.texts.all():
        CampaignText.objects.create(
            campaign=made, language=row.language, text=row.text, latin=row.latin
        )
    history.log(made, "civic_sms.copy", user=user, data={"from": campaign.pk})
    return made
