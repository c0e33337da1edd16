"""Subscriptions without an account: calendar and Atom."""

from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wagtail_civic.core import clock
from wagtail_civic.core.actions import known_languages
from wagtail_civic.core.feeds import AtomFeed
from wagtail_civic.core.models import MunicipalitySettings
from wagtail_civic.core.places import front_page, requested_site

from . import appointments, listing, status
from .listing import Card
from .models.session import Session

#: A calendar shows what lies ahead and this much of the past; the rest is on the pages.
CALENDAR_PAST = timedelta(days=183)
CALENDAR_MOST = 500
FEED_MOST = 40


def language_of(request: HttpRequest, site) -> str:
    wanted = request.GET.get("lang", "")
    if wanted in known_languages():
        return wanted
    return site.root_page.locale.language_code


@require_safe
def calendar(request: HttpRequest, key: UUID | None = None) -> HttpResponse:
    """All sessions of the site (``?body=`` of one body), or the one of ``key``."""
    site = requested_site(request)
    language = language_of(request, site)
    with translation.override(language):
        cards = listing.cards(_sessions(request, site, key), site, language)
        if key and not cards:
            raise Http404
        municipality = MunicipalitySettings.for_site(site).text(language)
        name = f"{_('Sessions')}: {municipality.name}"
        body = appointments.write([_appointment(card) for card in cards], name, clock.zone())
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{key or "sessions"}.ics"'
    response["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(response, public=True, max_age=300)
    return response


def _sessions(request: HttpRequest, site, key: UUID | None):
    rows = listing.published(site).dated()
    if key:
        return rows.filter(key=key)
    if code := request.GET.get("body"):
        body = listing.body_of(site, code)
        rows = rows.of_body(body) if body else rows.none()
    since = timezone.now() - CALENDAR_PAST
    return rows.filter(day__gte=since).order_by("-day", "-pk")[:CALENDAR_MOST]


def _appointment(card: Card) -> appointments.Appointment:
    session = card.session
    noted = session.status in (status.CANCELLED, status.POSTPONED)
    return appointments.Appointment(
        uid=str(session.key),
        title=card.title,
        status=session.status,
        sequence=session.sequence,
        updated=session.updated_at,
        start=session.start,
        end=session.actual_end if session.actual_start else session.planned_end,
        previous_start=session.previous_start,
        place=session.place_label(card.language),
        url=card.page.full_url or "",
        text=", ".join(card.bodies),
        note=session.get_status_display() if noted else "",
    )


class SessionFeed(AtomFeed):
    """The sessions announced last."""

    def get_object(self, request):
        return request, requested_site(request)

    def __call__(self, request, *args, **kwargs):
        site = requested_site(request)
        with translation.override(language_of(request, site)):
            response = super().__call__(request, *args, **kwargs)
        patch_cache_control(response, public=True, max_age=300)
        return response

    def title(self, obj):
        name = MunicipalitySettings.for_site(obj[1]).text().name
        return f"{_('Sessions')}: {name}"

    def link(self, obj):
        return front_page(obj[1], translation.get_language()).full_url

    def feed_url(self, obj):
        return reverse("civic_sessions:feed")

    def items(self, obj):
        request, site = obj
        rows = Session.objects.for_site(site).published()
        if code := request.GET.get("body"):
            body = listing.body_of(site, code)
            rows = rows.of_body(body) if body else rows.none()
        return listing.cards(rows.order_by("-created_at", "-pk")[:FEED_MOST], site)

    def item_title(self, card):
        words = [word for word, _modifier in card.tags]
        return f"{card.title} ({', '.join(words)})" if words else card.title

    def item_description(self, card):
        return ", ".join(filter(None, [card.lead, card.lead_more, card.note]))

    def item_link(self, card):
        return card.page.full_url

    def item_guid(self, card):
        return f"urn:uuid:{card.session.key}"

    def item_pubdate(self, card):
        return card.page.first_published_at or card.session.created_at

    def item_updateddate(self, card):
        return card.session.updated_at
