"""The form of a municipality's settings of petitions: it offers that municipality's areas."""

from wagtail_civic.core.admin_forms import CivicSettingForm
from wagtail_civic.core.viewsets import limit_to_sites


class PetitionSettingsForm(CivicSettingForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        thresholds = getattr(self, "formsets", {}).get("area_thresholds")
        if thresholds is not None:
            thresholds.form = _limited(thresholds.form, self.instance.site_id)
            thresholds.__dict__.pop("forms", None)


def _limited(form_class: type, site_id: int) -> type:
    """For the rows there are and for the empty one that a click adds."""

    class Limited(form_class):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            limit_to_sites(self, {site_id})

    return Limited
