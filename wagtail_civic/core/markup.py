"""HTML of what a page writes by the dozen: options, boxes, tags.

Django's `format_html` and `flatatt` ask of each value, and of each attribute's name, whether it is
a text still to be translated, and that costs more than escaping it. What comes out is the same.
"""

from collections.abc import Mapping
from html import escape

from django.utils.safestring import SafeString


def escaped(value: object) -> str:
    """`value` as text of HTML; what is marked as HTML stays as it is."""
    text = str(value)
    return text if isinstance(text, SafeString) else escape(text)


def attributes(values: Mapping[str, object]) -> str:
    """As `flatatt`: in the order of their names, those without a value last; the names are ours."""
    valued, bare = [], []
    for name in sorted(values):
        value = values[name]
        if value is True:
            bare.append(f" {name}")
        elif value is not None and value is not False:
            valued.append(f' {name}="{escaped(value)}"')
    return "".join(valued + bare)
