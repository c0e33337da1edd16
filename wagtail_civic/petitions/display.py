"""What a petition's page shows, in a fixed number of queries and without counting signatures."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import router
from django.db.models import BigAutoField, QuerySet, UUIDField
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from wagtail_civic.core import clock, formats, links
from wagtail_civic.core.languages import language_order
from wagtail_civic.core.models import Area, named, named_by_pk, trees_of
from wagtail_civic.core.once import is_reading, once_a_request
from wagtail_civic.core.prepared import prepared
from wagtail_civic.core.records import record_for, record_key

from . import deadlines, lifecycle, videos, wording
from .chart import Bar, bars
from .counting import counted_in, counts_by
from .doubt_words import VOID_LABELS
from .identity import provider
from .models.attachments import Attachment
from .models.petition import Petition, PetitionEvent, in_register
from .models.settings import PetitionSettings
from .models.signatures import Signature, SignatureTally
from .office import office_of
from .places import index_page
from .sign_forms import SignForm
from .signing import takes_signatures
from .voiding import voided_by_reason

SHOWN_NAMES = 50


def is_open_to_public(page: Page) -> bool:
    """Whether the petition of a page stands in a register; a sitemap asks it of every page."""
    return record_key(page) in _in_registers() if is_reading() else bool(record_for(page).register)


@once_a_request
def _in_registers() -> frozenset[UUID]:
    shown = Petition.objects.filter(in_register(*lifecycle.REGISTERS)).order_by()
    return frozenset(shown.values_list("key", flat=True))


def serve_petition(page: Page, request: HttpRequest):
    """The page as Wagtail serves it, unless its petition stands in no register."""
    if not getattr(request, "is_preview", False):
        page.known_petition = petition, _events = load(page)
        if petition.state == lifecycle.TAKEN_DOWN:
            return _gone(request)
        if petition.register is None:
            raise Http404
    return Page.serve(page, request)


def is_taken_down(page: Page) -> bool:
    found = Petition.objects.filter(key=record_key(page), state=lifecycle.TAKEN_DOWN)
    return found.exists()


def _gone(request: HttpRequest) -> TemplateResponse:
    """Search engines and old links learn that it is gone; of the petition nothing is told."""
    context = {
        "heading": _("This petition was taken down"),
        "text": _("It is not public any more. Other petitions stand in the registers."),
        "index": index_page(Site.find_for_request(request), get_language()),
    }
    return TemplateResponse(request, "wagtail_civic/petitions/notice.html", context, status=410)


class Event(NamedTuple):
    """What the public sees of a ``PetitionEvent``."""

    kind: str
    at: datetime
    data: dict


def load(page: Page) -> tuple[Petition, list[Event]]:
    """The petition of a page, made if it is missing, and what has happened to it."""
    rows = _events(key=record_key(page))
    if not rows:
        return record_for(page), []
    # The petition stands beside each of its events, and is one.
    own = len(Event._fields)
    petition = Petition.from_db(router.db_for_read(Petition), _columns(), rows[0][own:])
    return petition, [Event(*row[:own]) for row in rows]


def _columns() -> list[str]:
    return [field.attname for field in Petition._meta.concrete_fields]


@prepared(key=UUIDField())
def _events(key) -> QuerySet:
    petition = (f"petition__{name}" for name in _columns())
    return PetitionEvent.objects.filter(petition__key=key).values_list(*Event._fields, *petition)


def petition_context(page: Page, request: HttpRequest) -> dict:
    if page.pk is None:
        # The preview of a page not saved yet makes no record.
        return {"petition": Petition(), "tags": [(page.get_kind_display(), "")]}
    petition, events = getattr(page, "known_petition", None) or load(page)
    now = timezone.now()
    counts = counts_by(petition) if petition.opened_at else {}
    sign = signing(petition, request, now)
    return {
        "petition": petition,
        "tags": tags_of(petition, page),
        "standing": petition.standing if petition.opened_at else None,
        "time_left": time_left(petition, now),
        "basis": basis_of(petition),
        "events": timeline(petition, events),
        "by_assurance": by_assurance(petition, counts),
        "by_area": by_area(counts, sign.get("areas")),
        "needs": needs_of(petition, counts),
        "chart": chart_of(petition, counts, now),
        "shown_names": shown_names(petition),
        "checks": paper_checks(petition, events),
        "mine_url": mine_url() if petition.opened_at else "",
        "feed_url": action_url(petition, "timeline_feed") if petition.register else "",
        "follow_url": action_url(petition, "follow") if may_be_followed(petition) else "",
        "share_url": action_url(petition, "share") if petition.opened_at else "",
        "count_url": action_url(petition, "api_count") if petition.collects(now) else "",
        "online_checks": online_checks(petition, events),
        "documents": documents(petition, events),
        "voided": voided(petition, events),
        **office_of(petition, now),
        **sign,
        **_video(page, request),
    }


def _video(page: Page, request: HttpRequest) -> dict:
    wanted = request.GET.get("play")
    return videos.context(page, wanted, Site.find_for_request(request), get_language())


def signing(petition: Petition, request: HttpRequest, now: datetime) -> dict:
    """The form to sign, while the petition collects signatures."""
    settings = PetitionSettings.for_request(request)
    if not takes_signatures(petition, settings, now):
        return {"sign_form": None}
    texts, site, host = settings.text(), Site.find_for_request(request), provider()
    [areas] = trees_of(site, Area)
    return {
        "areas": areas,
        "sign_form": SignForm(
            site=site,
            declaration=texts.eligibility,
            areas=areas,
            personal_number=settings.personal_number,
        ),
        "sign_url": action_url(petition, "sign"),
        "identity": host.label if host else "",
        "identity_url": action_url(petition, "sign_identified") if host else "",
        "texts": texts,
    }


def paper_checks(petition: Petition, events: list[Event]) -> list:
    """The deliveries of paper signatures with their protocols, where the history says so."""
    delivered = any(event.kind == "paper_delivered" for event in events)
    if not delivered or not petition.opened_at:
        return []
    number = {"lang": get_language(), "year": petition.year, "serial": petition.serial}
    return [
        (check, reverse("civic_petitions:protocol", kwargs={**number, "nth": nth}))
        for nth, check in enumerate(petition.paper_checks.all(), 1)
    ]


def online_checks(petition: Petition, events: list[Event]) -> list:
    """Recorded checks of online signatures, where the history says so."""
    if not any(event.kind == "online_checked" for event in events):
        return []
    return list(petition.online_checks.filter(checked_at__isnull=False))


def documents(petition: Petition, events: list[Event]) -> list[Attachment]:
    """Published attachments: asked for where the history says that some were."""
    if not any(event.kind == "attached" for event in events):
        return []
    return petition.attachments.published()


def voided(petition: Petition, events: list[Event]) -> list[tuple[str, int]]:
    """Reasons and numbers: asked for where the history says that something was voided."""
    if not any(event.kind == "voided" for event in events):
        return []
    return [(str(VOID_LABELS[reason]), n) for reason, n in voided_by_reason(petition)]


def may_be_followed(petition: Petition) -> bool:
    """Whether something may still happen of which notices tell."""
    return petition.state in lifecycle.GOING_ON


def mine_url() -> str:
    return reverse("civic_petitions:ask_mine", kwargs={"lang": get_language()})


def action_url(petition: Petition, name: str) -> str:
    number = {"year": petition.year, "serial": petition.serial}
    if not name.startswith("api_"):
        number["lang"] = get_language()
    return reverse(f"civic_petitions:{name}", kwargs=number)


def tags_of(petition: Petition, page: Page) -> list[tuple[str, str]]:
    """The state and the kind, as tags."""
    if petition.state == lifecycle.DECIDED:
        good = petition.outcome in (lifecycle.FULFILLED, lifecycle.PARTLY)
        state = (petition.get_outcome_display(), "ok" if good else "")
    else:
        state = (petition.get_state_display(), "ok" if petition.state == lifecycle.OPEN else "")
    return [state, (page.get_kind_display(), "")]


def time_left(petition: Petition, now: datetime) -> str:
    if petition.state != lifecycle.OPEN or now > petition.deadline:
        return ""
    return wording.days_left(deadlines.days_left(petition.deadline, now, clock.zone()))


@dataclass(frozen=True)
class Basis:
    """How the required number came about, as it was frozen at opening."""

    sentence: str
    source: str
    legal: str
    counts: str


def basis_of(petition: Petition) -> Basis | None:
    if not petition.has_basis or petition.share is None:
        return None
    languages = [*language_order(), *petition.legal_basis]
    legal = next((petition.legal_basis[c] for c in languages if c in petition.legal_basis), "")
    return Basis(
        sentence=wording.basis(petition.roll_voters, petition.share, petition.roll_date),
        source=petition.roll_source,
        legal=legal,
        counts=petition.get_combining_display(),
    )


def timeline(petition: Petition, events: list[Event]) -> list[dict]:
    """Public events, the newest first, in the shape of the timeline include."""
    events = [event for event in events if event.kind in wording.EVENT_TITLES]
    targets = links.resolve_all_public([_target(event) for event in events], get_language())
    shown = []
    for event in events:
        data = {**event.data, **_counts_at_the_end(petition, event.kind)}
        target = targets.get(_target(event))
        shown.append(
            {
                "title": wording.EVENT_TITLES[event.kind],
                "text": wording.event_text(event.kind, data),
                "when": formats.datetime(event.at),
                "at": event.at,
                "kind": event.kind,
                "url": target.url if target else "",
            }
        )
    return shown


def _target(event: Event) -> tuple[str, UUID] | None:
    key = event.data.get("key")
    return (event.data.get("kind", ""), UUID(key)) if key else None


def _counts_at_the_end(petition: Petition, kind: str) -> dict:
    """Late confirmations still count after the close, so its sentence tells today's figures."""
    if kind != "closed":
        return {}
    return {"count": petition.standing.counted, "required": petition.standing.required}


