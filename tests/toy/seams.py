"""One adapter per seam, as small as they can be."""

from datetime import timedelta
from uuid import uuid4

from django.utils import translation
from wagtail.models import Page

from wagtail_civic.core import (
    alerts,
    api,
    conf,
    contacts,
    demo,
    history,
    home,
    jobs,
    links,
    personal_data,
    records,
    search,
    setup,
    todo,
    verification,
)
from wagtail_civic.core.alerts import Alert, AlertAdapter
from wagtail_civic.core.links import LinkResolver, Target
from wagtail_civic.core.personal_data import PersonalDataSource
from wagtail_civic.core.search import Entry, SearchSource
from wagtail_civic.core.verification import Channel, DeliveryFailed, Purpose

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

    def choices(self, site, query, language, user=None):
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


class ToyPurpose(Purpose):
    """A capability that only remembers what was confirmed."""

    def __init__(self):
        self.forget()

    def forget(self):
        self.done = []
        self.fail = False

    def title(self, verification):
        return "Toy title"

    def summary(self, verification):
        return "Toy summary"

    def button(self, verification):
        return "Toy button"

    def message(self, verification):
        return f"Subject\nin {translation.get_language()}", "Toy text."

    def confirmed(self, verification, now):
        self.done.append(verification.contact.value)
        if self.fail:
            raise RuntimeError("broken")
        return "/toy/done/"

    def lost(self, verification):
        return "/toy/again/"


class Pigeon(Channel):
    """A code channel, like the telephone."""

    uses_code = True

    def __init__(self):
        self.rest()

    def rest(self):
        self.sent = []
        self.broken = self.may_repeat = False

    def send(self, delivery):
        if self.broken:
            raise DeliveryFailed("hawk")
        self.sent.append(delivery)


class PigeonKind(contacts.AddressKind):
    label = "Pigeon"

    def parse(self, text):
        return contacts.Contact("pigeon", text, text)

    def mask(self, value):
        return "a pigeon"


def name_the_toy(ctx):
    """A set-up step: the first run gives the clerks' toy its row."""
    if ctx.once("toy:notice"):
        ToyNotice.objects.create(site=ctx.site, key=uuid4(), title="Set up")


def invent_toys(ctx):
    """The toy's part of the demonstration."""
    ctx.made(ToyNotice.objects.create(site=ctx.site, key=uuid4(), title="Invented"))
    parent = ctx.index("toy")
    if parent:
        page = ctx.publish(parent, ToyPage(title="ბურთი"), at=ctx.now - timedelta(days=3))
        ctx.translate(page, "en", title="Ball")


def waiting(request):
    return [
        todo.TodoItem("Toys", 3, "/toys/"),
        todo.TodoItem("Old toys", 2, "/old/", overdue=1),
        todo.TodoItem("No toys", 0, "/none/"),
    ]


class ToyBlock(home.HomeBlock):
    def find(self, value, site, request):
        return {"toys": f"{site.site_name} in {self.language}"}

    class Meta:
        label = "Toy"


toy_data = ToyData()
toy_purpose = ToyPurpose()
pigeon = Pigeon()


def register():
    records.register(ToyPageMixin, ToyRecord)
    alerts.register(ToyPage, PageAlerts())
    alerts.register(ToyNotice, NoticeAlerts())
    links.register("toy", ToyLinks())
    personal_data.register("toy", toy_data)
    search.register(ToySearch())
    home.register("toy", ToyBlock)
    jobs.register(jobs.Job("toy.tick", "tests.toy.seams.tick", timedelta(minutes=10), "Tick"))
    todo.register("toy", waiting)
    setup.register_index(
        setup.IndexSpec("toy", "toy.ToyPage", {"ka": "სათამაშოები", "en": "Toys"}, "toys", 5)
    )
    setup.register_role("clerk", "Clerks", ["toy.change_toynotice"], ["toy"])
    history.register("toy.wind", "Wind", "Wound up")
    api.register("toys", "civic_core:api_root", "Toys")
    setup.register_step("toy", name_the_toy)
    demo.register("toy", invent_toys, order=15)
    contacts.kinds.register("pigeon", PigeonKind())
    verification.channels.register("pigeon", pigeon)
    verification.purposes.register("toy", toy_purpose)
    conf.declare("TOY_COUNT", int, 3, "How many toys.", "toy")
