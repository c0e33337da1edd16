from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import register_setting
from wagtail.models import Collection

from wagtail_civic.core.models import CivicSiteSetting

from ..admin_forms import SearchSettingsForm


@register_setting(icon="search", order=200)
class SearchSettings(CivicSiteSetting):
    """Where several municipalities share an install: whose documents these collections hold."""

    collections = models.ManyToManyField(
        Collection,
        blank=True,
        related_name="+",
        verbose_name=_("collections of this site"),
    )

    base_form_class = SearchSettingsForm
    panels = [
        FieldPanel(
            "collections",
            # Django's own label would begin with a Georgian capital letter.
            heading=_("Collections of this site"),
            help_text=_(
                "Public documents in these collections, and in collections inside them, are found "
                "by the search of this site even if no page links to them. Needed only where "
                "several sites share this installation."
            ),
        )
    ]

    class Meta:
        verbose_name = _("search")
