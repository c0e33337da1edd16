"""Which municipality's records a group of editors works on."""

from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site


class GroupSite(models.Model):
    """A group without rows works on every site; with rows, only on those."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="civic_sites")
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("site of a group")
        constraints = [models.UniqueConstraint(fields=["group", "site"], name="civic_group_site")]

    def __str__(self):
        return f"{self.group}: {self.site}"
