"""What questions hold about their authors, and when it goes."""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wagtail_civic.core import conf, formats
from wagtail_civic.core.personal_data import PersonalDataSource

from . import lifecycle
from .models.questions import Question

#: A question whose author never confirmed the address goes after so long.
UNCONFIRMED_KEPT = timedelta(days=2)


class QuestionAuthors(PersonalDataSource):
    label = _("Questions at sessions")

    def _rows(self, contact, site):
        return Question.objects.filter(
            session__site=site, contact_lookup__in=contact.lookups()
        ).select_related("session")

    def find(self, contact, site):
        return [
            f"{formats.date(question.created_at)}: {question} ({question.get_state_display()})"
            for question in self._rows(contact, site)
        ]

    def export(self, contact, site):
        return [
            {
                "session": str(question.session),
                "received": question.created_at.isoformat(),
                "kind": question.kind,
                "text": question.text,
                "name": question.author_name,
                "state": question.state,
                "answer": question.answer_text,
            }
            for question in self._rows(contact, site)
        ]

    def erase(self, contact, site, now):
        """Unpublished ones go; published ones stay, without a name, on the session's record."""
        rows = self._rows(contact, site)
        count = rows.count()
        rows.exclude(state__in=lifecycle.PUBLIC).delete()
        for question in rows.select_related("session"):
            question.forget_author()
            question.save(update_fields=["author_name", "contact_lookup"])
            question.session.touch()
        return count

    def retain(self, site, now):
        unconfirmed = Question.objects.filter(
            session__site=site,
            state=lifecycle.UNCONFIRMED,
            created_at__lte=now - UNCONFIRMED_KEPT,
        )
        gone, _rows = unconfirmed.delete()
        before = now - timedelta(days=conf.settings.SESSIONS_QUESTION_RETENTION_DAYS)
        old = Question.objects.filter(session__site=site, created_at__lte=before)
        return gone + old.exclude(Q(author_name="") & Q(contact_lookup="")).update(
            author_name="", contact_lookup=""
        )
