"""Who wants letters about one thing, and what is to be told in them: the bases of such rows."""

import uuid

from django.db import models
from django.utils import timezone
from wagtail.models import Site

from ..contacts import Contact
from ..encryption import EncryptedTextField


class LetterRequestQuerySet(models.QuerySet):
    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)

    def of(self, contact: Contact):
        """Under every lookup key, also one that has been replaced since."""
        return self.filter(lookup__in=contact.lookups())


class LetterRequest(models.Model):
    """An address that asked for letters about one thing; a subclass says which."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=20)
    address = EncryptedTextField()
    lookup = models.CharField(max_length=64, db_index=True)
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = LetterRequestQuerySet.as_manager()

    #: Editors see where a thing is used, and not how many people want to hear of it.
    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True

    def __str__(self):
        return str(self.uuid)


class Tiding(models.Model):
    """Something to be told to one of them, until and after it was told; a subclass says what."""

    #: The name of the subclass's foreign key to the request.
    request = ""

    found_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True, db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True
