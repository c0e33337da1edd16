from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.snippets.models import register_snippet

from wagtail_civic.core.compat import register_permission_policy

from . import import_views
from .choosers import numbers
from .models.acts import Act
from .permissions import act_policy
from .viewsets import NAMESPACE, ActGroup

NAMED = 5
"""Acts named in a message."""

register_permission_policy(Act, act_policy())
# Not by the hook: Wagtail makes the permissions to publish and lock for what is registered so.
register_snippet(ActGroup)


@hooks.register("register_admin_urls")
def admin_urls():
    return [
        path("civic/acts/upload/", import_views.upload, name="civic_acts_upload"),
        path("civic/acts/confirm/", import_views.confirm, name="civic_acts_confirm"),
        path("civic/acts/import/", import_views.import_list, name="civic_acts_import"),
        path("civic/acts/list/", import_views.empty_list, name="civic_acts_empty_list"),
    ]


@hooks.register("before_delete_snippet")
def refuse_other_municipalities(request, instances):
    """Wagtail 7 deletes in bulk by the model permission alone, and Wagtail 8 names on its page what
    may not be deleted: so whoever asks for an act of another municipality is refused outright.
    """
    policy = act_policy()
    for act in _asked_for(request, instances):
        if not policy.user_has_permission_for_instance(request.user, "delete", act):
            raise PermissionDenied


@hooks.register("before_delete_snippet")
def keep_what_was_public(request, instances):
    """The act is its own tombstone: without it the address knows nothing, and the number is free
    for another."""
    pks = [act.pk for act in _asked_for(request, instances)]
    lasting = Act.objects.once_public().filter(pk__in=pks).for_list()[:NAMED]
    if not lasting:
        return None
    words = _(
        "Nothing was deleted: an act that was once published is withdrawn instead, so that its "
        "address says so and its number stays taken (%(acts)s)."
    )
    messages.error(request, words % {"acts": "; ".join(map(str, lasting))})
    return redirect(f"{NAMESPACE}:list")


def _asked_for(request, instances):
    """The acts that a request to delete names, whatever Wagtail has left of them."""
    named = request.resolver_match.kwargs if request.resolver_match else {}
    if (named.get("app_label"), named.get("model_name")) != ("civic_acts", "act"):
        return [instance for instance in instances if isinstance(instance, Act)]
    ids = request.GET.getlist("id")
    acts = Act.objects.select_related("site")
    return acts if "all" in ids else acts.filter(pk__in=numbers(ids))
