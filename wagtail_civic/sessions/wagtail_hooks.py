from wagtail import hooks

from .viewsets import SessionsGroup


@hooks.register("register_admin_viewset")
def sessions_group():
    return SessionsGroup()
