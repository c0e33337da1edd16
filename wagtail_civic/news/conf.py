"""Settings of the news, declared on import: Wagtail may load our hooks before ``ready()``."""

from django.apps import apps

from wagtail_civic.core.conf import declare, settings

__all__ = ["settings"]


def model_fault(value: str) -> str | None:
    try:
        model = apps.get_model(value)
    except (LookupError, ValueError):
        return f"{value!r} names no installed model"
    return None if getattr(model, "holds_news", False) else "the model must inherit NewsPageMixin"


declare(
    "NEWS_PAGE_MODEL",
    str,
    "civic_news.NewsPage",
    "The page type of news: a host that builds its own from NewsPageMixin names it here.",
    app="news",
    validate=model_fault,
)
