"""Controls of public forms, written without a template for each.

Django renders two templates for an input and two more for each option of a list. Most of what a
form costs is that; the control that comes out is the same.
"""

from django.forms import Select
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_INPUTS = ("text", "email", "tel", "number", "password", "hidden", "date", "checkbox", "search")


class PlainRenderer:
    """``default_renderer`` of a form: single inputs are written here, all else by the renderer of
    the host; where the host has one of its own (``FORM_RENDERER``), inputs are written by it too.
    """

    inputs = frozenset(f"django/forms/widgets/{name}.html" for name in _INPUTS)

    def __getattr__(self, name: str):
        return getattr(get_default_renderer(), name)

    def render(self, template_name: str, context: dict, request=None) -> str:
        host = get_default_renderer()
        if template_name in self.inputs and type(host) is DjangoTemplates:
            return _input(context["widget"])
        return host.render(template_name, context, request)


def _input(widget: dict) -> SafeString:
    value = widget["value"]
    own = {"type": widget["type"], "name": widget["name"]}
    given = {} if value is None else {"value": str(value)}
    return format_html("<input{}>", flatatt({**own, **given, **widget["attrs"]}))


class PlainSelect(Select):
    """The same control; Django makes a context, too, of each of its options."""

    def render(self, name, value, attrs=None, renderer=None):
        chosen = set(self.format_value(value))
        options = format_html_join(
            "\n",
            '  <option value="{}"{}>{}</option>',
            (
                ("" if key is None else key, " selected" if str(key or "") in chosen else "", label)
                for key, label in self.choices
            ),
        )
        attributes = flatatt({"name": name, **self.build_attrs(self.attrs, attrs)})
        return format_html("<select{}>\n{}\n</select>", attributes, options)
