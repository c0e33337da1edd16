"""What a host has begun to set up and has not finished (4xx)."""

from django.conf import settings
from django.core.checks import Error, Warning, register
from django.utils.module_loading import import_string

from wagtail_civic.core import conf

from . import countries


@register("wagtail_civic")
def check_countries(app_configs=None, **kwargs):
    """Without ``GEOIP_PATH`` nothing is missing: the host does not want it."""
    if not getattr(settings, "GEOIP_PATH", None):
        return []
    try:
        countries.database()
    except countries.NoDatabase as error:
        return [
            Warning(
                "wagtail_civic.petitions: GEOIP_PATH is set, but the countries of networks cannot "
                f"be told; a country on the watch list acts on telephone numbers only. {error}",
                hint="pip install geoip2, and put GeoLite2-Country.mmdb (or GEOIP_COUNTRY) there.",
                id="wagtail_civic.W401",
            )
        ]
    return []


@register("wagtail_civic")
def check_embedder(app_configs=None, **kwargs):
    path = conf.settings.PETITIONS_EMBEDDER
    if not path:
        return []
    found = []
    try:
        import_string(path)
    except ImportError as error:
        found.append(
            Error(
                f"wagtail_civic.petitions: PETITIONS_EMBEDDER cannot be imported: {error}",
                hint="Name a function (texts: list[str]) -> list[list[float]].",
                id="wagtail_civic.E402",
            )
        )
    if not conf.settings.PETITIONS_EMBEDDER_MODEL:
        found.append(
            Warning(
                "wagtail_civic.petitions: PETITIONS_EMBEDDER_MODEL is empty; vectors of one model "
                "would be compared with those of another after a change.",
                hint="Give the name of the model, and another one whenever the model changes.",
                id="wagtail_civic.W403",
            )
        )
    return found