def by_assurance(petition: Petition, counts: dict) -> list[tuple[str, int]]:
    found = dict(counts.get(SignatureTally.ASSURANCE, {}))
    if petition.signatures_paper:
        found["paper"] = petition.signatures_paper
    return [
        (str(label), found[name])
        for name, label in wording.ASSURANCE_LABELS.items()
        if name in found
    ]


def by_area(counts: dict, known: list[Area] | None = None) -> list[tuple[str, int]]:
    """Names of areas and their signatures, the most first; ``known`` areas are not asked for."""
    found = {
        int(area): count for area, count in counts.get(SignatureTally.AREA, {}).items() if area
    }
    if not found:
        return []
    areas = named_by_pk(Area, found) if known is None else known
    rows = [(area.label(), found[area.pk]) for area in areas if area.pk in found]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def needs_of(petition: Petition, counts: dict) -> list[tuple[str, int, int]]:
    """Areas that need a number of their own: name, signatures, required."""
    if not petition.required_areas:
        return []
    found = counted_in(petition, counts.get(SignatureTally.AREA, {}))
    areas = named(Area.objects.for_site(petition.site_id).filter(code__in=found))
    return [(row.label(), found[row.code], petition.required_areas[row.code]) for row in areas]


def chart_of(petition: Petition, counts: dict, now: datetime) -> list[Bar]:
    days = {
        date.fromisoformat(day): count for day, count in counts.get(SignatureTally.DAY, {}).items()
    }
    if not days:
        return []
    first = clock.day_of(petition.opened_at)
    end = clock.day_of(min(petition.closed_at or now, now))
    return bars(days, min(first, *days), max(end, *days))


def shown_names(petition: Petition) -> list[str]:
    if not petition.opened_at:
        return []
    return _names(petition=petition.pk)


@prepared(petition=BigAutoField())
def _names(petition) -> QuerySet:
    names = Signature.objects.filter(petition=petition).shown()
    return names.values_list("public_name", flat=True)[:SHOWN_NAMES]
