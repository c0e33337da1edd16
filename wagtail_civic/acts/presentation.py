"""What templates show of an act: rows of lists, facts, relations, files."""

import re
from collections.abc import Iterable
from datetime import date

from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wagtail_civic.core import clock, formats, places
from wagtail_civic.core.visibility import closed_documents, withheld

from . import registry, structured, timeline
from .articles import anchored, article_title
from .banners import banners
from .loading import (
    MOST_CITING,
    MOST_RELATIONS,
    Catalogue,
    fill_summaries,
    reading_of,
    versions_of,
)
from .quoting import cited
from .status import Status

#: In addresses, the text as it was adopted, whatever version came into force that day.
ADOPTED = "adopted"

MODIFIERS = {
    Status.IN_FORCE: "ok",
    Status.NOT_YET: "",
    Status.REPEALED: "warn",
    Status.EXPIRED: "warn",
}

#: What an act does, and what is done to the other one.
VERBS = {
    "amends": (lambda: _("amends"), lambda: _("amended by")),
    "repeals": (lambda: _("repeals"), lambda: _("repealed by")),
    "supplements": (lambda: _("supplements"), lambda: _("supplemented by")),
    "implements": (lambda: _("implements"), lambda: _("implemented by")),
    "corrects": (lambda: _("corrects"), lambda: _("corrected by")),
    "based_on": (lambda: _("is based on"), lambda: _("is the basis of")),
    "part_of": (lambda: _("is part of"), lambda: _("has the part")),
}


def designation(act, language: str | None = None) -> str:
    """``დადგენილება №17-51``, as far as it is known."""
    words = [act.act_type.label(language) if act.act_type_id else ""]
    words.append(f"№{act.number}" if act.number else "")
    return " ".join(filter(None, words))


def dated(act) -> str:
    """``დადგენილება №17-51, 02.03.2026``: which act, without its title."""
    return f"{designation(act)}, {formats.date(act.adopted)}"


def status_tag(act, today) -> tuple[str, str]:
    status = act.status_on(today)
    return str(status.label), MODIFIERS[status]


def act_row(act, base: str, today) -> dict:
    """One row of a list, for ``includes/rows.html``."""
    return {
        "lead": formats.date(act.adopted) if act.adopted else "",
        "lead_more": "",
        "title": act.title_in(),
        "lang": _foreign(act.title_language()),
        "url": registry.url_below(base, act),
        "tags": [(designation(act), ""), status_tag(act, today)],
        "note": act.meaning(),
    }


def act_rows(acts: list, catalogue, page, request, today) -> list[dict]:
    catalogue.fill(acts)
    fill_summaries(acts)
    base = page.get_url(request) or ""
    return [act_row(act, base, today) for act in acts]


def _foreign(language: str) -> str:
    active = (get_language() or "").split("-")[0]
    return "" if language == active else language


def act_context(request, act, page=None, catalogue=None, asked=None) -> dict:
    """Everything the page of one act shows, in its preview too (where it may not be complete)."""
    page = page or registry.registry_page(act.site, get_language())
    catalogue = catalogue or Catalogue(act.site_id)
    today = clock.today()
    reading = reading_of(act, today, asked)
    others = incoming(act, page)
    base = registry.act_url(page, act, request)
    context = {
        "page": page,
        "act": act,
        "address": base,
        "reading": reading,
        "heading": act.title_in(),
        "heading_lang": _foreign(act.title_language()),
        "text_lang": _foreign(act.language),
        "designation": designation(act),
        "status": status_tag(act, today),
        "banners": banners(act, reading, others, today, page, request),
        "meaning": act.meaning(),
        "facts": facts(act),
        "files": with_texts(act, public_files(act)),
        "contents": contents(reading.text, act.language),
        "anchors": {id(value): anchor for anchor, value in anchored(reading.text)},
        "citations": cited(act, reading.text, catalogue, page, request),
        "article_level": 3 if any(b.block_type == "chapter" for b in reading.text) else 2,
        "relations": relations(act, page, request),
        "events": event_rows(timeline.events(act, others, versions_of(act)), page, request, base),
        "versions": _versions(reading, base),
        "crumbs": crumbs(page, request),
    }
    if act.identity and request:
        context["structured"] = structured.legislation(act, context, page, request, today)
    return context


def event_rows(found: list, page, request, base: str, full: bool = False) -> list[dict]:
    """For ``includes/timeline.html``; with ``full`` addresses for letters."""
    return [
        {
            "day": event.day,
            "name": event.name,
            "title": event.words,
            "text": designation(event.act) if event.act else "",
            "when": formats.date(event.day),
            "url": registry.act_url(page, event.act, request, full)
            if event.act
            else version_url(base, event.version)
            if event.version
            else "",
        }
        for event in found
    ]


def text_name(day: date | None) -> str:
    """What addresses call a text of an act: by its day; without one it is the text as adopted."""
    return f"{day:%Y%m%d}" if day else ADOPTED


def text_title(day: date | None) -> str:
    return formats.date(day) if day else _("as adopted")


def version_url(base: str, day: date | None) -> str:
    """The address of that text."""
    return f"{base}{text_name(day)}/" if base else ""


def _versions(reading, base: str) -> list[dict]:
    """The texts of the act, newest first, the adopted one last; none while there is only one."""
    if not reading.days or not base:
        return []
    return [
        {
            "title": text_title(day),
            "url": version_url(base, day),
            "is_shown": day == reading.valid_from,
        }
        for day in [*reading.days, None]
    ]


