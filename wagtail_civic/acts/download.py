"""All published acts at once: a table (CSV), or an archive (ZIP) with texts and files.

Both are written while they are read, in pieces, so that their size costs no memory.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from itertools import islice

from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from wagtail_civic.core import clock
from wagtail_civic.core.downloads import csv_download, csv_lines

from . import api, registry
from .articles import lines
from .loading import reading_of
from .presentation import closed_files, public_files

STEP = 100
PIECE = 1 << 16
COLUMNS = [
    *("id", "eli", "url", "type", "body", "number", "adopted", "title", "language", "status"),
    *("published_on", "published_in", "official_url", "registration_code"),
    *("effective", "expires", "repealed", "topics", "modified"),
]


class Pipe(io.RawIOBase):
    """Takes what a writer writes and gives it to whoever sends it."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece) -> int:
        self.pieces.append(bytes(piece))
        return len(piece)

    def taken(self) -> bytes:
        found, self.pieces = b"".join(self.pieces), []
        return found


def _asked(request: HttpRequest):
    _site, page = api.registry_of(request)
    if page is None:
        raise Http404
    acts = api.filtered(page.get_acts().with_status(clock.today()), request.GET)
    return page, acts.for_record(page.acts_shown()).order_by("-adopted", "-pk")


@require_safe
def act_table(request: HttpRequest) -> StreamingHttpResponse:
    """``type``, ``body``, ``year``, ``topic``, ``area`` narrow."""
    page, acts = _asked(request)
    rows = _rows(request, page, acts.defer("text"))
    return api.for_everybody(csv_download(rows, "acts", is_public=True))


def _rows(request, page, acts) -> Iterator[list]:
    yield COLUMNS
    for act in acts.iterator(chunk_size=STEP):
        yield _row(request, act, page)


def _row(request, act, page) -> list:
    facts = {
        "id": act.key,
        "eli": request.build_absolute_uri(registry.eli_path(act)),
        "url": registry.act_url(page, act, request, full=True),
        "type": act.act_type.code,
        "body": act.body.code,
        "effective": act.effective_on,
        "expires": act.expires_on,
        "repealed": act.repeal_day(),
        "status": act.status_now,
        "topics": " ".join(topic.code for topic in act.topics.all()),
        "modified": act.modified_at.isoformat(),
    }
    values = [facts[name] if name in facts else getattr(act, name) for name in COLUMNS]
    return ["" if value is None else value for value in values]


@require_safe
def act_archive(request: HttpRequest) -> StreamingHttpResponse:
    """The acts of one year (``?year=``): table, record, text and files of each."""
    page, acts = _asked(request)
    year = request.GET.get("year", "")
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        raise Http404
    response = StreamingHttpResponse(_archive(request, page, acts), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="acts-{year}.zip"'
    return api.for_everybody(response)


def _archive(request, page, acts) -> Iterator[bytes]:
    pipe, found = Pipe(), acts.iterator(chunk_size=STEP)
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("acts.csv", "w") as table:
            for line in csv_lines(_rows(request, page, acts)):
                table.write(line.encode())
                yield pipe.taken()
        while portion := list(islice(found, STEP)):
            closed, texts = closed_files(portion), api.read_texts(portion)
            for act in portion:
                files = public_files(act, closed)
                record = api.act_data(request, act, page, files, texts)
                for _written in _write_act(archive, act, record, files):
                    yield pipe.taken()
    yield pipe.taken()


def _write_act(archive: zipfile.ZipFile, act, record: dict, files: list) -> Iterator[None]:
    folder = "/".join(map(str, act.identity))
    archive.writestr(
        f"{folder}/act.json", json.dumps(record, cls=DjangoJSONEncoder, ensure_ascii=False)
    )
    text = lines(reading_of(act, clock.today()).text, act.language)
    archive.writestr(f"{folder}/text.txt", "\n\n".join([act.title, *text]))
    yield
    for place, file in enumerate(files, start=1):
        name = file.document.filename.replace("\\", "_").replace("/", "_")
        try:
            opened = file.document.file.open("rb")
        except OSError:  # missing in the storage: the record still names it
            continue
        with opened, archive.open(f"{folder}/{place}-{name}", "w", force_zip64=True) as target:
            while piece := opened.read(PIECE):
                target.write(piece)
                yield
