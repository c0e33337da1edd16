"""What petitions bring to the seams of the core."""

from django.utils.translation import gettext_lazy as _
from wagtail.models import ReferenceIndex

from wagtail_civic.core import (
    alerts,
    api,
    demo,
    history,
    home,
    links,
    personal_data,
    records,
    search,
    setup,
    todo,
)
from wagtail_civic.core.verification import purposes

from . import following, jobs, lifecycle, mine, signing, submitting, watching
from .announcing import DecisionAlert, PetitionAlert, PetitionLinks, PetitionSearch
from .blocks import OpenPetitionsBlock
from .demo import build
from .models.attachments import Attachment
from .models.pages import PetitionPageMixin
from .models.petition import Petition
from .personal import PetitionData
from .purposes import FollowPurpose, MinePurpose, SignPurpose, SubmitPurpose
from .waiting import waiting_for
from .wording import MOVE_LABELS

AUDITOR = ["civic_petitions.view_petition", "civic_petitions.view_rejectionreason"]
SENIOR = ["civic_petitions.restore_petition", "civic_petitions.export_petition"]
OFFICER = [
    "civic_petitions.view_petition",
    "civic_petitions.moderate_petition",
    "civic_petitions.decide_petition",
    "civic_petitions.check_paper_petition",
    "civic_petitions.see_contacts_petition",
    "civic_petitions.void_petition",
    "civic_petitions.import_petition",
    "civic_petitions.add_watchrule",
    "civic_petitions.change_watchrule",
    "civic_petitions.delete_watchrule",
    "civic_petitions.view_watchrule",
    "civic_petitions.add_lettertext",
    "civic_petitions.change_lettertext",
    "civic_petitions.delete_lettertext",
    "civic_petitions.view_lettertext",
    "civic_petitions.add_rejectionreason",
    "civic_petitions.change_rejectionreason",
    "civic_petitions.delete_rejectionreason",
    "civic_petitions.view_rejectionreason",
    "civic_petitions.change_petitionsettings",
]

LOGGED = {
    "hearing": (_("Hearing recorded"), _("The hearing was recorded")),
    "paper_delivered": (_("Paper signatures delivered"), _("Paper signatures were delivered")),
    "lines_entered": (_("Lines entered"), _("Lines of paper sheets were entered")),
    "paper_checked": (_("Paper signatures checked"), _("Paper signatures were checked")),
    "heard": (_("Heard"), _("The hearing took place")),
    "not_heard": (_("Not heard"), _("The hearing did not take place")),
    "responded": (_("Answer recorded"), _("The answer was recorded")),
    "noted": (_("Note added"), _("A dated note was added")),
    "hold": (_("Personal data held"), _("Personal data are kept longer")),
    "release": (_("Personal data released"), _("Personal data are no longer held")),
    "tags": (_("Tags changed"), _("Tags were changed")),
    "unassigned": (_("Department removed"), _("The petition is no department's any more")),
    "take_over": (_("Case taken over"), _("The case was taken over from a colleague")),
    "roll_kept": (_("Numbers of the roll kept"), _("Personal numbers of the roll were taken in")),
    "roll_forgotten": (_("Numbers of the roll forgotten"), _("Its personal numbers were deleted")),
    "export": (_("Signatures exported"), _("Signatures were exported")),
    "taken_in": (_("Taken in"), _("The petition was taken in from a list of former years")),
    "spared": (_("Counted after an objection"), _("A signature was counted after an objection")),
    "online_drawn": (_("Sample drawn"), _("A sample of online signatures was drawn")),
    "online_checked": (_("Sample checked"), _("A sample of online signatures was checked")),
    "void_proposed": (_("Voiding proposed"), _("Voiding of signatures was proposed")),
    "void_approved": (_("Voiding approved"), _("Voiding of signatures was approved")),
    "void_cancelled": (_("Voiding cancelled"), _("Voiding of signatures was cancelled")),
    "void_reversed": (_("Voiding reversed"), _("Voided signatures are counted again")),
    "cleared": (_("Doubted signatures counted"), _("Doubted signatures were counted after all")),
    "attachment_seen": (_("Attachment opened"), _("An attachment was opened")),
    "attachment_published": (_("Attachment published"), _("An attachment was published")),
    "attachment_refused": (_("Attachment refused"), _("An attachment is not published")),
    "see_contacts": (_("Personal data seen"), _("The initiator's data were looked at")),
}


def register() -> None:
    records.register(PetitionPageMixin, Petition)
    alerts.register(PetitionPageMixin, PetitionAlert())
    alerts.register(Petition, DecisionAlert())
    links.register("petition", PetitionLinks())
    search.register(PetitionSearch())
    personal_data.register("petitions", PetitionData())
    home.register("open_petitions", OpenPetitionsBlock)
    todo.register("petitions", waiting_for)
    api.register("petitions", "civic_petitions:api_list", _("Petitions"))
    demo.register("petitions", build, order=50)
    jobs.register_jobs()
    watching.connect()
    # It has no screens of its own, by which Wagtail would track what it refers to.
    ReferenceIndex.register_model(Attachment)
    _register_purposes()
    _register_setup()
    _register_history()


def _register_purposes() -> None:
    for name, purpose in (
        (signing.PURPOSE, SignPurpose()),
        (submitting.PURPOSE, SubmitPurpose()),
        (following.PURPOSE, FollowPurpose()),
        (mine.PURPOSE, MinePurpose()),
    ):
        purposes.register(name, purpose)


def _register_setup() -> None:
    setup.register_index(
        setup.IndexSpec(
            key="petitions",
            model="civic_petitions.PetitionIndexPage",
            titles={"ka": "პეტიციები", "en": "Petitions"},
            slug="petitions",
            order=40,
        )
    )
    setup.register_role(
        "petition_officer",
        _("Petition officers"),
        permissions=OFFICER,
        index_keys=["petitions"],
    )
    setup.register_role(
        "petition_senior",
        _("Senior petition officers"),
        permissions=[*OFFICER, *SENIOR],
        index_keys=["petitions"],
    )
    setup.register_role("petition_auditor", _("Petition auditors"), permissions=AUDITOR)


def _register_history() -> None:
    for name in lifecycle.MOVES:
        label = MOVE_LABELS[name]
        history.register(f"civic_petitions.{name}", label, label, tells_reason=False)
    for name, (label, message) in LOGGED.items():
        history.register(f"civic_petitions.{name}", label, message, tells_reason=False)
    history.register(
        "civic_petitions.assigned",
        _("Department chosen"),
        _("The petition was assigned to a department"),
        names="department",
    )
