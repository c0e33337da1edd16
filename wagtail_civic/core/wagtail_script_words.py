"""Words that Wagtail's scripts write into the admin, in Georgian, where its own catalogue has none.

Django's catalogue for scripts is an object on the page; what it lacks is added to it.
"""

import json

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_safe

# fmt: off
WORDS = [
    _("(%(number)s new items in this menu)"), _("(1 new item in this menu)"), _("(New)"),
    _("A network error occurred."), _("A server error occurred."), _("Actions"),
    _("Add a comment"), _("Alt text"), _("Are you sure?"), _("Autosave in progress…"),
    _("Blocks"), _("Broken link"), _("Cancel"), _("Changes have been autosaved."),
    _("Character count:"), _("Close"), _("Collapse all"), _("Comment"), _("Dashboard"),
    _("Decorative image"), _("Deleting"), _("Drag"), _("Duplicate"), _("Edit '%(title)s'"),
    _("Enter your comments..."), _("Enter your reply..."), _("Expand all"), _("Horizontal line"),
    _("Insert a block"), _("Line break"), _("Loading…"), _("Main menu"), _("Missing document"),
    _("More actions"), _("Move down"), _("Move up"), _("No"), _("No results"),
    _("Page explorer"), _("Pages"), _("Pin toolbar"), _("Preview"), _("Reload the page"),
    _("Reply"), _("Resolve"), _("Retry"), _("Saving..."), _("Search options…"), _("See all"),
    _("Server Error"), _("Settings"), _("Show error"), _("Split block"),
    _("This field is required."), _("Toggle section"), _("Toggle side panel"),
    _("Toggle sidebar"), _("Unpin toolbar"), _("View child pages of '%(title)s'"),
    _("Write something or type ‘/’ to insert a block"), _("Yes"),
]
# fmt: on
SCRIPT = """(() => {
  const catalog = window.django?.catalog;
  if (catalog) window.django.catalog = { ...%s, ...catalog };
})();
"""


@require_safe
def script_words(request: HttpRequest, lang: str) -> HttpResponse:
    """What Wagtail's scripts say in that language; a translation of Wagtail's own stays."""
    with translation.override(lang):
        known = {word: gettext(word) for word in WORDS}
    found = {word: words for word, words in known.items() if words != word}
    response = HttpResponse(SCRIPT % json.dumps(found), content_type="text/javascript")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
