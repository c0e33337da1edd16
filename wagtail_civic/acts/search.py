"""What the site search finds of an act: the act itself, and each of its articles."""

from django.utils.translation import gettext_lazy as _
from wagtail.signals import published, unpublished

from wagtail_civic.core import clock, search

from . import registry
from .articles import articles, text_outside
from .models.acts import Act
from .models.types import ActType
from .presentation import designation
from .status import Status


class ActSource(search.SearchSource):
    kind = "act"
    label = _("Acts")
    model = Act

    def objects(self, site):
        """The published acts, as long as the site has a public registry that shows them."""
        if registry.registry_page(site) is None:
            return Act.objects.none()
        return Act.objects.for_site(site).published().for_list().prefetch_related("topics")

    def is_visible(self, act: Act) -> bool:
        return act.is_public and act.identity is not None

    def entries(self, act: Act):
        """One entry for the act, one per article; none while no public registry shows it."""
        page = registry.registry_page(act.site, act.language)
        if page is None or not self.is_visible(act):
            return
        common = {
            "language": act.language,
            "date": act.adopted,
            "page_id": page.pk,
            "facets": self.facets(act),
        }
        title = f"{designation(act, act.language)}: {act.title}"
        url = registry.act_url(page, act)
        yield search.Entry(
            part="", title=title, text=self.words(act), url=url, number=act.number, **common
        )
        for article in articles(act):
            yield search.Entry(
                part=article.anchor,
                title=f"{title}. {article.title}",
                text=article.text,
                url=f"{url}#{article.anchor}",
                **common,
            )

    def words(self, act: Act) -> str:
        summaries = [f"{s.title}\n{s.meaning}" for s in act.summaries.all()]
        return "\n".join(filter(None, [*summaries, text_outside(act), act.registration_code]))

    def facets(self, act: Act) -> dict[str, str]:
        return {
            "type": act.act_type.code,
            "body": act.body.code,
            "year": str(act.year),
            "topic": " ".join(topic.code for topic in act.topics.all()),
            "status": str(act.status_on(clock.today())),
        }

    def facet_label(self, facet: str, value: str, site) -> str:
        if facet == "status" and value in Status.values:
            return str(Status(value).label)
        return value

    def facet_rows(self, facet: str, site):
        return ActType.objects.for_site(site) if facet == "type" else None


def _targets_changed(sender, instance, **kwargs):
    """What an act repeals is in force no more: the search reads it again."""
    for pk in instance.relations.exclude(target=None).values_list("target", flat=True):
        search.changed(ActSource.kind, pk)


def connect() -> None:
    for signal in (published, unpublished):
        signal.connect(_targets_changed, sender=Act, dispatch_uid="civic_acts_targets")
