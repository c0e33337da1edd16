"""What this capability registers at the core's seams."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wagtail_civic.core import api, demo, history, home, jobs, setup, todo, words

from . import georgian
from .access import REREAD, visible_files


def _georgian(word: str) -> tuple[str, ...]:
    return georgian.stems(word) if georgian.is_georgian(word) else ()


def register() -> None:
    from . import demo as demonstration
    from .blocks import SearchBoxBlock

    words.grammars.register("georgian", _georgian)
    setup.register_index(
        setup.IndexSpec(
            key="search",
            model="civic_documents.SearchPage",
            titles={"ka": "ძებნა", "en": "Search"},
            slug="search",
            order=90,
        )
    )
    for role, label in (("clerk", _("Clerks")), ("act_registrar", _("Act registrars"))):
        setup.register_role(role, label, permissions=[REREAD, "civic_documents.view_documentfile"])
    setup.register_role("clerk", _("Clerks"), permissions=["civic_documents.change_searchsettings"])
    jobs.register(
        jobs.Job(
            name="documents.read",
            func="wagtail_civic.documents.jobs.read_waiting",
            every=timedelta(minutes=5),
            label=_("Read the text of uploaded documents"),
        )
    )
    jobs.register(
        jobs.Job(
            name="documents.heal",
            func="wagtail_civic.documents.jobs.heal_index",
            every=timedelta(days=1),
            label=_("Put the search index in order"),
        )
    )
    home.register("search_box", SearchBoxBlock)
    todo.register("documents", unreadable)
    api.register("search", "civic_documents:search", _("Search"))
    demo.register("documents", demonstration.build, order=30)
    history.register(
        "civic_documents.reread", _("Read text again"), _("The text is to be read again")
    )


def unreadable(request) -> list[todo.TodoItem]:
    """Documents that cannot be read, for whoever may have them read again."""
    if not request.user.has_perm(REREAD):
        return []
    count = visible_files(request.user).failed().count()
    label = ngettext(
        "document cannot be read by the search",
        "documents cannot be read by the search",
        count,
    )
    return [todo.TodoItem(label, count, reverse("civic_documents_report") + "?shown_state=failed")]
