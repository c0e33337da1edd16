"""One adapter per seam, as small as they can be."""

from datetime import timedelta

from wagtail import blocks
from wagtail.models import Page

from wagtail_civic.core import (
    alerts,
    api,
    conf,
    history,
    home,
    jobs,
    links,
    personal_data,
    records,
    search,
    setup,
    todo,
)
from wagtail_civic.core.alerts import Alert, AlertAdapter
from wagtail_civic.core.links import LinkResolver, Target
from wagtail_civic.core.personal_data import PersonalDataSource
from wagtail_civic.core.search import Entry, SearchSource

from .models import ToyNotice, ToyPage, ToyPageMixin, ToyRecord

ran: list[str] = []


def tick():
    ran.append("tick")


def work(pk):
    ran.append(f"work {pk}")


def fail():
    raise RuntimeError("a toy that breaks")


class PageAlerts(AlertAdapter):
    kind = "toy"
    label = "Toy"

    def find(self, key):
        return ToyPage.objects.filter(translation_key=key).first()

    def alert(self, obj, language):
        return Alert(self.kind, self.key(obj), obj.get_site(), obj.title, obj.title, obj.full_url)


class NoticeAlerts(AlertAdapter):
    kind = "notice"
    label = "Notice"

    def alert(self, obj, language):
        return Alert(self.kind, obj.key, obj.site, obj.title, obj.title, "https://chaieti.example/")


class ToyLinks(LinkResolver):
    label = "Toy"

    def resolve(self, key, language):
        page = Page.objects.filter(translation_key=key).first()
        return Target(page.title, page.url, page.live) if page else None

    def choices(self, site, query, language):
        pages = ToyPage.objects.filter(title__icontains=query)
        return [(page.translation_key, page.title) for page in pages[:20]]


class ToyData(PersonalDataSource):
    label = "Toys"

    def __init__(self):
        self.held = {}

    def find(self, contact, site):
        return ["a toy"] if self.held.get((contact.lookup(), site.pk)) else []

    def export(self, contact, site):
        return [{"toy": name} for name in self.held.get((contact.lookup(), site.pk), [])]

    def erase(self, contact, site, now):
        return len(self.held.pop((contact.lookup(), site.pk), []))

    def retain(self, site, now):
        return 1


class ToySearch(SearchSource):
    kind = "toy"
    label = "Toy"
    model = ToyRecord

    def objects(self, site):
        return ToyRecord.objects.filter(site=site)

    def entries(self, obj):
        page = obj.page()
        yield Entry("", "ka", page.title, page.title, page.url, page_id=page.pk)


class ToyBlock(blocks.StaticBlock):
    class Meta:
        label = "Toy"


toy_data = ToyData()


def register():
    records.register(ToyPageMixin, ToyRecord)
    alerts.register(ToyPage, PageAlerts())
    alerts.register(ToyNotice, NoticeAlerts())
    links.register("toy", ToyLinks())
    personal_data.register("toy", toy_data)
    search.register(ToySearch())
    home.register("toy", ToyBlock)
    jobs.register(jobs.Job("toy.tick", "tests.toy.seams.tick", timedelta(minutes=10), "Tick"))
    todo.register(
        "toy",
        lambda request: [
            todo.TodoItem("Toys", 3, "/toys/"),
            todo.TodoItem("Old toys", 2, "/old/", overdue=1),
            todo.TodoItem("No toys", 0, "/none/"),
        ],
    )
    setup.register_index(
        setup.IndexSpec("toy", "toy.ToyPage", {"ka": "სათამაშოები", "en": "Toys"}, "toys", 5)
    )
    setup.register_role("clerk", "Clerks", ["toy.change_toynotice"], ["toy"])
    history.register("toy.wind", "Wind", "Wound up")
    api.register("toys", "civic_core:api_root", "Toys")
    conf.declare("TOY_COUNT", int, 3, "How many toys.", "toy")
