"""The editors' form of a news item."""

from django.forms import CheckboxSelectMultiple

from wagtail_civic.core.admin_forms import CivicPageForm
from wagtail_civic.core.records import site_of


class NewsPageForm(CivicPageForm):
    """Offers the topics and areas of the page's own municipality only."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        site = site_of(self.instance if self.instance.pk else self.parent_page)
        for name in ("topics", "areas"):
            if name in self.fields:
                field = self.fields[name]
                field.widget = CheckboxSelectMultiple()
                field.queryset = field.queryset.filter(site=site).with_names()
