"""The newest acts as Atom, in the language that the address asks for."""

from django.http import Http404
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Site

from wagtail_civic.core import clock
from wagtail_civic.core.feeds import AtomFeed
from wagtail_civic.core.languages import content_languages
from wagtail_civic.core.models import MunicipalitySettings

from . import registry
from .api import filtered, published_act
from .presentation import act_context, designation

LENGTH = 30


class InLanguage(AtomFeed):
    """In the language that ``?lang=`` asks for."""

    def __call__(self, request, *args, **kwargs):
        wanted = request.GET.get("lang", "")
        known = dict(content_languages())
        with translation.override(wanted if wanted in known else get_language()):
            return super().__call__(request, *args, **kwargs)


class ActFeed(InLanguage):
    """``?lang= &type= &body= &year= &topic= &area=`` choose; unknown values give nothing."""

    def get_object(self, request):
        site = Site.find_for_request(request)
        page = registry.registry_page(site, get_language()) if site else None
        if page is None:
            raise Http404
        # A Feed is shared between requests: what one asks for travels with its page.
        page.feed_request = request
        return page

    def title(self, page):
        name = MunicipalitySettings.for_site(page.registry_site).text().name
        return f"{page.title}: {name}"

    def link(self, page):
        return page.get_full_url()

    def subtitle(self, page):
        return page.lead or _("Newest acts")

    def items(self, page):
        acts = page.get_acts().for_list().prefetch_related("topics__names")
        acts = filtered(acts, page.feed_request.GET)
        acts = list(acts.order_by("-first_published_at", "-pk")[:LENGTH])
        for act in acts:
            act.feed_url = registry.act_url(page, act, page.feed_request, full=True)
        return acts

    def item_title(self, act):
        return f"{designation(act)}: {act.title_in()}"

    def item_description(self, act):
        return act.meaning()

    def item_link(self, act):
        return act.feed_url

    def item_guid(self, act):
        return f"urn:uuid:{act.key}"

    def item_pubdate(self, act):
        return act.first_published_at

    def item_updateddate(self, act):
        return act.last_published_at or act.first_published_at

    def item_categories(self, act):
        return [str(topic) for topic in act.topics.all()]


class ChangesFeed(InLanguage):
    """What has happened to one act: who follows it learns that it was amended or repealed."""

    def get_object(self, request, key):
        page, act = published_act(request, key)
        context = act_context(request, act, page)
        today = clock.today()
        act.feed_events = [event for event in context["events"] if event["day"] <= today]
        act.feed_title = f"{context['designation']}: {context['heading']}"
        act.feed_url = registry.act_url(page, act, request, full=True)
        return act

    def title(self, act):
        return act.feed_title

    def link(self, act):
        return act.feed_url

    def items(self, act):
        return [event | {"act": act} for event in act.feed_events[:LENGTH]]

    def item_title(self, event):
        return ": ".join(filter(None, [event["title"], event["text"]]))

    def item_description(self, event):
        return f"{event['when']}. {event['act'].feed_title}"

    def item_link(self, event):
        return event["url"] or event["act"].feed_url

    def item_guid(self, event):
        return f"urn:uuid:{event['act'].key}:{event['name']}"

    def item_updateddate(self, event):
        return clock.start_of(event["day"])
