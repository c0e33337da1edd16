"""Every admin view of the suite, found by walking the addresses: none can be forgotten."""

from dataclasses import dataclass

from django.urls import URLResolver, get_resolver, reverse
from wagtail.contrib.settings.registry import registry as settings_registry


@dataclass(frozen=True)
class AdminView:
    name: str
    route: str
    model: str
    arguments: tuple[str, ...]

    @property
    def leaf(self) -> str:
        return self.name.rpartition(":")[2]

    @property
    def is_of_one_row(self) -> bool:
        return "pk" in self.arguments

    def url(self, world) -> str:
        if self.model in SETTINGS:
            return reverse(self.name, args=[*self.model.lower().split("."), world.site.pk])
        if not self.arguments:
            return reverse(self.name)
        values = {"pk": world.rows[self.model].pk, **world.extra.get(self.model, {})}
        return reverse(self.name, kwargs={name: values[name] for name in self.arguments})


#: Views that name no model of their own: whose rows their ``pk`` is.
ROWS = {
    "civic_documents_reread": "civic_documents.DocumentFile",
    "civic_documents_held_file": "civic_documents.DocumentFile",
    "civic_sms_take_back": "civic_sms.Consent",
    "civic_sms_why": "civic_sms.Delivery",
}
SETTINGS = {
    model._meta.label
    for model in settings_registry
    if model._meta.app_label.startswith("civic_") and hasattr(model, "for_site")
}


def _walk(patterns, route="", namespaces=(), arguments=()):
    for pattern in patterns:
        here = route + str(pattern.pattern)
        taken = (*arguments, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inside = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walk(pattern.url_patterns, here, inside, taken)
        elif pattern.name:
            yield here, ":".join([*namespaces, pattern.name]), pattern.callback, taken


def _model_of(callback):
    given = getattr(callback, "view_initkwargs", {})
    model = given.get("model") or given.get("model_class")
    model = model or getattr(getattr(callback, "view_class", None), "model", None)
    return model if hasattr(model, "_meta") else None


def _is_ours(callback) -> bool:
    view_class = getattr(callback, "view_class", callback)
    model = _model_of(callback)
    named = [callback.__module__, view_class.__module__]
    return any(name.startswith("wagtail_civic.") for name in named) or (
        model is not None and model._meta.app_label.startswith("civic_")
    )


def admin_views() -> list[AdminView]:
    found, by_prefix = [], {}
    for route, name, callback, arguments in _walk(get_resolver().url_patterns):
        if not (route.startswith("admin/") and _is_ours(callback)):
            continue
        prefix, model = name.rpartition(":")[0], _model_of(callback)
        if prefix and model is not None:
            by_prefix.setdefault(prefix, model._meta.label)
        found.append((name, route, prefix, arguments))
    views = [
        AdminView(name, route, by_prefix.get(prefix) or ROWS.get(name, ""), arguments)
        for name, route, prefix, arguments in found
    ]
    return [*views, *(AdminView("wagtailsettings:edit", "", label, ("pk",)) for label in SETTINGS)]
