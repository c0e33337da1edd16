from django.apps import AppConfig


class HomeConfig(AppConfig):
    """What the host replaces, extends and hides is said here."""

    name = "tests.plainsite.home"
    label = "home"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from wagtail_civic.news.models import NewsIndexPage, NewsPage
        from wagtail_civic.sessions.models import SessionIndexPage

        NewsPage.is_creatable = False
        NewsIndexPage.subpage_types = [*NewsIndexPage.subpage_types, "home.PhotoNewsPage"]
        SessionIndexPage.subpage_types = [*SessionIndexPage.subpage_types, "home.HearingPage"]
