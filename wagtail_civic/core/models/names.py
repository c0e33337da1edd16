"""Names per language in a child table, with fallback: for rows that are not translated pages."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..languages import content_languages, in_language


class LocalisedText(models.Model):
    language = models.CharField(_("language"), max_length=16, choices=content_languages)

    class Meta:
        abstract = True


class LocalisedName(LocalisedText):
    name = models.CharField(_("name"), max_length=255)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name


class NamedModel(models.Model):
    """A row whose names live in the child relation ``names``; lists prefetch it."""

    class Meta:
        abstract = True

    def label(self, language: str | None = None) -> str:
        name = in_language(self.names.all(), language)
        return name.name if name else getattr(self, "code", "") or str(self.pk or "")

    def label_language(self, language: str | None = None) -> str:
        """The language that ``label`` answers in, for the ``lang`` attribute."""
        name = in_language(self.names.all(), language)
        return name.language if name else ""
