"""What channels tell citizens about a session."""

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.models import Page

from wagtail_civic.core import formats
from wagtail_civic.core.alerts import Alert, AlertAdapter
from wagtail_civic.core.records import record_for, record_key

from . import status
from .models.session import Session


class SessionAlert(AlertAdapter):
    kind = "session"

    @property
    def label(self):
        return _("Session")

    def key(self, obj):
        return record_key(obj)

    def is_announced(self, obj) -> bool:
        """A session still to be held: nobody is called to one that is over or cancelled."""
        session = record_for(obj)
        if session.status == status.LIVE:
            return True
        start = session.planned_start
        return session.status == status.SCHEDULED and (start is None or start > timezone.now())

    def find(self, key):
        session = Session.objects.filter(key=key).first()
        page = session.public_page() if session else None
        return page.specific if page else None

    def alert(self, obj: Page, language: str) -> Alert | None:
        session = record_for(obj)
        page = session.public_page(language)
        if page is None:
            return None
        with translation.override(language):
            return Alert(
                kind=self.kind,
                key=session.key,
                site=session.site,
                title=page.title,
                text=_text(session, page, language),
                url=page.full_url,
                topics=frozenset(session.topics.values_list("pk", flat=True)),
                areas=frozenset(session.areas.values_list("pk", flat=True)),
                begins=session.planned_start,
                place=session.place_label(language),
            )


def _text(session: Session, page: Page, language: str) -> str:
    when = formats.datetime(session.start, language) if session.start else ""
    return ", ".join(filter(None, [page.title, when, session.place_label(language)]))
