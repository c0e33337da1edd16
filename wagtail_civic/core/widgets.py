"""Controls of public forms, written without a template for each.

Django renders two templates for an input and two more for each option of a list. Most of what a
form costs is that; the control that comes out is the same.
"""

from django.forms import Select
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.utils.safestring import SafeString, mark_safe

from .markup import attributes, escaped

_INPUTS = ("text", "email", "tel", "number", "password", "hidden", "date", "checkbox", "search")
_TEMPLATE = "django/forms/widgets/{}.html"


class PlainRenderer:
    """``default_renderer`` of a form: inputs, and lists of boxes or of buttons of which one is
    chosen, are written here, all else by the renderer of the host; where the host has one of its
    own (``FORM_RENDERER``), everything is written by it.
    """

    def __getattr__(self, name: str):
        return getattr(get_default_renderer(), name)

    def render(self, template_name: str, context: dict, request=None) -> str:
        host, write = get_default_renderer(), _WRITERS.get(template_name)
        if write and type(host) is DjangoTemplates:
            return write(context["widget"])
        return host.render(template_name, context, request)


def _input(widget: dict) -> SafeString:
    value = widget["value"]
    own = {"type": widget["type"], "name": widget["name"]}
    given = {} if value is None else {"value": str(value)}
    return mark_safe(f"<input{attributes({**own, **given, **widget['attrs']})}>")


def _inputs(widget: dict) -> SafeString:
    return mark_safe("".join(_input(each) for each in widget["subwidgets"]))


def _choices(widget: dict) -> SafeString:
    given = {name: widget["attrs"].get(name) or None for name in ("id", "class")}
    groups = "".join(_group(label, options) for label, options, _index in widget["optgroups"])
    return mark_safe(f"<div{attributes(given)}>{groups}\n</div>")


def _group(label: str | None, options: list[dict]) -> str:
    boxes = "".join(f"<div>\n    {_option(each)}</div>" for each in options)
    return f"\n  <div><label>{escaped(label)}</label>{boxes}\n  </div>" if label else boxes


def _option(option: dict) -> str:
    if not option.get("wrap_label"):
        return _input(option)
    label = attributes({"for": option["attrs"].get("id") or None})
    return f"<label{label}>{_input(option)} {escaped(option['label'])}</label>"


_WRITERS = {
    **{_TEMPLATE.format(name): _input for name in _INPUTS},
    _TEMPLATE.format("multiple_hidden"): _inputs,
    _TEMPLATE.format("checkbox_select"): _choices,
    _TEMPLATE.format("radio"): _choices,
}


class PlainSelect(Select):
    """The same control; Django makes a context, too, of each of its options."""

    def render(self, name, value, attrs=None, renderer=None):
        chosen = set(self.format_value(value))
        options = "".join(self._option(key, label, chosen) for key, label in self.choices)
        own = attributes({"name": name, **self.build_attrs(self.attrs, attrs)})
        return mark_safe(f"<select{own}>\n{options}</select>")

    @staticmethod
    def _option(key, label, chosen: set[str]) -> str:
        key = "" if key is None else str(key)
        selected = " selected" if key in chosen else ""
        return f'  <option value="{escaped(key)}"{selected}>{escaped(label)}</option>\n'
