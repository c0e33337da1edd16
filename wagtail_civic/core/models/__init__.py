from .abuse import RateWindow
from .access import GroupSite
from .bodies import Body, BodyName, Convocation, Membership, Person, PersonName
from .history import CivicLogEntry
from .jobs import JobRun
from .letters import LetterRequest, LetterRequestQuerySet, Tiding
from .municipality import MunicipalitySettings, MunicipalityText, VoterRoll
from .names import (
    LocalisedName,
    LocalisedText,
    NamedModel,
    named,
    named_by_code,
    named_by_pk,
    named_in,
)
from .records import PageRecord
from .setup import DemoObject, RoleGroup, SetupMark
from .site_settings import CivicSiteSetting
from .trees import Area, AreaName, Topic, TopicName, TreeNode, trees_of
from .uploads import PrivateFile
from .verification import Verification

__all__ = [
    "Area",
    "AreaName",
    "Body",
    "BodyName",
    "CivicLogEntry",
    "CivicSiteSetting",
    "Convocation",
    "DemoObject",
    "GroupSite",
    "JobRun",
    "LetterRequest",
    "LetterRequestQuerySet",
    "LocalisedName",
    "LocalisedText",
    "Membership",
    "MunicipalitySettings",
    "MunicipalityText",
    "NamedModel",
    "PageRecord",
    "Person",
    "PersonName",
    "PrivateFile",
    "RateWindow",
    "RoleGroup",
    "SetupMark",
    "Tiding",
    "Topic",
    "TopicName",
    "TreeNode",
    "Verification",
    "VoterRoll",
    "named",
    "named_by_code",
    "named_by_pk",
    "named_in",
    "trees_of",
]
