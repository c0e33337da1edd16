"""Taking a petition elsewhere: links without trackers, a widget for other sites, a paper sheet."""

from urllib.parse import quote, urlencode

from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.models import Page

from wagtail_civic.core import formats, qr
from wagtail_civic.core.models import MunicipalitySettings

from .models.petition import Petition
from .models.settings import PetitionSettings

LINES = 20
WIDGET_HEIGHT = 260

#: Plain addresses that open only when somebody follows them; nothing of theirs is loaded here.
SERVICES = (
    ("Facebook", "https://www.facebook.com/sharer/sharer.php", {"u": "{url}"}),
    ("Telegram", "https://t.me/share/url", {"url": "{url}", "text": "{title}"}),
    ("WhatsApp", "https://wa.me/", {"text": "{title} {url}"}),
    ("X", "https://x.com/intent/post", {"url": "{url}", "text": "{title}"}),
)


def links(title: str, url: str) -> list[tuple[str, str]]:
    """Names and addresses, e-mail first."""
    known = {"url": url, "title": title}
    mail = f"mailto:?subject={quote(title)}&body={quote(url)}"
    found = [
        (name, f"{address}?{urlencode({k: v.format(**known) for k, v in query.items()})}")
        for name, address, query in SERVICES
    ]
    return [(_("E-mail"), mail), *found]


def widget_code(petition: Petition, page: Page, language: str) -> str:
    """The HTML that another site copies; the frame sends its own policy and sets no cookie."""
    return format_html(
        '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy"></iframe>',
        petition.site.root_url + _address(petition, "widget", language),
        page.title,
        WIDGET_HEIGHT,
    )


def _address(petition: Petition, name: str, language: str) -> str:
    number = {"year": petition.year, "serial": petition.serial, "lang": language}
    return reverse(f"civic_petitions:{name}", kwargs=number)


def sheet(petition: Petition, page: Page, language: str) -> dict:
    """What is printed on a sheet for signatures, in the active language."""
    settings = PetitionSettings.for_site(petition.site)
    address = page.get_full_url() or petition.site.root_url
    texts = settings.text(language)
    with translation.override(language):
        return {
            "municipality": MunicipalitySettings.for_site(petition.site).text(language).name,
            "number": petition.number,
            "page": page,
            "language": language,
            "legal": petition.legal_basis.get(language) or texts.legal_basis,
            "eligibility": texts.eligibility,
            "notice": texts.data_notice,
            "until": formats.date(petition.deadline) if petition.deadline else "",
            "required": petition.required_paper,
            "asks_number": settings.personal_number != "no",
            "address": address,
            "code": qr.code(address),
            "lines": range(1, LINES + 1),
        }
