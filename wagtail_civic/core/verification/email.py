"""The e-mail channel: plain text, in the record's language, from the municipality."""

from django.core.mail import EmailMessage
from django.utils.translation import gettext_lazy as _

from .. import mailing
from ..models.municipality import MunicipalitySettings
from .seam import Channel, Delivery, DeliveryFailed


class EmailChannel(Channel):
    label = _("e-mail")

    def send(self, delivery: Delivery) -> None:
        reply_to = MunicipalitySettings.for_site(delivery.site).email
        message = EmailMessage(
            subject=" ".join(delivery.subject.split()),
            body=delivery.text,
            to=[delivery.contact.value],
            reply_to=[reply_to] if reply_to else None,
            headers={"Auto-Submitted": "auto-generated", "Content-Language": delivery.language},
        )
        try:
            mailing.send(message)
        except mailing.NotSent as fault:
            raise DeliveryFailed(str(fault), is_refusal=fault.is_refusal) from None
