"""What a host has begun to set up and has not finished (4xx)."""

from django.conf import settings
from django.core.checks import Error, Warning, register
from django.utils.module_loading import import_string

from wagtail_civic.core import conf

from . import countries, identity

NEEDED_OF_IDENTITY = ("identify", "login_url")


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
    if not path or not isinstance(path, str):
        return []
    found = []
    embedder, fault = _imported(path)
    if fault or not callable(embedder):
        found.append(
            Error(
                "wagtail_civic.petitions: PETITIONS_EMBEDDER "
                + (f"cannot be imported: {fault}" if fault else f"is no function: {path!r}"),
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


@register("wagtail_civic")
def check_identity(app_configs=None, **kwargs):
    """A wrong name would fail every page of a petition that is open."""
    path = conf.settings.PETITIONS_IDENTITY
    if not path or not isinstance(path, str):
        return []
    provider, fault = _imported(path)
    if fault:
        problem = f"cannot be imported: {fault}"
    elif not (isinstance(provider, type) and issubclass(provider, identity.IdentityProvider)):
        problem = f"is no way to log in: {path!r}"
    elif lacking := [name for name in NEEDED_OF_IDENTITY if _is_inherited(provider, name)]:
        problem = f"names a class without {' and '.join(lacking)}: {path!r}"
    else:
        return []
    return [
        Error(
            f"wagtail_civic.petitions: PETITIONS_IDENTITY {problem}",
            hint="Name a subclass of wagtail_civic.petitions.identity.IdentityProvider that has "
            "identify() and login_url().",
            id="wagtail_civic.E404",
        )
    ]


def _is_inherited(provider: type, name: str) -> bool:
    return getattr(provider, name) is getattr(identity.IdentityProvider, name)


def _imported(path: str) -> tuple[object, str]:
    """What stands at a dotted path, or why nothing does."""
    try:
        return import_string(path), ""
    except (ImportError, ValueError) as error:  # ".name" is a ValueError
        return None, str(error)
