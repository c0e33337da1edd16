from .banners import AlertBanner, AlertBannerText
from .pages import NewsIndexPage, NewsIndexPageMixin, NewsPage, NewsPageMixin

__all__ = [
    "AlertBanner",
    "AlertBannerText",
    "NewsIndexPage",
    "NewsIndexPageMixin",
    "NewsPage",
    "NewsPageMixin",
]
