"""Actions, machines and links in messages: one line in the host, above ``wagtail_urls``.

``path("civic/", include("wagtail_civic.urls"))``. Each installed app's ``urls`` module gives
``urlpatterns`` (mounted here) and ``language_urlpatterns`` (mounted under ``<lang>/``), all in the
namespace of its label.
"""

from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.http import Http404
from django.urls import include, path, register_converter
from django.utils.module_loading import module_has_submodule
from wagtail.utils.urlpatterns import decorate_urlpatterns


class LanguageConverter:
    regex = "[a-z]{2,3}(?:-[a-z0-9]{2,8})*"

    def to_python(self, value: str) -> str:
        if value not in dict(settings.LANGUAGES):
            raise ValueError(value)
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(LanguageConverter, "civic_lang")


def plainly_absent(view):
    """A 404 of ours stays one.

    On a host with language prefixes ``LocaleMiddleware`` would rather send the visitor to the same
    address below a prefix, where any page tree answers. It asks ``request.urlconf`` whether the
    host has prefixes; these addresses have none.
    """

    def look(request, *args, **kwargs):
        try:
            if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
                raise Http404  # PostgreSQL refuses to be asked for it; nothing is named so
            return view(request, *args, **kwargs)
        except Http404:
            request.urlconf = __name__
            raise

    return look


def _patterns() -> list:
    found = []
    for config in apps.get_app_configs():
        ours = config.name.startswith("wagtail_civic.")
        if not ours or not module_has_submodule(config.module, "urls"):
            continue
        module = import_module(f"{config.name}.urls")
        actions = getattr(module, "language_urlpatterns", [])
        mounted = [*module.urlpatterns, path("<civic_lang:lang>/", include(actions))]
        found.append(path("", include((mounted, config.label))))
    return decorate_urlpatterns(found, plainly_absent)


urlpatterns = _patterns()
