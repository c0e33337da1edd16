"""Confirming the e-mail address of a question's author, where the site asks for one."""

from django.urls import reverse
from django.utils.translation import gettext as _

from wagtail_civic.core import verification

from . import lifecycle
from .models.questions import Question

PURPOSE = "sessions.question"


class QuestionPurpose(verification.Purpose):
    def title(self, verification):
        return _("Confirm your question")

    def summary(self, verification):
        question = self._question(verification)
        return question.text if question else ""

    def button(self, verification):
        return _("Confirm and send to the moderator")

    def message(self, verification):
        return (
            _("Please confirm your question"),
            _(
                "Somebody, probably you, has written for a session of the municipality and given "
                "this address. Open the link below to read it. To send it to the moderator, press "
                "the button there."
            ),
        )

    def confirmed(self, verification, now):
        question = self._question(verification)
        if question and question.state == lifecycle.UNCONFIRMED:
            lifecycle.confirm(question, now=now)
        return self._page(question) + "#questions"

    def lost(self, verification):
        return self._page(self._question(verification))

    def _question(self, verification) -> Question | None:
        rows = Question.objects.filter(key=verification.subject, session__site=verification.site)
        return rows.select_related("session").first()

    def _page(self, question: Question | None) -> str:
        page = question.session.public_page(question.language) if question else None
        return (page.get_url() if page else None) or reverse("wagtail_serve", args=[""])


def register() -> None:
    verification.purposes.register(PURPOSE, QuestionPurpose())
