"""What the budget needs installed: said at start-up, with the command that installs it (6xx)."""

from django.core.checks import register

from wagtail_civic.core.extras import Need, lacking

NEEDS = (
    Need(("openpyxl",), "workbooks cannot be uploaded", "W601"),
    Need(("bokeh",), "the interactive chart is left out", "W602"),
    Need(("squarify",), "the treemap is left out", "W603"),
)


@register("wagtail_civic")
def check_extra(app_configs=None, **kwargs):
    return lacking("budget", "budget", NEEDS)
