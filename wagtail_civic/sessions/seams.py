"""What sessions bring to the seams of the core."""

from datetime import timedelta

from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _

from wagtail_civic.core import (
    alerts,
    api,
    demo,
    history,
    home,
    jobs,
    links,
    personal_data,
    records,
    search,
    setup,
    todo,
)

from . import facts, waiting
from .announcing import SessionAlert
from .blocks import LiveBannerBlock, NextSessionsBlock
from .finding import SessionLinks, SessionSearch
from .models.pages import SessionPageMixin
from .models.session import Session
from .privacy import QuestionAuthors
from .verifying import register as register_purpose

RUN = "civic_sessions.run_session"
CLERK = [
    "civic_sessions.view_session",
    "civic_sessions.change_session",
    RUN,
    "civic_sessions.view_question",
]
MODERATOR = [
    "civic_sessions.view_session",
    "civic_sessions.view_question",
    "civic_sessions.moderate_question",
    "civic_sessions.answer_question",
]

LOG_ACTIONS = [
    ("begin", _("Begin session"), _("Session began")),
    ("finish", _("Finish session"), _("Session finished")),
    ("reopen", _("Continue session"), _("Session continued")),
    ("postpone", _("Postpone session"), _("Session postponed")),
    ("reschedule", _("Move session"), _("Session moved to another day")),
    ("cancel", _("Cancel session"), _("Session cancelled")),
    ("restore", _("Restore session"), _("Session restored")),
    ("channel", _("Questions"), _("Taking questions changed")),
    ("question_approve", _("Publish question"), _("Question published")),
    ("question_reject", _("Reject question"), _("Question rejected")),
    ("question_answer", _("Answer question"), _("Question answered in writing")),
    ("question_answer_orally", _("Answered at session"), _("Question answered at the session")),
    ("question_hide", _("Hide question"), _("Question hidden")),
    ("question_restore", _("Restore question"), _("Question restored")),
]


def register() -> None:
    records.register(SessionPageMixin, Session)
    post_save.connect(_store_facts, dispatch_uid="civic_sessions_facts")
    alerts.register(SessionPageMixin, SessionAlert())
    links.register("session", SessionLinks())
    search.register(SessionSearch())
    home.register("next_sessions", NextSessionsBlock)
    home.register("live_banner", LiveBannerBlock)
    personal_data.register("session_questions", QuestionAuthors())
    todo.register("sessions", waiting.items)
    api.register("sessions", "civic_sessions:api_list", _("Sessions"))
    register_purpose()
    for name, label, message in LOG_ACTIONS:
        history.register(f"civic_sessions.{name}", label, message)
    _register_jobs()
    _register_setup()


def _register_jobs() -> None:
    jobs.register(
        jobs.Job(
            name="sessions.finish_overrun",
            func="wagtail_civic.sessions.jobs.finish_overrun",
            every=timedelta(minutes=30),
            label=_("Finish sessions that were not switched off"),
        )
    )
    jobs.register(
        jobs.Job(
            name="sessions.archive_questions",
            func="wagtail_civic.sessions.jobs.archive_questions",
            every=timedelta(minutes=15),
            label=_("Close the questions of sessions that are over"),
        )
    )


def _register_setup() -> None:
    from .demo import build

    setup.register_index(
        setup.IndexSpec(
            key="sessions",
            model="civic_sessions.SessionIndexPage",
            titles={"ka": "სხდომები", "en": "Sessions"},
            slug="sessions",
            order=20,
        )
    )
    setup.register_role("clerk", _("Clerks"), permissions=CLERK, index_keys=["sessions"])
    setup.register_role("qa_moderator", _("Question moderators"), permissions=MODERATOR)
    demo.register("sessions", build, order=45)


def _store_facts(sender, instance, raw=False, **kwargs):
    if not raw and isinstance(instance, SessionPageMixin):
        facts.store(instance)
