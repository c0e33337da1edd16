"""``{% load civic_news %}{% civic_alert_banners %}``: for the host's base template."""

from django import template

from ..showing import for_request

register = template.Library()


@register.inclusion_tag("wagtail_civic/news/alert_banners.html", takes_context=True)
def civic_alert_banners(context):
    """The alert banners of the site, for every page: visible without JavaScript, no cookie."""
    return {"banners": for_request(context.get("request")), "request": context.get("request")}
