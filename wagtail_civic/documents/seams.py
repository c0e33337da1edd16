"""What this capability registers at the core's seams."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wagtail_civic.core import (
    api,
    demo,
    history,
    home,
    jobs,
    personal_data,
    setup,
    todo,
    verification,
    visibility,
    words,
)

from . import georgian, holding, saving
from .access import REREAD, visible_files


def _georgian(word: str) -> tuple[str, ...]:
    return georgian.stems(word) if georgian.is_georgian(word) else ()


DAY = timedelta(days=1)
#: Name, function in ``jobs``, how often, label.
JOBS = (
    ("read", "read_waiting", timedelta(minutes=5), _("Read the text of uploaded documents")),
    ("heal", "heal_index", DAY, _("Put the search index in order")),
    ("news", "tell_news", DAY, _("Tell what is new for saved searches")),
    ("words", "count_words", DAY, _("Count the words that the search may suggest")),
)


def register() -> None:
    from . import demo as demonstration
    from .blocks import SearchBoxBlock
    from .persons import SavedSearchData
    from .purposes import SavedSearchPurpose

    words.grammars.register("georgian", _georgian)
    visibility.withholders.register("documents", holding.withheld)
    setup.register_index(
        setup.IndexSpec(
            key="search",
            model="civic_documents.SearchPage",
            titles={"ka": "ძებნა", "en": "Search"},
            slug="search",
            order=90,
        )
    )
    for name, func, every, label in JOBS:
        func = f"wagtail_civic.documents.jobs.{func}"
        jobs.register(jobs.Job(name=f"documents.{name}", func=func, every=every, label=label))
    verification.purposes.register(saving.PURPOSE, SavedSearchPurpose())
    personal_data.register("saved_searches", SavedSearchData())
    home.register("search_box", SearchBoxBlock)
    todo.register("documents", unreadable)
    todo.register("documents_held", held)
    api.register("search", "civic_documents:search", _("Search"))
    demo.register("documents", demonstration.build, order=30)
    _register_rights()


def _register_rights() -> None:
    """Who may do what, and what the log says of it."""
    report = "civic_documents.view_documentfile"
    setup.register_role(
        "clerk",
        _("Clerks"),
        permissions=[
            REREAD,
            report,
            "civic_documents.change_searchsettings",
            "civic_documents.view_fruitlesssearch",
        ],
    )
    setup.register_role(
        "act_registrar", _("Act registrars"), permissions=[REREAD, report, holding.CLEAR]
    )
    history.register(
        "civic_documents.reread", _("Read text again"), _("The text is to be read again")
    )
    history.register(
        holding.CLEARED, _("Let through"), _("The public may find it, personal data or not")
    )


def unreadable(request) -> list[todo.TodoItem]:
    """Documents that cannot be read, for whoever may have them read again."""
    if not request.user.has_perm(REREAD):
        return []
    count = visible_files(request.user).without_text().count()
    label = ngettext(
        "document cannot be read by the search",
        "documents cannot be read by the search",
        count,
    )
    return [todo.TodoItem(label, count, reverse("civic_documents_report") + "?shown_state=failed")]


def held(request) -> list[todo.TodoItem]:
    """Documents with personal data, for whoever may let them through."""
    if not request.user.has_perm(holding.CLEAR):
        return []
    count = visible_files(request.user).held().count()
    label = ngettext(
        "document with personal data waits for a decision",
        "documents with personal data wait for a decision",
        count,
    )
    return [todo.TodoItem(label, count, reverse("civic_documents_held"))]
