from django.contrib import messages
from django.contrib.auth.models import Permission
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail import hooks

from wagtail_civic.core.records import record_for

from .desk.viewsets import PetitionGroup
from .models.pages import PetitionPageMixin


@hooks.register("register_admin_viewset")
def petitions():
    return PetitionGroup()


@hooks.register("register_permissions")
def permissions():
    return Permission.objects.filter(
        content_type__app_label="civic_petitions",
        content_type__model__in=("petition", "rejectionreason", "watchrule", "lettertext"),
    )


@hooks.register("insert_global_admin_css")
def admin_css():
    return format_html(
        '<link rel="stylesheet" href="{}">', static("wagtail_civic/petitions/admin.css")
    )


@hooks.register("before_publish_page")
def refuse_to_publish(request, page):
    """A petition becomes public by a move in the queue, which freezes its threshold."""
    if not isinstance(page.specific_deferred, PetitionPageMixin) or page.alias_of_id:
        return None
    petition = record_for(page)
    if petition.register:
        return None
    messages.error(
        request,
        _("The petition is not open. Publish it in the petitions queue, which opens it too."),
    )
    return redirect("wagtailadmin_pages:edit", page.pk)
