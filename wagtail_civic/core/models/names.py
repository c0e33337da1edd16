"""Names per language in a child table, with fallback: for rows that are not translated pages."""

from collections.abc import Iterable

from django.db import models, router
from django.utils.translation import gettext_lazy as _

from ..languages import best_language, content_languages
from ..prepared import prepared


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
    return _made(rows.model, _pairs(rows), rows.db)


def named_in(model: type[NamedModel], site) -> list:
    """All rows of a site with their names, as ``named`` reads them."""
    return _made(model, _of_site(site=site.pk, model=model), router.db_for_read(model))


@prepared(site=models.BigAutoField())
def _of_site(site, model) -> models.QuerySet:
    return _pairs(model._default_manager.filter(site=site))


def named_by_pk(model: type[NamedModel], keys: Iterable[int]) -> list:
    """The rows with these keys and their names."""
    return _made(model, _of_keys(keys=keys, model=model), router.db_for_read(model))


@prepared(keys=[models.BigAutoField()])
def _of_keys(keys, model) -> models.QuerySet:
    return _pairs(model._default_manager.filter(pk__in=keys))


def named_by_code(model: type[NamedModel], site, codes: Iterable[str]) -> list:
    """The rows of a site with these codes and their names."""
    found = _of_codes(codes=codes, site=site.pk, model=model)
    return _made(model, found, router.db_for_read(model))


@prepared(codes=[models.CharField()], site=models.BigAutoField())
def _of_codes(codes, site, model) -> models.QuerySet:
    return _pairs(model._default_manager.filter(site=site, code__in=codes))


def _pairs(rows: models.QuerySet) -> models.QuerySet:
    """Each row with each of its names."""
    order = rows.query.order_by or rows.model._meta.ordering
    pairs = rows.order_by(*order, "pk", "names__pk")
    return pairs.values_list("pk", *_columns(rows.model), "names__language", "names__name")


def _made(model: type[models.Model], pairs: Iterable[tuple], using: str) -> list:
    columns, found = _columns(model), {}
    for pk, *values, language, name in pairs:
        if pk not in found:
            found[pk] = model.from_db(using, columns, values)
            found[pk].known_names = {}
        if language:
            found[pk].known_names[language] = name
    return list(found.values())


def _columns(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]
