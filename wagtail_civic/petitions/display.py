"""What a petition's page shows, in a fixed number of queries and without counting signatures."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Page

from wagtail_civic.core import clock, formats, links
from wagtail_civic.core.languages import in_language, language_order
from wagtail_civic.core.models import Area
from wagtail_civic.core.records import record_for

from . import deadlines, lifecycle, wording
from .chart import Bar, bars
from .counting import counts_by
from .forms import SignForm
from .models.petition import Petition
from .models.settings import PetitionSettings
from .models.signatures import SignatureTally
from .places import index_page

SHOWN_NAMES = 50


def is_open_to_public(page: Page) -> bool:
    return record_for(page).register is not None


def serve_petition(page: Page, request: HttpRequest):
    """The page as Wagtail serves it, unless its petition stands in no register."""
    if not getattr(request, "is_preview", False) and not is_open_to_public(page):
        raise Http404
    return Page.serve(page, request)


def petition_context(page: Page, request: HttpRequest) -> dict:
    if page.pk is None:
        # The preview of a page not saved yet makes no record.
        return {"petition": Petition(), "tags": [(page.get_kind_display(), "")]}
    petition = record_for(page)
    now = timezone.now()
    settings = PetitionSettings.for_request(request)
    counts = counts_by(petition) if petition.opened_at else {}
    texts = settings.text()
    collects = petition.collects(now) and settings.accepts_signatures
    return {
        "petition": petition,
        "tags": tags_of(petition, page),
        "standing": petition.standing if petition.opened_at else None,
        "time_left": time_left(petition, now),
        "basis": basis_of(petition),
        "events": timeline(petition),
        "by_assurance": by_assurance(petition, counts),
        "by_area": by_area(counts),
        "chart": chart_of(petition, counts, now),
        "shown_names": shown_names(petition),
        "checks": list(petition.paper_checks.all()) if petition.opened_at else [],
        "sign_form": SignForm(site=petition.site, texts=texts) if collects else None,
        "sign_url": action_url(petition, "sign") if collects else "",
        "withdraw_url": action_url(petition, "withdraw") if withdrawable(petition) else "",
        "texts": texts,
        "index_url": _index_url(petition),
    }


def withdrawable(petition: Petition) -> bool:
    return petition.state in (*lifecycle.COLLECTING, *lifecycle.AFTER_CLOSING)


def action_url(petition: Petition, name: str) -> str:
    number = {"year": petition.year, "serial": petition.serial}
    if not name.startswith("api_"):
        number["lang"] = get_language()
    return reverse(f"civic_petitions:{name}", kwargs=number)


def _index_url(petition: Petition) -> str:
    index = index_page(petition.site, get_language())
    return index.get_url() if index else ""


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


def timeline(petition: Petition) -> list[dict]:
    """Public events, the newest first, in the shape of the timeline include."""
    shown = []
    for event in petition.events.all():
        if event.kind not in wording.EVENT_TITLES:
            continue
        data = {**event.data, **_counts_at_the_end(petition, event.kind)}
        shown.append(
            {
                "title": wording.EVENT_TITLES[event.kind],
                "text": wording.event_text(event.kind, data),
                "when": formats.datetime(event.at),
                "url": _link(event.data),
            }
        )
    return shown


def _counts_at_the_end(petition: Petition, kind: str) -> dict:
    """Late confirmations still count after the close, so its sentence tells today's figures."""
    if kind != "closed":
        return {}
    return {"count": petition.standing.counted, "required": petition.standing.required}


def _link(data: dict) -> str:
    if not data.get("key"):
        return ""
    target = links.resolve_public(data.get("kind", ""), UUID(data["key"]), get_language())
    return target.url if target else ""


def by_assurance(petition: Petition, counts: dict) -> list[tuple[str, int]]:
    found = dict(counts.get(SignatureTally.ASSURANCE, {}))
    if petition.signatures_paper:
        found["paper"] = petition.signatures_paper
    return [
        (str(label), found[name])
        for name, label in wording.ASSURANCE_LABELS.items()
        if name in found
    ]


def by_area(counts: dict) -> list[tuple[str, int]]:
    found = {
        int(area): count for area, count in counts.get(SignatureTally.AREA, {}).items() if area
    }
    if not found:
        return []
    areas = Area.objects.filter(pk__in=found).with_names()
    named = [(in_language(area.names.all()), found[area.pk]) for area in areas]
    return sorted(
        ((name.name, count) for name, count in named if name), key=lambda row: (-row[1], row[0])
    )


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
    names = petition.signatures.shown().values_list("public_name", flat=True)
    return list(names[:SHOWN_NAMES])
