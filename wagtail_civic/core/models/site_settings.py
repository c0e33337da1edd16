"""What the settings of every capability have in common."""

from django.db.models import BigAutoField, QuerySet
from wagtail.contrib.settings.models import BaseSiteSetting

from ..admin_forms import CivicSettingForm
from ..languages import in_language
from ..once import is_reading, once_a_request
from ..permissions import SettingPermissionPolicy
from ..prepared import prepared


class CivicSiteSetting(BaseSiteSetting):
    """A setting that the editors of one municipality cannot open for another.

    It may have ``texts`` in several languages. A request that only reads asks for a setting once,
    and its texts come with it.
    """

    #: The texts, where they have been read with the setting.
    known_texts: list | None = None
    base_form_class = CivicSettingForm

    class Meta:
        abstract = True

    @classmethod
    def get_permission_policy(cls):
        return SettingPermissionPolicy(cls)

    @classmethod
    def for_site(cls, site):
        return _for_site(cls, site) if is_reading() else super().for_site(site)

    def text_in(self, language: str | None = None):
        """The row of ``texts`` in the wanted language, else in the next best, else None."""
        texts = self.texts.all() if self.known_texts is None else self.known_texts
        return in_language(texts, language)


@once_a_request
def _for_site(model, site):
    if not hasattr(model, "texts") or site is None:
        return super(CivicSiteSetting, model).for_site(site)
    texts = _texts(site=site.pk, model=model)
    if not texts:
        return super(CivicSiteSetting, model).for_site(site)
    setting = texts[0].settings
    setting.known_texts = texts
    return setting


@prepared(site=BigAutoField())
def _texts(site, model) -> QuerySet:
    texts = model._meta.get_field("texts").related_model._default_manager
    return texts.filter(settings__site=site).select_related("settings")
