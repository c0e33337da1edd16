"""What the settings of every capability have in common."""

from wagtail.contrib.settings.models import BaseSiteSetting

from ..permissions import SettingPermissionPolicy


class CivicSiteSetting(BaseSiteSetting):
    """A setting that the editors of one municipality cannot open for another."""

    class Meta:
        abstract = True

    @classmethod
    def get_permission_policy(cls):
        return SettingPermissionPolicy(cls)
