"""What the site search finds of an act: the act itself, and each of its articles."""

from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.signals import page_published

from wagtail_civic.core import clock, places, search

from . import registry
from .articles import articles, text_outside
from .loading import reading_of
from .models.acts import Act
from .models.pages import RegistryPageMixin
from .models.types import ActType
from .models.versions import ActVersion
from .presentation import designation
from .status import Status

#: An act that only amends another stands behind it where both match as well.
AMENDING = 0.5


class ActSource(search.SearchSource):
    kind = "act"
    label = _("Acts")
    model = Act

    def objects(self, site, now=None):
        """The published acts, as long as the site has a public registry that shows them."""
        now = now or timezone.now()
        acts = Act.objects.for_site(site).published(now).filter(registry.shown(site))
        acts = acts.filter(registry.has_page(site, now))
        return acts.for_list().prefetch_related("topics")

    def shape(self, site):
        return registry.shown(site)

    def is_visible(self, act: Act) -> bool:
        """Whether the registry shows it; without a public one nothing is found."""
        page = registry.registry_page(act.site) if act.is_public and act.identity else None
        return page is not None and registry.is_shown(page, act)

    def entries(self, act: Act):
        """The act, in its own language and in each that somebody gave it a title in, and its
        articles; nothing while no public registry shows it."""
        if not self.is_visible(act):
            return
        weight = AMENDING if act.relations.filter(kind="amends").exists() else 1.0
        facts = {"date": act.adopted, "facets": self.facets(act), "weight": weight}
        words = reading_of(act, clock.today()).text
        for language, text in self.texts(act, words).items():
            page = registry.registry_page(act.site, language)
            title = f"{designation(act, language)}: {act.title_in(language)}"
            url = registry.act_url(page, act)
            here = {"language": language, "page_id": page.pk, **facts}
            yield search.Entry(part="", title=title, text=text, url=url, number=act.number, **here)
            if language == act.language:
                for article in articles(words, act.language):
                    yield search.Entry(
                        part=article.anchor,
                        title=f"{title}. {article.title}",
                        text=article.text,
                        url=f"{url}#{article.anchor}",
                        **here,
                    )

    def texts(self, act: Act, words) -> dict[str, str]:
        """What there is to find beside titles, by language; the act's own language leads."""
        own = [text_outside(words), act.registration_code]
        texts = {act.language: own}
        for summary in act.summaries.all():
            if summary.title and summary.language != act.language:
                texts[summary.language] = [summary.meaning]
            else:
                own.insert(0, summary.meaning)
        return {language: "\n".join(filter(None, words)) for language, words in texts.items()}

    def facets(self, act: Act) -> dict[str, str | dict[str, str]]:
        return {
            "type": act.act_type.code,
            "body": act.body.code,
            "year": str(act.year),
            "topic": " ".join(topic.code for topic in act.topics.all()),
            "status": {day.isoformat(): status for day, status in act.status_by_day().items()},
        }

    def own_form(self, site):
        address = places.index_url(site, "acts")
        return (_("Search acts by number, type and date"), address) if address else None

    def facet_label(self, facet: str, value: str, site) -> str:
        if facet == "status" and value in Status.values:
            return str(Status(value).label)
        return value

    def facet_model(self, facet: str):
        return ActType if facet == "type" else None


def _version_changed(sender, instance, raw=False, **kwargs):
    """What the search finds, and what harvesters fetch again, is the text of today."""
    if raw:
        return
    Act.objects.filter(pk=instance.act_id).update(modified_at=timezone.now())
    search.changed(ActSource.kind, instance.act_id)


def _page_published(sender, instance, **kwargs):
    if isinstance(instance, RegistryPageMixin):
        search.appeared.send(sender=ActSource)


def connect() -> None:
    page_published.connect(_page_published, dispatch_uid="civic_acts_registry")
    for saved in (post_save, post_delete):
        saved.connect(_version_changed, sender=ActVersion, dispatch_uid="civic_acts_version")
