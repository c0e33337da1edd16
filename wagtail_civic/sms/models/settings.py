"""What editors decide about messages, per site."""

from datetime import time
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.contrib.settings.models import register_setting

from wagtail_civic.core.models import CivicSiteSetting


def gateway_choices():
    from ..gateways import configured

    return [(key, key) for key in configured()]


LONGEST_SENDER = 11
is_sender = RegexValidator(r"^[A-Za-z0-9 ._-]+$", _("Use Latin letters and digits."))


def are_senders(value: str) -> None:
    """Names as the provider registers them, one after another with commas."""
    for name in names_in(value):
        is_sender(name)
        if len(name) > LONGEST_SENDER:
            raise ValidationError(_("A sender's name has 11 characters at most."))


def names_in(value: str) -> list[str]:
    return [name for part in value.split(",") if (name := part.strip())]


@register_setting(icon="mail", order=140)
class SmsSettings(CivicSiteSetting):
    gateway = models.CharField(
        _("gateway"),
        max_length=60,
        blank=True,
        choices=gateway_choices,
    )
    backup_gateway = models.CharField(
        _("backup gateway"),
        max_length=60,
        blank=True,
        choices=gateway_choices,
    )
    sender = models.CharField(
        _("sender"),
        max_length=11,
        blank=True,
        validators=[is_sender],
    )
    other_senders = models.CharField(
        _("other senders"), max_length=120, blank=True, validators=[are_senders]
    )
    price = models.DecimalField(
        _("price of one part, in lari"),
        max_digits=7,
        decimal_places=4,
        default=Decimal("0"),
        validators=[MinValueValidator(0)],
    )
    quiet_from = models.TimeField(_("working days from"), default=time(22))
    quiet_until = models.TimeField(_("working days until"), default=time(8))
    weekend_from = models.TimeField(_("weekends from"), default=time(20))
    weekend_until = models.TimeField(_("weekends until"), default=time(9))
    daily_parts = models.PositiveIntegerField(
        _("most parts a day"),
        default=20_000,
    )
    monthly_budget = models.DecimalField(
        _("most lari a month"),
        max_digits=9,
        decimal_places=2,
        default=Decimal("0"),
        validators=[MinValueValidator(0)],
    )
    daily_codes = models.PositiveIntegerField(
        _("most confirmation codes a day"),
        default=500,
    )
    lifetime_hours = models.PositiveSmallIntegerField(
        _("hours after which a message is too late to send"),
        default=24,
        validators=[MinValueValidator(1)],
    )
    reminder_hours = models.PositiveSmallIntegerField(
        _("hours before a session when its reminder leaves"),
        default=24,
        validators=[MaxValueValidator(14 * 24)],
    )
    inherited_basis = models.CharField(
        _("legal basis for asking older numbers"), max_length=255, blank=True
    )
    held_days = models.PositiveSmallIntegerField(
        _("days for which older numbers are held"),
        default=180,
        validators=[MinValueValidator(1), MaxValueValidator(3 * 365)],
    )
    join_by_sms = models.BooleanField(_("a word by SMS subscribes"), default=False)
    self_approval = models.BooleanField(
        _("authors may approve their own mailings"),
        default=False,
    )

    panels = [
        MultiFieldPanel(
            [
                FieldPanel(
                    "gateway", help_text=_("Empty: the gateway that the server's settings name.")
                ),
                FieldPanel(
                    "backup_gateway",
                    help_text=_(
                        "Takes over while the first one is paused or cannot be reached. Nothing "
                        "that the first may have accepted is sent again."
                    ),
                ),
                FieldPanel(
                    "sender",
                    help_text=_("The name that the phone shows, as registered with the provider."),
                ),
                FieldPanel(
                    "other_senders",
                    help_text=_(
                        "With commas. Authors may choose one of them for a mailing, for example "
                        "that of the water service."
                    ),
                ),
                FieldPanel(
                    "price",
                    help_text=_("Counts where the server's settings give a gateway no price."),
                ),
            ],
            heading=_("Gateway"),
        ),
        MultiFieldPanel(
            [
                HelpPanel(_("No mailing leaves in these hours; confirmation codes do.")),
                FieldRowPanel([FieldPanel("quiet_from"), FieldPanel("quiet_until")]),
                FieldRowPanel([FieldPanel("weekend_from"), FieldPanel("weekend_until")]),
            ],
            heading=_("Quiet hours"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("daily_parts", help_text=_("What is over waits for the next day.")),
                FieldPanel(
                    "monthly_budget",
                    help_text=_(
                        "Mailings that would cost more wait for the next month, or until this is "
                        "raised. 0: no limit. It needs the price of a part."
                    ),
                ),
                FieldPanel(
                    "daily_codes",
                    help_text=_("Protects from strangers who have codes sent at your cost."),
                ),
                FieldPanel("lifetime_hours"),
                FieldPanel(
                    "reminder_hours",
                    help_text=_(
                        "With every announcement of something that begins, a reminder is drafted, "
                        "to be approved like any mailing. 0: none."
                    ),
                ),
            ],
            heading=_("Limits"),
        ),
        FieldPanel(
            "inherited_basis",
            help_text=_(
                "Law or decision, with number and date. Numbers from older lists without proof of "
                "consent are held; with a legal basis each may be asked once. Empty: none is asked."
            ),
            classname="civic-panel",
        ),
        FieldPanel(
            "held_days",
            help_text=_(
                "After that a number from an older list that nobody asked is deleted. Its "
                "fingerprint stays, so that the same list does not bring it back."
            ),
            classname="civic-panel",
        ),
        FieldPanel(
            "join_by_sms",
            help_text=_(
                "Whoever sends START, or the name of a topic, to the gateway's number is "
                "subscribed by it. Print the consent wording wherever you print that number."
            ),
        ),
        FieldPanel(
            "self_approval",
            help_text=_("For offices of one person. Each such approval is logged as one."),
        ),
    ]

    class Meta:
        verbose_name = _("SMS")

    def __str__(self):
        return str(self._meta.verbose_name)

    def clean(self):
        super().clean()
        found = {}
        if (self.monthly_budget or 0) > 0 and not self.highest_price:
            found["price"] = _("The most lari a month cannot be kept without the price of a part.")
        if self.backup_gateway and self.backup_gateway == self.gateway:
            found["backup_gateway"] = _("Choose another gateway, or none.")
        if found:
            raise ValidationError(found)

    def price_of(self, gateway: str = "") -> Decimal:
        """Lari for one part by that gateway, or by the one that is asked first; 0: not known."""
        from ..gateways import price

        found = price(gateway or self.gateway)
        return self.price if found is None else found

    @property
    def highest_price(self) -> Decimal:
        """By the dearer of the two gateways: what a limit has to reckon with."""
        prices = [self.price_of(self.gateway)]
        if self.backup_gateway:
            prices.append(self.price_of(self.backup_gateway))
        return max(prices)

    @property
    def senders(self) -> list[str]:
        """Names under which mailings may leave, the usual one first."""
        return list(dict.fromkeys(filter(None, [self.sender, *names_in(self.other_senders)])))
