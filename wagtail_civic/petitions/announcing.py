"""Which petitions citizens hear of, where they are found, and how others point at them."""

from django.db.models import Model
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site

from wagtail_civic.core import clock, links, search
from wagtail_civic.core.alerts import Alert, AlertAdapter
from wagtail_civic.core.records import record_for
from wagtail_civic.core.visibility import is_public

from . import lifecycle
from .models.attachments import Attachment
from .models.petition import Petition
from .places import pages_of, specific
from .wording import REGISTER_LABELS

ALERT_TEXT = 140


def _petition_of(obj: Model) -> Petition:
    return obj if isinstance(obj, Petition) else record_for(obj)


class PetitionAlert(AlertAdapter):
    """A petition was opened for signatures: raised when its page is published."""

    kind = "petition"
    label = _("New petitions")

    def key(self, obj):
        return _petition_of(obj).key

    def site(self, obj):
        return _petition_of(obj).site

    def find(self, key):
        return Petition.objects.filter(key=key).first()

    def is_announced(self, obj):
        return _petition_of(obj).state == lifecycle.OPEN

    def text(self, petition: Petition, page: Page, language: str) -> str:
        return page.ask[:ALERT_TEXT]

    def alert(self, obj, language):
        petition = _petition_of(obj)
        page = petition.public_page(language)
        if page is None:
            return None
        page = page.specific
        with translation.override(language):
            return Alert(
                kind=self.kind,
                key=petition.key,
                site=petition.site,
                title=page.title,
                text=self.text(petition, page, language),
                url=page.get_full_url(),
                topics=frozenset(petition.topics.values_list("pk", flat=True)),
                areas=frozenset([petition.area_id] if petition.area_id else []),
            )


class DecisionAlert(PetitionAlert):
    """The council decided: raised by the move itself."""

    kind = "petition_decision"
    label = _("Decisions about petitions")

    def is_announced(self, obj):
        return obj.state == lifecycle.DECIDED

    def text(self, petition, page, language):
        return petition.get_outcome_display()


class PetitionSearch(search.SearchSource):
    kind = "petition"
    label = _("Petitions")
    model = Petition
    parts = {Attachment: "petition"}

    def objects(self, site: Site, now=None):
        return Petition.objects.for_site(site).exclude(opened_at=None, closed_at=None)

    def shape(self, site: Site):
        return ()

    def is_visible(self, petition: Petition) -> bool:
        return petition.register is not None

    def entries(self, petition: Petition):
        topics = [topic.code for topic in petition.topics.all()]
        for page in specific(petition.pages().live()):
            yield search.Entry(
                part="",
                language=page.locale.language_code,
                title=page.title,
                text=f"{page.ask}\n\n{page.background}".strip(),
                url=page.get_full_url() or "",
                date=_day(petition),
                page_id=page.pk,
                number=petition.number,
                facets={
                    "register": petition.register or "",
                    **({"topic": topics[0]} if topics else {}),
                },
            )

    def facet_label(self, facet, value, site):
        if facet == "register":
            return str(REGISTER_LABELS.get(value, value))
        return value


def _day(petition: Petition):
    moment = petition.opened_at or petition.closed_at
    return clock.day_of(moment) if moment else None


class PetitionLinks(links.LinkResolver):
    label = _("petition")

    def resolve(self, key, language):
        petition = Petition.objects.filter(key=key).first()
        if petition is None:
            return None
        page = pages_of([petition], language).get(key) or petition.page(language)
        if page is None:
            return None
        return links.Target(
            title=page.title,
            url=page.get_full_url() or "",
            public=petition.register is not None and is_public(page),
        )

    def choices(self, site, query, language, user=None):
        petitions = Petition.objects.for_site(site).exclude(serial=None)
        if query:
            titled = Page.objects.filter(title__icontains=query)
            petitions = petitions.filter(key__in=titled.values("translation_key"))
        found = list(petitions.order_by("-year", "-serial")[:20])
        pages = pages_of(found, language)
        return [
            (petition.key, f"№{petition.number} {pages[petition.key].title}")
            for petition in found
            if petition.key in pages
        ]
