"""Petitions as an Atom feed, and what happens to one of them; the newest first."""

from uuid import uuid5

from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _

from wagtail_civic.core.actions import known_languages
from wagtail_civic.core.feeds import AtomFeed
from wagtail_civic.core.places import front_page, requested_site

from . import display
from .models.petition import Petition
from .places import index_page, pages_of
from .views.finding import public_petition

MOST = 30


class InLanguage(AtomFeed):
    """In the language of the address."""

    def __call__(self, request, *args, **kwargs):
        if kwargs["lang"] not in known_languages():
            raise Http404
        with translation.override(kwargs["lang"]):
            return super().__call__(request, *args, **kwargs)


class PetitionFeed(InLanguage):
    """Opened petitions of one site, in one language."""

    def get_object(self, request, lang):
        return requested_site(request)

    def title(self, site):
        return f"{_('Petitions')}: {site.site_name or site.hostname}"

    def link(self, site):
        language = translation.get_language()
        return (index_page(site, language) or front_page(site, language)).full_url

    def items(self, site):
        rows = Petition.objects.for_site(site).public().filter(opened_at__isnull=False)
        found = list(rows.order_by("-opened_at")[:MOST])
        pages = pages_of(found, translation.get_language())
        return [(petition, pages[petition.key]) for petition in found if petition.key in pages]

    def item_title(self, item):
        return item[1].title

    def item_description(self, item):
        return item[1].ask

    def item_link(self, item):
        return item[1].get_full_url() or ""

    def item_guid(self, item):
        return f"urn:uuid:{item[0].key}"

    def item_pubdate(self, item):
        return item[0].opened_at

    def item_updateddate(self, item):
        petition = item[0]
        return petition.decided_at or petition.closed_at or petition.opened_at


class TimelineFeed(InLanguage):
    """What happened to one petition, as its page tells it."""

    def get_object(self, request, lang, year, serial):
        petition = public_petition(request, year, serial)
        return petition, petition.public_page(lang)

    def title(self, found):
        return found[1].title

    def link(self, found):
        return found[1].get_full_url() or ""

    def items(self, found):
        petition, page = found
        events = display.timeline(petition, list(petition.events.all()))
        link = page.get_full_url() or ""
        return [{**event, "url": event["url"] or link, "key": petition.key} for event in events]

    def item_title(self, event):
        return event["title"]

    def item_description(self, event):
        return event["text"]

    def item_link(self, event):
        return event["url"]

    def item_guid(self, event):
        return uuid5(event["key"], f"{event['kind']} {event['at'].isoformat()}").urn

    def item_pubdate(self, event):
        return event["at"]

    item_updateddate = item_pubdate
