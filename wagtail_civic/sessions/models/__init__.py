from .pages import SessionIndexPage, SessionIndexPageMixin, SessionPage, SessionPageMixin
from .questions import Question, QuestionEvent
from .session import AgendaItem, Session, Stream

__all__ = [
    "AgendaItem",
    "Question",
    "QuestionEvent",
    "Session",
    "SessionIndexPage",
    "SessionIndexPageMixin",
    "SessionPage",
    "SessionPageMixin",
    "Stream",
]
