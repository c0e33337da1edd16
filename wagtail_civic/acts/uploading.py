"""From an uploaded file to a draft: its text, and what it seems to be, for somebody to confirm."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath

from django.apps import apps
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model

from wagtail_civic.core.digests import sha256_of

from . import guessing, numbering
from .files import holders
from .models.acts import Act
from .models.children import ActFile
from .models.types import ActType

#: One file may keep a request this long; the rest of its text is read by the worker.
WALL_SECONDS = 20


@dataclass
class Outcome:
    """What became of one file: a draft, or nothing because an act has the file already."""

    name: str
    act: Act | None = None
    same: Act | None = None
    notes: list[str] = field(default_factory=list)


def draft(site, file: UploadedFile, collection, user, now: datetime) -> Outcome:
    """A draft of its own for a file, unless an act of the municipality has the same file."""
    outcome = Outcome(name=file.name)
    outcome.same = holders(site, [sha256_of(file)]).first()
    if outcome.same:
        return outcome
    found = _guess(site, file)
    with numbering.taking():
        document = store(file, PurePath(file.name).stem, collection, user)
        act = Act(
            site=site,
            title=found.title or document.title,
            number=found.number,
            adopted=found.adopted,
            act_type=ActType.objects.for_site(site).filter(code=found.type_code).first(),
            text=found.text,
            live=False,
            guessed_at=now,
        )
        act.body = _usual_body(act)
        act.set_keys()
        if other := numbering.same_identity(act):
            outcome.notes.append(numbering.taken(other))
            act.number = ""
        act.save()
        ActFile.objects.create(act=act, document=document, role="main", sort_order=0)
        # A draft may lack what the head of its file does not say.
        Act.objects.get(pk=act.pk).save_revision(user=user, clean=False)
    outcome.act = act
    return outcome


def store(file, title: str, collection, user):
    """The file as a document of the site."""
    document = get_document_model()(title=title[:250], collection=collection)
    if hasattr(document, "uploaded_by_user"):
        document.uploaded_by_user = user
    document.file.save(PurePath(file.name).name, file, save=False)
    document.clean()
    document.file_size = document.file.size
    document.save()
    return document


def _guess(site, file: UploadedFile) -> guessing.Guess:
    types = ActType.objects.for_site(site).prefetch_related("names")
    named = [(row.code, [name.name for name in row.names.all()]) for row in types]
    text, is_machine_read = _text(file)
    return guessing.guess(text, file.name, named, is_machine_read=is_machine_read)


def _text(file: UploadedFile) -> tuple[str, bool]:
    if not apps.is_installed("wagtail_civic.documents"):
        return "", False
    from wagtail_civic.documents import extract

    file.seek(0)
    found = extract.extract(file, file.name, wall_seconds=WALL_SECONDS)
    file.seek(0)
    text = "\n".join(page.text for page in found.pages)
    return text, any(page.method == extract.result.OCR for page in found.pages)


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
