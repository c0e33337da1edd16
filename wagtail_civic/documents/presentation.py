"""A page of results as a reader or a machine sees it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote, urlencode

from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.models import Page

from wagtail_civic.core import api, clock, formats
from wagtail_civic.core import search as search_seam
from wagtail_civic.core.partial import partly
from wagtail_civic.core.places import language_of, requested_site

from . import facets, fruitless, highlight, searching
from .engines.base import Found
from .sight import Sight
from .visibility import DOCUMENT, PAGE

PER_PAGE = 10
#: The facets that are fields of the form, too.
FIELDS = (facets.KIND, facets.YEAR)
FILE_TYPES = {
    "pdf": "PDF",
    "docx": "Word",
    "doc": "Word",
    "odt": "ODT",
    "rtf": "RTF",
    "xlsx": "Excel",
    "pptx": "PowerPoint",
    "txt": "TXT",
    "csv": "CSV",
    "html": "HTML",
}


@dataclass(frozen=True)
class Shown:
    """A hit ready to be shown; ``title`` and ``snippet`` are escaped and marked."""

    kind: str
    title: SafeString
    plain_title: str
    snippet: SafeString
    url: str
    date: object
    language: str
    #: Its language where that is not the page's.
    foreign: str
    page_number: int | None
    more: int
    file_type: str
    machine_read: bool
    part_of: searching.Text | None

    @property
    def notes(self) -> list[str]:
        """What it is; a day is written for machines, too."""
        notes = [self.kind, self.file_type]
        if self.page_number:
            number = {"number": formats.number(self.page_number)}
            notes.append(_("page %(number)s") % number)
        if self.date:
            day = formats.date(self.date)
            notes.append(SafeString(f'<time datetime="{self.date.isoformat()}">{day}</time>'))
        if self.more:
            places = ngettext(
                "%(number)s more place in it", "%(number)s more places in it", self.more
            )
            notes.append(places % {"number": formats.number(self.more)})
        if self.machine_read:
            notes.append(_("machine-read text"))
        return [words for words in notes if words]


def answer(page: Page | None, request: HttpRequest) -> HttpResponse:
    """The results for the query of this request, on a search page or, as JSON, anywhere."""
    site = requested_site(request)
    # What finds the indexes finds the home pages too, if it is asked before them.
    own_forms = [form for source in search_seam.sources if (form := source.own_form(site))]
    language = language_of(page, site) if page else (get_language() or "")
    text, selected, order = search = asked(request)
    results = searching.search(site, text, selected, language, order)
    paginator = Paginator(results.hits, PER_PAGE)
    number = paginator.get_page(_number(request)).number
    page_obj = paginator.page(number)
    shown = present(request, list(page_obj), results)
    if request.GET.get("format") == "json":
        return as_json(request, results, page_obj, shown)
    if not results.hits and results.query and not selected:
        fruitless.count(site, results.query.text, clock.today())
    context = page.get_context(request) if page else {}
    context |= {
        "meant": results.meant and (results.meant, search.address(q=results.meant)),
        "feed_url": with_query("feed", search) if results.query else "",
        "save_url": with_query("save", search) if results.query else "",
        "results": results,
        "query": results.query.text,
        "asked": bool(text.strip()),
        "selected": dict.fromkeys(facets.NAMES, "") | selected,
        "kept": {name: value for name, value in selected.items() if name not in FIELDS},
        "kinds": facets.kinds(),
        "own_forms": own_forms,
        "hits": shown,
        "page_obj": page_obj,
        "facets": facet_links(search, results),
        "chosen": chosen(search, results),
        "order": order,
        "order_links": order_links(search),
    }
    template = page.get_template(request) if page else "wagtail_civic/documents/search_page.html"
    response = render(request, template, context)
    if text:
        response["X-Robots-Tag"] = "noindex, follow"
    return response


class Asked(NamedTuple):
    """The text, the selected facets and the order that a query string asks for."""

    text: str
    selected: dict[str, str]
    order: str

    def address(self, **changes: str | None) -> str:
        """The query string of this search with changes; always from its first page on."""
        sort = None if self.order == searching.RELEVANCE else self.order
        params = {"q": self.text, **self.selected, "sort": sort, **changes}
        return "?" + urlencode({name: value for name, value in params.items() if value})


def asked(request: HttpRequest) -> Asked:
    text = request.GET.get("q", "")[:10_000]
    selected = {
        name: value[:120].replace("\0", "")
        for name in facets.NAMES
        if name in request.GET and (value := request.GET[name])
    }
    newest = request.GET.get("sort") == searching.NEWEST
    return Asked(text, selected, searching.NEWEST if newest else searching.RELEVANCE)


def _number(request: HttpRequest) -> int:
    number = request.GET.get("page", "")
    usable = number.isascii() and number.isdigit() and len(number) < 6
    return int(number) if usable else 1


def with_query(name: str, search: Asked) -> str:
    """The address of what else can be done with this search."""
    return reverse(f"civic_documents:{name}", args=[get_language()]) + search.address(sort=None)


def facet_links(search: Asked, results: searching.Results) -> list[dict]:
    return [
        {
            "name": facet.name,
            "label": facet.label,
            "values": [
                {
                    "label": value.label,
                    "count": _counted(value),
                    "selected": value.selected,
                    "url": rest if value.selected else f"{rest}&{facet.name}={quote(value.value)}",
                }
                for value in facet.values
            ],
        }
        for facet in results.facets
        # Written once: each value has the same words before it.
        for rest in [search.address(**{facet.name: None})]
    ]


def _counted(value: facets.Value) -> str:
    return formats.number(value.count) + ("+" if value.is_minimum else "")


def chosen(search: Asked, results: searching.Results) -> list[dict]:
    """What the list is narrowed by, with the address without it."""
    return [
        {"facet": facet.label, "label": value.label, "url": search.address(**{facet.name: None})}
        for facet in results.facets
        for value in facet.values
        if value.selected
    ]


def order_links(search: Asked) -> dict[str, str]:
    return {
        "relevance": search.address(sort=None),
        "newest": search.address(sort=searching.NEWEST),
    }


def present(
    request: HttpRequest, hits: list[searching.Hit], results: searching.Results
) -> list[Shown]:
    wholes = searching.load_texts(hits, results.sight) if hits else {}
    documents = {
        key: _document(key, results.sight) for key in {hit.row.document_id for hit in hits}
    }
    kinds = {kind: facets.kind_label(kind) for kind in {hit.row.kind for hit in hits}}
    reader = get_language()
    shown = []
    for hit in hits:
        row = hit.row
        document = documents[row.document_id]
        title = highlight.marked(row.title, results.query)
        shown.append(
            Shown(
                kind=kinds[row.kind],
                title=title,
                plain_title=row.title,
                snippet=highlight.snippet(row.text, results.query),
                url=address_of(row, results.sight, document, request),
                date=row.date,
                language=row.language,
                foreign="" if row.language == reader else row.language,
                page_number=row.page_number,
                # A title that matches makes every part match: then the count says nothing.
                more=0 if "<mark>" in title else hit.more,
                file_type=_file_type(document) if row.kind == DOCUMENT else "",
                machine_read=row.document_id in results.sight.machine_read,
                part_of=wholes.get(row.document_id) if row.kind == DOCUMENT else None,
            )
        )
    return shown


def _document(key: str, sight: Sight):
    """A document of which only its key and file are known until more is asked."""
    if key not in sight.files:
        return None
    model = get_document_model()
    return partly(model, {"id": model._meta.pk.to_python(key), "file": sight.files[key]})


def _file_type(document) -> str:
    return FILE_TYPES.get(document.file_extension.lower(), "")


def address_of(row: Found, sight: Sight, document=None, request: HttpRequest | None = None) -> str:
    """Where a hit leads. A PDF opens on the page in which the text stands."""
    if row.kind == PAGE:
        page = partly(Page, {"id": row.page_id, "url_path": sight.pages[row.page_id]})
        return page.get_url(request) or ""
    if row.kind == DOCUMENT:
        document = document or get_document_model().objects.get(pk=row.document_id)
        paged = row.page_number and document.file_extension.lower() == "pdf"
        return f"{document.url}#page={row.page_number}" if paged else document.url
    return row.url


def as_json(
    request: HttpRequest, results: searching.Results, page_obj: PaginatorPage, shown: list[Shown]
) -> HttpResponse:
    next_page = page_obj.next_page_number() if page_obj.has_next() else None
    return api.respond(
        request,
        {
            "query": results.query.text,
            "total": results.total,
            "total_is_minimum": results.capped,
            "meant": results.meant or None,
            "page": page_obj.number,
            "pages": page_obj.paginator.num_pages,
            "next": request.build_absolute_uri(
                asked(request).address(page=str(next_page), format="json")
            )
            if next_page
            else None,
            "results": [
                {
                    "kind": hit.kind,
                    "title": hit.plain_title,
                    "snippet": hit.snippet,
                    "url": request.build_absolute_uri(hit.url),
                    "date": hit.date,
                    "language": hit.language,
                    "page_number": hit.page_number,
                    "machine_read": hit.machine_read,
                    "part_of": hit.part_of and request.build_absolute_uri(hit.part_of.url),
                }
                for hit in shown
            ],
            "facets": {facet.name: list(_values(facet)) for facet in results.facets},
        },
        max_age=0,
    )


def _values(facet: facets.Facet) -> Iterator[dict]:
    for value in facet.values:
        yield {
            "value": value.value,
            "label": value.label,
            "count": value.count,
            "count_is_minimum": value.is_minimum,
        }
