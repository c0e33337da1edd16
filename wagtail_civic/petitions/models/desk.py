"""What officers keep about a case for themselves: notes, tags, who works on it, their letters."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from wagtail_civic.core.languages import content_languages
from wagtail_civic.core.models.bodies import SiteQuerySet
from wagtail_civic.core.text import BRACES

from ..letter_words import PLACEHOLDERS, letter_choices
from .petition import Petition

TAG_LENGTH = 40


class CaseNote(models.Model):
    """For colleagues only; never published, and deleted with the personal data."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="notes")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField(_("note"), max_length=4000)

    class Meta:
        verbose_name = _("note on a petition")
        verbose_name_plural = _("notes on petitions")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.petition_id}: {self.at:%Y-%m-%d}"


class CaseTag(models.Model):
    """A word by which officers sort their queue; not a topic, and not public."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(_("tag"), max_length=TAG_LENGTH)

    class Meta:
        verbose_name = _("tag of a petition")
        verbose_name_plural = _("tags of petitions")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["petition", "name"], name="civic_petition_case_tag")
        ]

    def __str__(self):
        return self.name


class CaseLock(models.Model):
    """Who has a case open to work on it; it lapses by itself."""

    petition = models.OneToOneField(Petition, on_delete=models.CASCADE, related_name="lock")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("lock of a petition")
        verbose_name_plural = _("locks of petitions")

    def __str__(self):
        return f"{self.petition_id}: {self.user_id}"


class LetterText(models.Model):
    """The municipality's own words of one letter to the initiator; without it ours are used."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, verbose_name=_("site"))
    kind = models.CharField(_("letter"), max_length=24, choices=letter_choices)
    language = models.CharField(_("language"), max_length=16, choices=content_languages)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    text = models.TextField(_("text"), max_length=6000)

    objects = SiteQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter to the initiator")
        verbose_name_plural = _("letters to the initiator")
        ordering = ["kind", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "kind", "language"], name="civic_petition_letter"
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} ({self.language})"

    def clean(self):
        super().clean()
        for field in ("subject", "text"):
            used = set(BRACES.findall(getattr(self, field)))
            if unknown := sorted(used - PLACEHOLDERS.keys()):
                raise ValidationError(
                    {
                        field: _("Nothing is put in for: %(names)s.")
                        % {"names": ", ".join(f"{{{name}}}" for name in unknown)}
                    },
                    code="placeholder",
                )
