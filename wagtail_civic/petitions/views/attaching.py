"""The files of a petition on its way: sent one at a time, kept on the server, named by handles that
travel along in the form."""

from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Site

from wagtail_civic.core import abuse, uploads
from wagtail_civic.core.abuse import Stamp

from .. import attaching
from ..forms import AttachmentsStep
from ..models.settings import PetitionSettings

FILE, HANDLES, ATTACH, REMOVE = "attachment", "attached", "attach", "remove"
MOST_HANDLES = 50
LIMITS = abuse.Limits(
    network=(abuse.Rule(40, timedelta(hours=1)), abuse.Rule(120, timedelta(days=1))),
    site=(abuse.Rule(600, timedelta(hours=1)),),
)
#: What tells that a form came from us; one that was open for long may still bring a file.
OURS = (Stamp.GOOD, Stamp.EARLY, Stamp.STALE)


class Attachments:
    """Those of one request. Make it before anything reads the form: it bounds what comes in."""

    def __init__(self, request: HttpRequest, site: Site, rules: PetitionSettings, now: datetime):
        self.request, self.site, self.rules, self.now = request, site, rules, now
        self.bounded = uploads.bound(request, FILE, rules.attachments_megabytes)
        self.kept: list = []
        self.lost = 0
        self.took_one = self.refused = False
        if request.method == "POST" and rules.takes_attachments:
            self._find()

    def _find(self) -> None:
        data = self.request.POST
        removed = _handles([data.get(REMOVE, "")])
        named = [each for each in _handles(data.getlist(HANDLES)) if each not in removed]
        for handle in removed:
            attaching.drop(self.site, handle)
        self.kept = attaching.kept(self.site, named)
        self.lost = len(named) - len(self.kept)

    @property
    def stays(self) -> bool:
        """Whether the citizen goes on attaching and removing."""
        return ATTACH in self.request.POST or REMOVE in self.request.POST

    def take(self, form: AttachmentsStep) -> None:
        """Keep the file that came with the step; what is wrong with it stands at its field."""
        file = self.request.FILES.get(FILE)
        if file is None and not self.bounded.is_too_large:
            if ATTACH in self.request.POST:
                self._refuse(form, _("Choose a file first."))
            return
        form.is_valid()
        try:
            self._keep(form, file)
        except uploads.Refused as refusal:
            self._refuse(form, str(refusal))
        else:
            self.took_one = True

    def _keep(self, form: AttachmentsStep, file) -> None:
        if form.stamp_state not in OURS or form.trapped:
            raise uploads.Refused(_("The file was not taken. Choose it again."))
        if file is None:
            raise uploads.too_large(self.rules.attachments_megabytes)
        if not abuse.allow(self.request, "petitions.attach", self.site, LIMITS, None, self.now):
            raise uploads.Refused(
                _("There were too many files from here. Please try again in an hour, or go on "
                  "without.")
            )  # fmt: skip
        examined = uploads.examine(
            file, self.rules.attachment_kinds, self.rules.attachments_megabytes
        )
        title = form.cleaned_data.get("attachment_title", "")
        most = self.rules.attachments_number
        row = attaching.keep(self.site, examined, title, self.kept, most, self.now)
        if row not in self.kept:
            self.kept.append(row)

    def _refuse(self, form: AttachmentsStep, words: str) -> None:
        self.refused = True
        form.add_error(FILE, words)

    @property
    def notice(self) -> str:
        if not self.lost:
            return ""
        return ngettext(
            "A file that you had attached is no longer kept. Please attach it again.",
            "%(n)s files that you had attached are no longer kept. Please attach them again.",
            self.lost,
        ) % {"n": self.lost}


def _handles(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts[:MOST_HANDLES]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return list(dict.fromkeys(found))
