"""What an officer prints to make a petition, or the service, known: posters with a QR code."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.safestring import SafeString
from wagtail.models import Site

from wagtail_civic.core import formats, qr
from wagtail_civic.core.languages import content_languages
from wagtail_civic.core.models import MunicipalitySettings
from wagtail_civic.core.places import index_page

from .models.petition import Petition
from .places import pages_of
from .wording import ASK_LENGTH

SHORT = 400


@dataclass(frozen=True)
class Poster:
    """One sheet of paper in one language."""

    language: str
    municipality: str
    title: str
    text: str
    number: str
    required: str
    deadline: str
    address: str
    code: SafeString


def posters_of(petition: Petition) -> list[Poster]:
    """A poster in every language of the site; words that are not translated stay as they are."""
    return [
        poster
        for language, _name in content_languages()
        if (poster := _of_petition(petition, language)) is not None
    ]


def _of_petition(petition: Petition, language: str) -> Poster | None:
    page = pages_of([petition], language).get(petition.key)
    if page is None or not petition.opened_at:
        return None
    page = page.specific
    address = page.get_full_url() or ""
    with translation.override(language):
        return Poster(
            language=language,
            municipality=MunicipalitySettings.for_site(petition.site).text(language).name,
            title=page.title,
            text=page.ask if len(page.ask) <= SHORT else f"{page.ask[:SHORT].rsplit(' ', 1)[0]} …",
            number=petition.number,
            required=formats.number(petition.standing.required),
            deadline=formats.date(petition.deadline),
            address=address,
            code=qr.code(address),
        )


def posters_of_service(site: Site) -> list[Poster]:
    """A poster for the registers themselves, in every language of the site."""
    found = []
    for language, _name in content_languages():
        page = index_page(site, "petitions", language)
        if page is None or page.locale.language_code != language:
            continue
        address = page.get_full_url() or ""
        with translation.override(language):
            found.append(
                Poster(
                    language=language,
                    municipality=MunicipalitySettings.for_site(site).text(language).name,
                    title=page.title,
                    text=getattr(page.specific, "introduction", "")[:ASK_LENGTH],
                    number="",
                    required="",
                    deadline="",
                    address=address,
                    code=qr.code(address),
                )
            )
    return found
