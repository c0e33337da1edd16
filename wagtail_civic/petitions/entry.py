"""What is read before somebody signs: the petition, and with it all that its form asks for.

One statement, because nothing is done as often. What the answers mean is decided elsewhere:
whether the petition collects, whether an area may be chosen, whose signature it is.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import (
    BigAutoField,
    Case,
    CharField,
    DateTimeField,
    Exists,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site

from wagtail_civic.core.contacts import Contact
from wagtail_civic.core.languages import language_order
from wagtail_civic.core.models import Area
from wagtail_civic.core.prepared import prepared
from wagtail_civic.core.visibility import public_in_statement

from . import uniqueness
from .models.petition import Petition
from .models.settings import PetitionSettings, PetitionSettingsText
from .models.signatures import SignatureContact
from .models.uniqueness import DeclarationWording

NOBODY, NOWHERE = "", -1
DECLARATION = _("I am entitled to sign")
"""Where the municipality asks for no other words."""


@dataclass(frozen=True)
class Typed:
    """Of what a citizen typed, that by which rows are found."""

    contact: Contact | None = None
    area: int | None = None


@dataclass(frozen=True)
class Entry:
    petition: Petition
    settings: PetitionSettings
    declaration: str
    """The words to be accepted, in the citizen's language."""
    wording: int | None
    """The row that holds these very words, if somebody has accepted them before."""
    area: int | None
    """The area that was typed, if it is one of the municipality."""
    has_areas: bool
    priors: list[SignatureContact]
    """Who has signed with the address that was typed, each with the signature."""


def find(
    site: Site, year: int, serial: int, typed: Typed, language: str, now: datetime
) -> Entry | None:
    """The public petition of this municipality with that number; None if there is none."""
    lookups = typed.contact.lookups() if typed.contact else [NOBODY]
    rows = _rows(
        site=site.pk,
        year=year,
        serial=serial,
        now=now,
        lookups=lookups,
        area=NOWHERE if typed.area is None else typed.area,
        default=str(DECLARATION),
        language=language,
        languages=tuple(language_order(language)),
    )
    if not rows or not rows[0].is_public or rows[0].register is None:
        return None
    petition = rows[0]
    # Some databases take capitals and small letters for equal.
    exactly = uniqueness.wording_digest(petition.declaration) == petition.recorded_as
    settings = getattr(petition.site, "petitionsettings", None)
    return Entry(
        petition=petition,
        settings=settings or PetitionSettings.for_site(petition.site),
        declaration=petition.declaration,
        wording=petition.wording if exactly else None,
        area=petition.known_area,
        has_areas=petition.has_areas,
        priors=[row.prior for row in rows if hasattr(row, "prior")],
    )


@prepared(
    site=BigAutoField(),
    year=IntegerField(),
    serial=IntegerField(),
    now=DateTimeField(),
    lookups=[CharField()],
    area=BigAutoField(),
    default=TextField(),
)
def _rows(site, year, serial, now, lookups, area, default, language, languages) -> QuerySet:
    """The petition, once for everybody who has signed it with one of ``lookups``."""
    pages = Page.objects.filter(translation_key=OuterRef("key"), alias_of__isnull=True)
    areas = Area.objects.filter(site=OuterRef("site"))
    ranks = [When(language=code, then=Value(rank)) for rank, code in enumerate(languages)]
    texts = PetitionSettingsText.objects.filter(settings__site=OuterRef("site"))
    texts = texts.order_by(Case(*ranks, default=Value(len(ranks))), "pk")
    own = Subquery(texts.values("eligibility")[:1])
    wordings = DeclarationWording.objects.filter(
        site=OuterRef("site"), language=language, text=OuterRef("declaration")
    ).order_by("pk")
    return (
        Petition.objects.filter(site=site, year=year, serial=serial)
        .order_by()
        .annotate(
            prior=FilteredRelation("contacts", condition=Q(contacts__lookup__in=lookups)),
            is_public=Exists(public_in_statement(pages, now).order_by()),
            known_area=Subquery(areas.filter(pk=area).values("pk")),
            has_areas=Exists(areas),
            declaration=Coalesce(NullIf(own, Value("", TextField())), default),
            wording=Subquery(wordings.values("pk")[:1]),
            recorded_as=Subquery(wordings.values("digest")[:1]),
        )
        .select_related("site__petitionsettings", "prior__signature")
    )
