"""Codes that addresses are made of."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class LastingCode(models.Model):
    """A row of a site whose ``code`` stands in the addresses of others: code and site stay as they
    are from the first row on that cannot be without it."""

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        stored = type(self)._base_manager.filter(pk=self.pk) if self.pk else None
        before = stored and stored.values("code", "site").first()
        after = {"code": self.code, "site": self.site_id}
        moved = [name for name in after if before and before[name] != after[name]]
        if moved and _is_needed(self):
            message = _(
                "Other records refer to this one, and their addresses with it: it stays as it is."
            )
            raise ValidationError(dict.fromkeys(moved, message))


def _is_needed(row: models.Model) -> bool:
    """Whether another row protects it from being deleted."""
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: row}).exists()
        for relation in row._meta.get_fields(include_hidden=True)
        if getattr(relation, "on_delete", None) is models.PROTECT
    )
