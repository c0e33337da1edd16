"""Names per language in a child table, with fallback: for rows that are not translated pages."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.coreutils import get_content_languages


def content_languages():
    return list(get_content_languages().items())


def language_order(language: str | None = None) -> list[str]:
    """The wanted language (or the active one), the site's default language, the others."""
    wanted = language or get_language() or settings.LANGUAGE_CODE
    order = [wanted, wanted.split("-")[0], settings.LANGUAGE_CODE]
    order += [code for code, _name in content_languages()]
    return list(dict.fromkeys(order))


def in_language(rows, language: str | None = None):
    """The row of ``rows`` in the wanted language, else in the next best; None if there is none."""
    by_language = {row.language: row for row in rows}
    for code in language_order(language):
        if code in by_language:
            return by_language[code]
    return next(iter(by_language.values()), None)


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
