"""Tags that the base template and the includes need; `civic` holds the formats."""

from collections.abc import Iterable

from django import template
from django.forms import BoundField, CheckboxInput
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from wagtail.models import Page, Site

from wagtail_civic.core import conf
from wagtail_civic.core.demo import is_demonstration
from wagtail_civic.core.markup import escaped
from wagtail_civic.core.places import crumbs_of

register = template.Library()

STYLESHEET = "wagtail_civic/core/civic.css"
LABEL_IN_SUMMARY = 60


@register.simple_tag(takes_context=True)
def civic_css(context: template.Context, sheet: str = STYLESHEET) -> str:
    """Link civic.css, or a capability's own `sheet`, once a page: in the host's head if it can.

    A block of a StreamField is rendered in a context of its own; the request is what they share.
    """
    request = context.get("request")
    seen = context.render_context if request is None else request.__dict__
    linked = seen.setdefault("civic_css", set())
    if conf.settings.CSS is False or sheet in linked:
        return ""
    linked.add(sheet)
    return format_html('<link rel="stylesheet" href="{}">', static(sheet))


@register.simple_tag(takes_context=True)
def civic_demonstration(context: template.Context) -> bool:
    """True once a page where the municipality is an invented one: then say so.

    The suite's pages say it at the start of their content, unless the host's base template has
    asked, and said it, above.
    """
    request = context.get("request")
    if request is None or request.__dict__.get("civic_demonstration"):
        return False
    request.civic_demonstration = True
    return is_demonstration(request)


@register.simple_tag
def civic_share(count: int | None, target: int | None) -> int:
    """Whole percent of `target` reached, from 0 to 100, for the width of a bar.

    Rounded down, so that a bar is full only when the target is reached.
    """
    if not target or target < 0 or not count:
        return 0
    return max(0, min(100, int(count * 100 // target)))


@register.simple_tag
def civic_crumbs(page: Page | None, site: Site | None = None) -> list[tuple[str, str]]:
    """(title, url) of the live pages above `page`, the home page first and named „Home“."""
    if not isinstance(page, Page) or (page.depth or 0) < 3:
        return []
    return crumbs_of(page)


@register.simple_tag
def civic_tags(tags: Iterable[tuple[str, str]]) -> SafeString:
    """Tags in a line: (text, modifier) each, with modifier "", "ok", "warn" or "live"."""
    return mark_safe(" ".join(_tag(text, modifier) for text, modifier in tags or ()))


def _tag(text: str, modifier: str) -> str:
    kind = f" civic-tag--{escaped(modifier)}" if modifier else ""
    return f'<span class="civic-tag{kind}">{escaped(text)}</span>'


@register.filter
def civic_errors(form) -> Iterable[tuple[str, str, str]]:
    """(label, id, message) of every field error of `form`, in the order of its fields.

    Of a label that is a sentence the beginning is enough to know the field by.
    """
    return [
        (
            Truncator(str(field.label).rstrip(".")).chars(LABEL_IN_SUMMARY),
            field.id_for_label or field.auto_id,
            error,
        )
        for field in form.visible_fields()
        for error in field.errors
    ]


@register.filter
def civic_is_checkbox(field: BoundField) -> bool:
    return isinstance(field.field.widget, CheckboxInput)


@register.tag
def civic_part(parser: template.base.Parser, token: template.base.Token) -> "PartNode":
    """``{% civic_part "aside" "civic-aside" %}…{% endcivic_part %}``: unless empty."""
    try:
        _, element, css_class = token.split_contents()
    except ValueError as error:
        raise template.TemplateSyntaxError("civic_part takes an element and a class") from error
    nodelist = parser.parse(("endcivic_part",))
    parser.delete_first_token()
    return PartNode(nodelist, element.strip("\"'"), css_class.strip("\"'"))


class PartNode(template.Node):
    def __init__(self, nodelist: template.NodeList, element: str, css_class: str) -> None:
        self.nodelist, self.element, self.css_class = nodelist, element, css_class

    def render(self, context: template.Context) -> SafeString:
        content = self.nodelist.render(context).strip()
        if not content:
            return mark_safe("")
        return mark_safe(f'<{self.element} class="{self.css_class}">{content}</{self.element}>')
