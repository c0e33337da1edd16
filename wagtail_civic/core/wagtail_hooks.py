from django.apps import apps
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import Permission
from django.http import Http404
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path, reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from . import demo, history, records
from .admin_menu import CivicMenuItem
from .admin_views import TodoPanel, personal_data_view
from .civic_viewsets import TownHallGroup
from .group_sites import GroupSitesForm
from .models.history import CivicLogEntry
from .pages import CivicPageMixin
from .visibility import is_over

ISO_DATE = "%Y-%m-%d"


@hooks.register("register_admin_menu_item")
def civic_menu_item():
    return CivicMenuItem()


@hooks.register("register_permissions")
def permissions():
    """Every permission of the suite can be given to a group in the admin."""
    labels = [config.label for config in apps.get_app_configs()]
    ours = [label for label in labels if label.startswith("civic_")]
    return Permission.objects.filter(content_type__app_label__in=ours)


@hooks.register("insert_global_admin_css")
def admin_css():
    return format_html('<link rel="stylesheet" href="{}">', static("wagtail_civic/core/admin.css"))


@hooks.register("insert_global_admin_js")
def admin_words():
    """Whoever logs in needs them, too: so the address is a public one."""
    language = get_language()
    if language not in dict(settings.LANGUAGES):
        return ""
    address = reverse("civic_core:script_words", args=[language])
    return format_html('<script src="{}"></script>', address)


@hooks.register("insert_global_admin_js")
def admin_dates():
    """Only for the format that the script writes: a host's own is left to Wagtail."""
    given = getattr(settings, "WAGTAIL_DATE_FORMAT", ISO_DATE)
    given_with_time = getattr(settings, "WAGTAIL_DATETIME_FORMAT", ISO_DATE)
    if given != ISO_DATE or not given_with_time.startswith(ISO_DATE):
        return ""
    return format_html('<script src="{}"></script>', static("wagtail_civic/core/dates.js"))


@hooks.register("register_group_permission_panel")
def group_sites():
    return GroupSitesForm


@hooks.register("register_admin_viewset")
def town_hall():
    return TownHallGroup()


@hooks.register("construct_homepage_panels")
def todo_panel(request, panels):
    panels.append(TodoPanel())


@hooks.register("register_admin_urls")
def admin_urls():
    return [path("civic/personal-data/", personal_data_view, name="civic_personal_data")]


class PersonalDataMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("civic_core.handle_personal_data")


@hooks.register("register_civic_menu_item")
def personal_data_item():
    return PersonalDataMenuItem(
        _("Personal data"),
        reverse_lazy("civic_personal_data"),
        name="civic-personal-data",
        icon_name="user",
        order=950,
    )


@hooks.register("before_serve_page")
def refuse_what_is_over(page, request, args, kwargs):
    """A page of ours ends when its time does, not when Wagtail's job comes to it."""
    if isinstance(page, CivicPageMixin) and page.live and is_over(page):
        raise Http404


@hooks.register("on_serve_page")
def keep_from_search_engines(next_serve):
    """Pages of a demonstration, the host's own too, are not to be found beside a real town's."""

    def serve(page, request, args, kwargs):
        response = next_serve(page, request, args, kwargs)
        if demo.is_demonstration(request):
            response.headers["X-Robots-Tag"] = "noindex"
        return response

    return serve


@hooks.register("register_log_actions")
def log_actions(actions):
    for model in apps.get_models():
        if model._meta.app_label.startswith("civic_") and not issubclass(model, Page):
            actions.register_model(model, CivicLogEntry)
    for action in history.actions:
        actions.register_action(action.name)(history.formatter(action))


@hooks.register("before_delete_page")
def refuse_deletion(request, page):
    reason = records.refusal(page)
    if reason:
        messages.error(request, reason)
        return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("before_bulk_action")
def refuse_bulk_deletion(request, action_type, objects, action_class_instance):
    if action_type != "delete":
        return None
    for page in objects:
        reason = records.refusal(page) if hasattr(page, "translation_key") else ""
        if reason:
            messages.error(request, reason)
            return redirect("wagtailadmin_explore_root")
