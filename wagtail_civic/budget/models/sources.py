"""The files that the figures come from."""

import uuid

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Site


def workbook_path(instance, filename):
    return f"civic_budget/{uuid.uuid4().hex}.xlsx"


class SourceDocumentQuerySet(models.QuerySet):
    def for_site(self, site):
        return self.filter(site=site)

    def waiting(self):
        """Uploaded, neither published nor discarded."""
        return self.filter(published_at=None, discarded_at=None)

    def in_force(self):
        return self.filter(published_at__isnull=False, withdrawn_at=None)


class SourceDocument(models.Model):
    """A workbook as it was uploaded, what the officer decided about it, what became of it.

    `active_sha256` is the file's hash while the file is in use: one file is not imported twice.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, verbose_name=_("site"))
    title = models.CharField(_("title"), max_length=255)
    date = models.DateField(_("date of the document"), null=True, blank=True)
    file = models.FileField(_("workbook (.xlsx)"), upload_to=workbook_path)
    filename = models.CharField(_("file name"), max_length=255, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    active_sha256 = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001
    unit = models.PositiveIntegerField(_("unit"), null=True, editable=False)
    choices = models.JSONField(default=dict, editable=False)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    created_at = models.DateTimeField(_("uploaded"), default=timezone.now, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    discarded_at = models.DateTimeField(_("discarded"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(
        pgettext_lazy("budget figures", "withdrawn"), null=True, editable=False
    )

    objects = SourceDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("budget workbook")
        verbose_name_plural = _("budget workbooks")
        ordering = ["-created_at"]
        permissions = [
            ("import_budget", "Can upload budget workbooks"),
            ("publish_budget", "Can publish budget figures"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["site", "active_sha256"], name="civic_budget_same_file")
        ]

    def __str__(self):
        return self.title

    def delete(self, *args, **kwargs):
        name, storage = self.file.name, self.file.storage
        deleted = super().delete(*args, **kwargs)
        if name:
            transaction.on_commit(lambda: storage.delete(name))
        return deleted

    @property
    def state(self) -> str:
        if self.withdrawn_at:
            return "withdrawn"
        if self.published_at:
            return "published"
        return "discarded" if self.discarded_at else "waiting"

    @property
    def state_label(self):
        return {
            "waiting": _("waits for checking"),
            "published": _("published"),
            "discarded": _("discarded"),
            "withdrawn": pgettext_lazy("budget figures", "withdrawn"),
        }[self.state]
