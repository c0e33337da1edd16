"""Panels that several admin screens share."""

from wagtail.admin.panels import FieldPanel
from wagtail.models import Site


class SitePanel(FieldPanel):
    """The municipality of a row; not shown where the install serves only one."""

    def __init__(self, field_name: str = "site", **kwargs):
        super().__init__(field_name, **kwargs)

    class BoundPanel(FieldPanel.BoundPanel):
        @property
        def attrs(self):
            attrs = dict(super().attrs)
            if Site.objects.count() == 1:
                attrs["hidden"] = "hidden"
            return attrs
