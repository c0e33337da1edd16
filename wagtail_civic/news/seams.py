"""What the news bring to the seams of the core."""

from django.utils.translation import gettext_lazy as _

from wagtail_civic.core import alerts, api, demo, home, links, search, setup, todo

from . import waiting
from .announcing import EmergencyAlert, NewsAlert
from .blocks import AlertBlock, LatestNewsBlock
from .finding import NewsLinks, NewsSearch
from .models.banners import AlertBanner
from .models.pages import NewsPageMixin

BANNERS = [f"civic_news.{verb}_alertbanner" for verb in ("add", "change", "delete", "view")]


def register() -> None:
    from .demo import build

    alerts.register(NewsPageMixin, NewsAlert())
    alerts.register(AlertBanner, EmergencyAlert())
    links.register("news", NewsLinks())
    search.register(NewsSearch())
    home.register("alert", AlertBlock)
    home.register("latest_news", LatestNewsBlock)
    todo.register("news", waiting.items)
    api.register("news", "civic_news:api_list", _("News"))
    setup.register_index(
        setup.IndexSpec(
            key="news",
            model="civic_news.NewsIndexPage",
            titles={"ka": "სიახლეები", "en": "News"},
            slug="news",
            order=10,
        )
    )
    setup.register_role("news_editor", _("News editors"), permissions=BANNERS, index_keys=["news"])
    demo.register("news", build, order=20)
