from wagtail import hooks

from .viewsets import NewsGroup


@hooks.register("register_admin_viewset")
def news_group():
    return NewsGroup()
