"""Controls of public forms that are drawn often and have many options."""

from django.forms import Select
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
