"""Names per language in a child table, with fallback: for rows that are not translated pages."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..languages import best_language, content_languages


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

    #: Names by language, where whoever read the row has read them with it.
    known_names: dict[str, str] | None = None

    def names_by_language(self) -> dict[str, str]:
        """The names, the one that was stored first leading."""
        if self.known_names is not None:
            return self.known_names
        return {name.language: name.name for name in self.names.all()}

    def label(self, language: str | None = None) -> str:
        names = self.names_by_language()
        name = names.get(best_language(names, language))
        return name or getattr(self, "code", "") or str(self.pk or "")

    def label_language(self, language: str | None = None) -> str:
        """The language that ``label`` answers in, for the ``lang`` attribute."""
        return best_language(self.names_by_language(), language)


def named(rows: models.QuerySet) -> list:
    """The rows with their names in every language, in their order: one query.

    To be read only: the names are known to ``label``, and not yet in ``names``.
    """
    columns = [field.attname for field in rows.model._meta.concrete_fields]
    order = rows.query.order_by or rows.model._meta.ordering
    pairs = rows.order_by(*order, "pk", "names__pk")
    found: dict = {}
    wanted = ("pk", *columns, "names__language", "names__name")
    for pk, *values, language, name in pairs.values_list(*wanted):
        if pk not in found:
            found[pk] = rows.model.from_db(rows.db, columns, values)
            found[pk].known_names = {}
        if language:
            found[pk].known_names[language] = name
    return list(found.values())
