from .attachments import Attachment
from .desk import CaseLock, CaseNote, CaseTag, LetterText
from .doubts import Concentration, VoidedSignature, Voiding, WatchRule
from .followers import Follower
from .gathering import Gathering
from .online import OnlineCheck, OnlineCheckLine
from .pages import (
    PetitionIndexPage,
    PetitionIndexPageMixin,
    PetitionPage,
    PetitionPageMixin,
)
from .paper import PaperCheck
from .petition import Petition, PetitionEvent
from .reasons import RejectionReason, RejectionReasonName
from .roll import RollDigest, RollNumbers
from .settings import AreaThreshold, PetitionSettings, PetitionSettingsText
from .sheets import PaperLine
from .signatures import Signature, SignatureContact, SignatureTally
from .submission import Initiator, Submission
from .uniqueness import DeclarationWording, SignerMark
from .vectors import PetitionVector
from .words import PetitionWord

__all__ = [
    "AreaThreshold",
    "Attachment",
    "CaseLock",
    "CaseNote",
    "CaseTag",
    "Concentration",
    "DeclarationWording",
    "Follower",
    "Gathering",
    "Initiator",
    "LetterText",
    "OnlineCheck",
    "OnlineCheckLine",
    "PaperCheck",
    "PaperLine",
    "Petition",
    "PetitionEvent",
    "PetitionIndexPage",
    "PetitionIndexPageMixin",
    "PetitionPage",
    "PetitionPageMixin",
    "PetitionSettings",
    "PetitionSettingsText",
    "PetitionVector",
    "PetitionWord",
    "RejectionReason",
    "RejectionReasonName",
    "RollDigest",
    "RollNumbers",
    "Signature",
    "SignatureContact",
    "SignatureTally",
    "SignerMark",
    "Submission",
    "VoidedSignature",
    "Voiding",
    "WatchRule",
]
