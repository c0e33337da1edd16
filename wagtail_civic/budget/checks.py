"""What the budget needs installed: said at start-up, with the command that installs it."""

from importlib.util import find_spec

from django.core.checks import Warning, register

_NEEDED = {
    "openpyxl": ("workbooks cannot be uploaded", "W601"),
    "bokeh": ("the interactive chart is left out", "W602"),
    "squarify": ("the treemap is left out", "W603"),
}


@register("wagtail_civic")
def check_extra(app_configs=None, **kwargs):
    return [
        Warning(
            f"wagtail_civic.budget: {package} is not installed; {consequence}.",
            hint="Install the extra: pip install 'wagtail-civic[budget]'.",
            id=f"wagtail_civic.{number}",
        )
        for package, (consequence, number) in _NEEDED.items()
        if find_spec(package) is None
    ]
