"""``{% load civic_acts %}``: for the templates of acts."""

from django import template
from django.utils.safestring import mark_safe

from ..citations import linked

register = template.Library()


@register.filter
def cited(html, addresses):
    """The rendered text with links to the acts it names; ``addresses`` see ``quoting.cited``."""
    return mark_safe(linked(str(html), addresses)) if addresses else html
