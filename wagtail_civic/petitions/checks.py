"""What a host has begun to set up and has not finished (4xx)."""

from django.conf import settings
from django.core.checks import Warning, register

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
