"""What confirming a number is for here: a subscription."""

from django.urls import reverse
from django.utils.translation import gettext as _

from wagtail_civic.core.models import MunicipalitySettings
from wagtail_civic.core.places import front_page, index_page
from wagtail_civic.core.verification import Purpose

from . import subscribing
from .models.people import SubscriptionRequest
from .tokens import token_for


class SubscriptionPurpose(Purpose):
    def title(self, verification) -> str:
        return _("Confirm your number")

    def summary(self, verification) -> str:
        return _("After that you receive the messages you have chosen.")

    def button(self, verification) -> str:
        return _("Subscribe")

    def message(self, verification) -> tuple[str, str]:
        text = MunicipalitySettings.for_site(verification.site).text(verification.language)
        return "", _("%(municipality)s, SMS subscription.") % {"municipality": text.name}

    def confirmed(self, verification, now) -> str:
        request = SubscriptionRequest.objects.filter(
            key=verification.subject, site=verification.site
        ).first()
        if request is None:
            return self.lost(verification)
        subscriber = subscribing.subscribe(request, now)
        address = reverse(
            "civic_sms:own", kwargs={"lang": verification.language, "token": token_for(subscriber)}
        )
        return f"{address}?done=subscribed"

    def lost(self, verification) -> str:
        site, language = verification.site, verification.language
        return (index_page(site, "sms", language) or front_page(site, language)).url
