"""What ``civic_setup`` and ``civic_demo`` have made, so that neither does it twice."""

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from wagtail.models import Site


class SetupMark(models.Model):
    """One step of ``civic_setup`` that was carried out; an editor may have undone it since."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=160)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "key"], name="civic_setup_mark")]

    def __str__(self):
        return self.key


class RoleGroup(models.Model):
    """The group that plays a role on a site, whatever editors have renamed it to."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=40)
    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="civic_role")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "role"], name="civic_role_group")]

    def __str__(self):
        return self.role


class DemoObject(models.Model):
    """A row that ``civic_demo`` made: the only rows that ``--remove`` deletes."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "content_type", "object_id"], name="civic_demo_object"
            )
        ]

    def __str__(self):
        return f"{self.content_type_id}: {self.object_id}"
