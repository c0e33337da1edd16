"""What waits for a registrar."""

from django.urls import reverse
from django.utils.translation import gettext as _

from wagtail_civic.core.permissions import sites_for
from wagtail_civic.core.todo import TodoItem

from .models.acts import Act


def todo_items(request) -> list[TodoItem]:
    sites = sites_for(request.user, "civic_acts.publish_act")
    acts = Act.objects.filter(site__in=sites)
    listing = reverse("wagtailsnippets_civic_acts_act:list")
    failed = acts.filter(schedule_failed_at__isnull=False, live=False).count()
    guessed = acts.to_confirm().count()
    drafts = acts.filter(live=False, first_published_at__isnull=True).count()
    return [
        TodoItem(
            _("Acts that were not published on time"), failed, f"{listing}?state=failed", failed
        ),
        TodoItem(_("Acts read from files, to confirm"), guessed, reverse("civic_acts_confirm")),
        TodoItem(_("Acts not published yet"), drafts, f"{listing}?state=draft"),
    ]