def facts(act) -> list[tuple[str, str]]:
    published = formats.date(act.published_on) if act.published_on else ""
    rows = [
        (_("Body"), act.body.label() if act.body_id else ""),
        (_("Adopted"), formats.date(act.adopted) if act.adopted else ""),
        (_("Published"), ", ".join(filter(None, [published, act.published_in]))),
        (_("Effective from"), formats.date(act.effective_on) if act.effective_on else ""),
        *((part.scope, formats.date(part.starts_on)) for part in act.related("commencements")),
        (_("Last day in force"), formats.date(act.expires_on) if act.expires_on else ""),
        (_("Registration code"), breakable(act.registration_code)),
        (_("Topics"), ", ".join(str(topic) for topic in act.related("topics"))),
        (_("Areas"), ", ".join(str(area) for area in act.related("areas"))),
    ]
    return [(name, value) for name, value in rows if value]


def breakable(code: str) -> str:
    """A long code that may go on in the next line after a dot, and is copied as it is."""
    return format_html_join(
        mark_safe("<wbr>"), "{}", ((part,) for part in re.findall(r"[^.]*\.?", code) if part)
    )


def public_files(act, closed: set | None = None) -> list:
    """The files that anybody may open, the text of the act first.

    ``closed`` is what ``closed_files`` answers, where a caller asks for many acts.
    """
    if closed is None:
        closed = closed_files([act])
    shown = [file for file in act.related("files") if file.document_id not in closed]
    order = {"main": 0, "annex": 1, "explanatory": 2, "translation": 3}
    return sorted(shown, key=lambda file: (order.get(file.role, 4), file.sort_order or 0))


#: What the text of a file is called, by how it came about.
TEXTS = {"ok": lambda: _("text of the file"), "ocr": lambda: _("machine-read text")}


def with_texts(act, shown: list) -> list:
    """The same files; those of a page that was loaded know where what was read in them stands."""
    for file in shown:
        words = TEXTS.get(getattr(file, "text_state", ""))
        file.text_words = words() if words else ""
        file.text_url = registry.file_path(act, file, "file_text") if words else ""
    return shown


def closed_files(acts: Iterable) -> set:
    """The documents of some acts that the public may not open, by their primary keys.

    The files of a page that was loaded know themselves whether their collection is private.
    """
    files = [file for act in acts for file in act.related("files")]
    if not all(hasattr(file, "is_private") for file in files):
        return closed_documents(file.document for file in files)
    private = {file.document_id for file in files if file.is_private}
    return private | withheld(file.document_id for file in files)


def contents(text, language: str) -> list[tuple[str, str]]:
    """(anchor, words) of the articles, for a table of contents, in the language of the act."""
    return [(anchor, article_title(value, language)) for anchor, value in anchored(text)]


def relations(act, page, request) -> list[dict]:
    """What this act does to others, then what others do to it, grouped by verb."""
    groups: dict[str, list[dict]] = {}
    for relation in act.related("relations"):
        if relation.is_shown:
            item = _outgoing(relation, page, request)
            groups.setdefault(VERBS[relation.kind][0](), []).append(item)
    for relation in incoming(act, page):
        item = _item(relation.act, relation, page, request)
        groups.setdefault(VERBS[relation.kind][1](), []).append(item)
    found = [{"verb": verb, "acts": acts} for verb, acts in groups.items()]
    return found + _citing(act, page, request)


def _citing(act, page, request) -> list[dict]:
    """The newest acts whose texts name this one, and where all of them are listed."""
    citing = act.__dict__.get("known_citing", [])
    if not citing:
        return []
    group = {
        "verb": _("cited by"),
        "acts": [about(other, page, request) for other in citing[:MOST_CITING]],
    }
    if len(citing) > MOST_CITING and page:
        group["more"] = f"{page.get_url(request)}?cites={act.key}"
    return [group]


def incoming(act, page=None) -> list:
    """Relations to this one of acts that a registry page shows; on its page repeals come first."""
    found = getattr(act, "known_incoming", None)
    if found is None:
        if not act.pk:
            return []
        rows = act.incoming.in_effect()
        found = list(rows.select_related("act__act_type", "act__body")[:MOST_RELATIONS])
        registry.hide(page, [relation.act for relation in found])
    return [relation for relation in found if relation.act.is_public]


def _outgoing(relation, page, request) -> dict:
    if relation.target_id is None:
        return {
            "title": relation.outside_title,
            "url": relation.outside_url,
            "note": relation.note,
            "is_outside": True,
        }
    return _item(relation.target, relation, page, request)


def _item(act, relation, page, request) -> dict:
    return about(act, page, request) | {
        "since": formats.date(relation.since) if relation.since else "",
        "note": relation.note,
    }


def about(act, page, request) -> dict:
    """An act as other pages name it."""
    return {
        "title": act.title_in(),
        "lang": _foreign(act.title_language()),
        "designation": dated(act),
        "url": registry.act_url(page, act, request),
    }


def crumbs(page, request) -> list[tuple[str, str]]:
    """The way to an act: the pages above the registry, and the registry itself."""
    if page is None:
        return []
    return [*places.crumbs_of(page), (page.title, page.get_url(request))]
