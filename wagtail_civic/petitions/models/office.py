"""What the office may take for each step, and from how many signatures on it looks twice."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

ONE = [MinValueValidator(1)]


class OfficeRules(models.Model):
    registration_days = models.PositiveSmallIntegerField(
        _("days for registering with the council"), default=5, validators=ONE
    )
    answer_days = models.PositiveSmallIntegerField(
        _("days for the answer after the decision"), default=10, validators=ONE
    )
    burst_limit = models.PositiveIntegerField(
        _("signatures a minute from one network before they are doubted"), default=15
    )
    sustained_limit = models.PositiveIntegerField(
        _("signatures an hour from one network before they are doubted"), default=100
    )
    concentration_limit = models.PositiveIntegerField(
        _("signatures an hour from one network or domain that are reported"),
        default=50,
        validators=ONE,
    )
    one_officer = models.BooleanField(_("one officer alone may void signatures"), default=False)

    class Meta:
        abstract = True


class TermsBasis(models.Model):
    """The article behind each term, in one language."""

    moderation_basis = models.CharField(
        _("legal basis of the days for moderation"), max_length=255, blank=True
    )
    registration_basis = models.CharField(
        _("legal basis of the days for registering"), max_length=255, blank=True
    )
    review_basis = models.CharField(
        _("legal basis of the days for the review"), max_length=255, blank=True
    )
    answer_basis = models.CharField(
        _("legal basis of the days for the answer"), max_length=255, blank=True
    )

    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("moderation_basis"), FieldPanel("registration_basis")]),
                FieldRowPanel([FieldPanel("review_basis"), FieldPanel("answer_basis")]),
            ],
            heading=_("Legal basis of the terms"),
            help_text=_("Shown with the term that runs, on the petition's page."),
        )
    ]

    class Meta:
        abstract = True


TERMS_PANEL = MultiFieldPanel(
    [FieldRowPanel([FieldPanel("registration_days"), FieldPanel("answer_days")])],
    heading=_("Terms after the collecting"),
)
LIMITS_PANEL = MultiFieldPanel(
    [
        FieldRowPanel([FieldPanel("burst_limit"), FieldPanel("sustained_limit")]),
        FieldRowPanel([FieldPanel("concentration_limit"), FieldPanel("one_officer")]),
    ],
    heading=_("Doubtful signatures"),
    help_text=_(
        "A doubted signature does not count until an officer has looked at it. 0 doubts none. "
        "A village or a school may share one network: do not set these too low."
    ),
)
