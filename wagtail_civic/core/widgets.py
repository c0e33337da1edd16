"""Controls of public forms that are drawn often, without a template for each."""

from django.forms import CheckboxInput, DateInput, Select, TextInput
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join


class PlainSelect(Select):
    """The same control; Django renders two templates for each of its options."""

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


class _PlainInput:
    """The same control; Django renders two templates for each."""

    def render(self, name, value, attrs=None, renderer=None):
        given = self.format_value(value)
        own = {"type": self.input_type, "name": name, "value": given}
        return format_html("<input{}>", flatatt({**own, **self.build_attrs(self.attrs, attrs)}))


class PlainTextInput(_PlainInput, TextInput):
    pass


class PlainCheckboxInput(CheckboxInput):
    """The same control; Django renders two templates for each."""

    def render(self, name, value, attrs=None, renderer=None):
        own = {"type": "checkbox", "name": name, "value": self.format_value(value)}
        own["checked"] = self.check_test(value)
        return format_html("<input{}>", flatatt({**own, **self.build_attrs(self.attrs, attrs)}))


class PlainDateInput(_PlainInput, DateInput):
    pass
