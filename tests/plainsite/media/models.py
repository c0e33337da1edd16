"""Pictures and files of the host's own kind."""

from django.db import models
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class TownImage(AbstractImage):
    """A picture is not uploaded without the name of who took it."""

    photographer = models.CharField(max_length=100)

    admin_form_fields = (*Image.admin_form_fields, "photographer")


class TownRendition(AbstractRendition):
    image = models.ForeignKey(TownImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="town_rendition"
            )
        ]


class TownDocument(AbstractDocument):
    department = models.CharField(max_length=100, blank=True)

    admin_form_fields = (*Document.admin_form_fields, "department")
