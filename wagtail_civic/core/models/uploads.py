"""A file from a citizen, before anybody has looked at it."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from ..encryption import EncryptedBinaryField, EncryptedTextField


class PrivateFileQuerySet(models.QuerySet):
    def for_site(self, site):
        return self.filter(site=site)


class PrivateFileManager(models.Manager):
    """A list of files does not read what is in them."""

    def get_queryset(self):
        return super().get_queryset().defer("content")


class PrivateFile(models.Model):
    """The facts and the content of one upload, encrypted in the database.

    It lies in no storage and has no address, so that no web server, chooser, index or API can come
    upon it, and it goes with its row. A capability subclasses it; publishing makes a document of
    Wagtail's from a copy.
    """

    handle = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    title = EncryptedTextField(_("title"))
    name = EncryptedTextField(_("file name"))
    kind = models.CharField(_("kind of file"), max_length=8)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    content = EncryptedBinaryField()
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)

    objects = PrivateFileManager.from_queryset(PrivateFileQuerySet)()

    class Meta:
        abstract = True

    def __str__(self):
        return self.title
