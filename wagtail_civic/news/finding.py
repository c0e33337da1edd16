"""How news are found by the site search and linked to by other records."""

from django.utils.translation import gettext_lazy as _

from wagtail_civic.core import places
from wagtail_civic.core.links import LinkResolver, Target
from wagtail_civic.core.search import Entry, SearchSource
from wagtail_civic.core.visibility import is_public, public_pages

from . import listing


class NewsSearch(SearchSource):
    kind = "news"
    label = _("News")

    @property
    def model(self):
        return listing.news_model()

    def objects(self, site, now=None):
        return listing.in_site(site)

    def shape(self, site):
        return places.ground(site)

    def site(self, obj):
        return obj.get_site()

    def entries(self, obj):
        if not obj.live:
            return
        body = [str(text) for text in obj.body.stream_block.get_searchable_content(obj.body)]
        facets = {"year": str(obj.date.year)}
        topic = obj.topics.first()
        if topic:
            facets["topic"] = topic.code
        yield Entry(
            part="",
            language=obj.locale.language_code,
            title=obj.title,
            text="\n".join(filter(None, [obj.lead, obj.picture_alt, *body])),
            url=obj.get_url() or "",
            date=obj.date,
            page_id=obj.pk,
            facets=facets,
        )

    def is_visible(self, obj):
        return is_public(obj)


class NewsLinks(LinkResolver):
    label = _("News")

    def resolve(self, key, language):
        pages = listing.news_model().objects.filter(translation_key=key, alias_of__isnull=True)
        public = places.best(public_pages(pages).select_related("locale"), language)
        found = public or places.best(pages.select_related("locale"), language)
        if found is None:
            return None
        return Target(found.title, found.get_url() or "", public is not None)

    def choices(self, site, query, language, user=None):
        pages = listing.newest_first(listing.in_site(site)).select_related("locale")
        if query:
            pages = pages.filter(title__icontains=query)
        found: dict = {}
        for page in pages[:80]:
            if page.translation_key not in found or page.locale.language_code == language:
                found[page.translation_key] = page.title
        return list(found.items())[:20]
