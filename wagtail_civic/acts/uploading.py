"""From an uploaded file to a draft: its text, and what it seems to be, for somebody to confirm."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator
from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model

from wagtail_civic.core.digests import sha256_of

from . import guessing, numbering
from .files import holders
from .models.acts import Act
from .models.children import ActFile
from .models.types import ActType

#: So long the files of one request may keep it; the worker reads the rest.
REQUEST_SECONDS = 20


@dataclass
class Outcome:
    """What became of one file: a draft, or nothing because an act has the file already."""

    name: str
    act: Act | None = None
    same: Act | None = None
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Words:
    """What was read in a file; not all of it where the worker is to go on."""

    text: str = ""
    is_machine_read: bool = False
    is_whole: bool = True


def draft(
    site,
    file: UploadedFile,
    collection,
    user,
    now: datetime,
    seconds: float = REQUEST_SECONDS,
) -> Outcome:
    """A draft of its own for a file, unless an act of the municipality has the same file.

    A text that cannot be read within the ``seconds`` is left to the worker, see ``finish``.
    """
    outcome = Outcome(name=file.name)
    outcome.same = holders(site, [sha256_of(file)]).first()
    if outcome.same:
        return outcome
    words = _read(file, seconds)
    found = _guess(site, words, file.name)
    with storing() as store, numbering.taking():
        document = store(file, PurePath(file.name).stem, collection, user)
        act = Act(
            site=site,
            title=document.title,
            text=found.text if words.is_whole else [],
            awaits_text=not words.is_whole,
            live=False,
            guessed_at=now,
        )
        if other := _take(act, found):
            outcome.notes.append(numbering.taken(other))
        act.save()
        ActFile.objects.create(act=act, document=document, role="main", sort_order=0)
        # A draft may lack what the head of its file does not say.
        Act.objects.get(pk=act.pk).save_revision(user=user, clean=False)
    outcome.act = act
    return outcome


def finish(pk: int) -> bool:
    """Give a draft the text that the worker has read since, and better guesses unless somebody has
    confirmed the facts; whether there was something to give.

    A text that somebody entered stays, and an act that was published is not touched.
    """
    with numbering.taking():
        act = Act.objects.select_for_update().filter(pk=pk, awaits_text=True).first()
        if act is None or act.locked or act.workflow_in_progress:
            return False
        file = act.files.first()
        words = _read_since(file) if file else Words()
        if not words.is_whole:
            return False
        act.awaits_text = False
        if act.was_public or act.text or not words.text:
            Act.objects.filter(pk=pk).update(awaits_text=False)
            return False
        found = _guess(act.site, words, file.document.file.name)
        act.text = found.text
        if act.guessed_at:
            _take(act, found)
        act.save_revision(clean=False)
    return True


def _take(act, found: guessing.Guess) -> Act | None:
    """The facts that were guessed; without the number if another act, which is returned, has it."""
    act.title = found.title or act.title
    act.number = found.number or act.number
    act.adopted = found.adopted or act.adopted
    types = ActType.objects.for_site(act.site)
    act.act_type = types.filter(code=found.type_code).first() or act.act_type
    act.body = act.body or _usual_body(act)
    act.set_keys()
    other = numbering.same_identity(act)
    if other:
        act.number = ""
    return other


Store = Callable[..., Model]


@contextmanager
def storing() -> Iterator[Store]:
    """``store(file, title, collection, user)`` makes a document of a file; ValidationError, and
    nothing is stored, where it may be none.

    Where anything fails inside, what was stored goes from the storage, as its rows do.
    """
    made: list[Model] = []

    def store(file, title: str, collection, user) -> Model:
        document = get_document_model()(title=title[:250], collection=collection)
        if hasattr(document, "uploaded_by_user"):
            document.uploaded_by_user = user
        name = PurePath(file.name).name
        document.file = File(file, name)
        document.clean()
        document.file.save(name, file, save=False)
        made.append(document)
        document.file_size = document.file.size
        document.save()
        return document

    try:
        yield store
    except BaseException:
        for document in made:
            document.file.storage.delete(document.file.name)
        raise


def refusal(name: str) -> str:
    """Why no file of that name becomes a document of the site, in words; or nothing."""
    if allowed := getattr(settings, "WAGTAILDOCS_EXTENSIONS", None):
        try:
            FileExtensionValidator(allowed)(File(None, name))
        except ValidationError as error:
            return error.messages[0]
    return ""


def _guess(site, words: Words, name: str) -> guessing.Guess:
    types = ActType.objects.for_site(site).prefetch_related("names")
    named = [(row.code, [name.name for name in row.names.all()]) for row in types]
    return guessing.guess(words.text, name, named, is_machine_read=words.is_machine_read)


def _read(file: UploadedFile, seconds: float) -> Words:
    if not apps.is_installed("wagtail_civic.documents"):
        return Words()
    if seconds <= 0:
        return Words(is_whole=False)
    from wagtail_civic.documents import extract

    file.seek(0)
    found = extract.extract(file, file.name, wall_seconds=seconds)
    file.seek(0)
    is_whole = found.reason != extract.result.TOO_LONG and not found.scans
    return _words([(page.text, page.method) for page in found.pages], is_whole=is_whole)


def _read_since(file: ActFile) -> Words:
    """What the worker has read in a file of an act."""
    if not apps.is_installed("wagtail_civic.documents"):
        return Words()
    from wagtail_civic.documents.models import DocumentFile, State

    rows = DocumentFile.objects.with_state().select_related("text")
    row = rows.filter(document_id=str(file.document_id)).first()
    if row is None or row.shown_state in (State.PENDING, State.READING):
        return Words(is_whole=False)
    return _words(row.text.pages.values_list("content", "method") if row.text else ())


def _words(pages: Iterable[tuple[str, str]], *, is_whole: bool = True) -> Words:
    from wagtail_civic.documents import extract

    pages = list(pages)
    text = "\n".join(text for text, _method in pages)
    return Words(text, any(method == extract.result.OCR for _text, method in pages), is_whole)


def _usual_body(act):
    """The body that issued the newest act of this type."""
    if act.act_type is None:
        return None
    acts = Act.objects.for_site(act.site).filter(act_type=act.act_type, body__isnull=False)
    newest = acts.newest_first().select_related("body").first()
    return newest.body if newest else None


def confirm(pk: int, given: dict, user) -> bool:
    """Take what somebody has looked at for the facts; ValidationError where they cannot be.

    False where the draft waits no longer: somebody else was faster.
    """
    with numbering.taking():
        act = Act.objects.select_for_update().to_confirm().filter(pk=pk).first()
        if act is None:
            return False
        for name, value in given.items():
            setattr(act, name, value)
        act.guessed_at = None
        act.clean()
        act.save_revision(user=user)
    return True


def words_of(outcome: Outcome) -> str:
    """What became of a file, for the registrar."""
    if outcome.same:
        words = _("%(name)s: the act “%(act)s” has this file already; nothing was made.")
        return words % {"name": outcome.name, "act": outcome.same}
    return " ".join([f"{outcome.name}: {outcome.act}.", *outcome.notes])
