from django import template

from ..letter_words import PLACEHOLDERS

register = template.Library()


@register.simple_tag
def letter_placeholders() -> list[tuple[str, str]]:
    """``({title}, its title)``: what a letter can hold."""
    return [(f"{{{name}}}", str(meaning)) for name, meaning in PLACEHOLDERS.items()]
