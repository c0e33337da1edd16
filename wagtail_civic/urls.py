"""Actions, machines and links in messages: one line in the host, above ``wagtail_urls``.

``path("civic/", include("wagtail_civic.urls"))``. Each installed app's ``urls`` module gives
``urlpatterns`` (mounted here) and ``language_urlpatterns`` (mounted under ``<lang>/``), all in the
namespace of its label.
"""

from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.urls import include, path, register_converter
from django.utils.module_loading import module_has_submodule


class LanguageConverter:
    regex = "[a-z]{2,3}(?:-[a-z0-9]{2,8})*"

    def to_python(self, value: str) -> str:
        if value not in dict(settings.LANGUAGES):
            raise ValueError(value)
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(LanguageConverter, "civic_lang")


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
    return found


urlpatterns = _patterns()
