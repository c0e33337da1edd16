"""How sessions are found by the site search and linked to by other records."""

from datetime import date

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from wagtail_civic.core import clock, formats
from wagtail_civic.core.links import LinkResolver, Target
from wagtail_civic.core.places import best_by_key
from wagtail_civic.core.search import Entry, SearchSource
from wagtail_civic.core.visibility import private_paths, public_pages

from .listing import readable_pages
from .models.session import Session
from .texts import pick


class SessionLinks(LinkResolver):
    label = _("Session")

    def resolve(self, key, language):
        return self.resolve_many([key], language).get(key)

    def resolve_many(self, keys, language):
        """A query for the public pages; those of sessions without one are asked for singly."""
        keys = set(Session.objects.filter(key__in=keys).values_list("key", flat=True))
        pages = readable_pages().filter(translation_key__in=keys).select_related("locale")
        public = best_by_key(pages, language)
        found = {}
        for key in keys:
            page = public.get(key) or Session(key=key).page(language)
            if page is not None:
                found[key] = Target(page.title, page.get_url() or "", key in public)
        return found

    def choices(self, site, query, language, user=None):
        sessions = Session.objects.for_site(site)
        pages = Page.objects.filter(
            translation_key__in=sessions.values("key"), alias_of__isnull=True
        ).select_related("locale")
        if query:
            pages = pages.filter(title__icontains=query)
        found: dict = {}
        for page in pages.order_by("-latest_revision_created_at", "-pk")[:80]:
            if page.translation_key not in found or page.locale.language_code == language:
                found[page.translation_key] = page.title
        days = {session.key: _day(session) for session in sessions.filter(key__in=list(found))}
        return [(key, _dated(title, days[key])) for key, title in list(found.items())[:20]]


class SessionSearch(SearchSource):
    """The session itself, its public agenda items and its answered questions."""

    kind = "session"
    label = _("Sessions")
    model = Session

    def objects(self, site, now=None):
        return Session.objects.for_site(site).published(public_pages(now=now))

    def shape(self, site):
        return private_paths()

    def entries(self, obj):
        pages = list(public_pages(obj.pages()).select_related("locale"))
        items = list(obj.agenda.filter(is_public=True).select_related("presenter"))
        questions = list(obj.questions.answered())
        for page in pages:
            language = page.locale.language_code
            specific = page.specific
            shared = {"language": language, "page_id": page.pk, "date": _day(obj)}
            yield Entry(
                part="",
                title=page.title,
                text=_words(specific, obj, language),
                url=page.get_url() or "",
                facets=_facets(obj),
                number=obj.number,
                **shared,
            )
            for item in items:
                yield Entry(
                    part=f"item-{item.key}",
                    title=pick(item.titles, language),
                    text=" ".join(
                        filter(None, [item.presenter_label(language), item.result(language)])
                    ),
                    url=f"{page.get_url()}#item-{item.pk}",
                    facets=_facets(obj),
                    **shared,
                )
            for question in (q for q in questions if q.language == language or len(pages) == 1):
                yield Entry(
                    part=f"question-{question.key}",
                    title=str(question),
                    text=f"{question.text}\n{question.answer_text}",
                    url=f"{page.get_url()}#question-{question.key}",
                    facets=_facets(obj),
                    **shared,
                )


def _day(session: Session):
    moment = session.start or session.previous_start
    return clock.day_of(moment) if moment else None


def _dated(title: str, day: date | None) -> str:
    """Sessions are often called alike."""
    return f"{title}, {formats.date(day)}" if day else title


def _facets(session: Session) -> dict[str, str]:
    facets = {"body": session.body.code} if session.body else {}
    if session.start:
        facets["year"] = str(clock.day_of(session.start).year)
    return facets


def _words(page, session: Session, language: str) -> str:
    parts = [getattr(page, "intro", ""), session.place_label(language)]
    body = getattr(page, "body", None)
    if body:
        parts += [str(text) for text in body.stream_block.get_searchable_content(body)]
    return "\n".join(filter(None, parts))
