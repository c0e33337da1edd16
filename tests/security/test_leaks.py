"""Nothing of another municipality, and nothing that is not public, at any public address."""

import re
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, is_zipfile

import pytest
from django.test import RequestFactory
from django.utils import timezone
from wagtail.contrib.sitemaps.views import sitemap as view
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from tests.host.models import ContentPage
from tests.sessions.conftest import make_item, make_question
from wagtail_civic.core import alerts, links
from wagtail_civic.core.records import record_for
from wagtail_civic.news.models import AlertBanner, AlertBannerText, NewsPage
from wagtail_civic.petitions import moderation, signing
from wagtail_civic.petitions.models import (
    PetitionPage,
    RejectionReason,
    Signature,
    SignatureContact,
)
from wagtail_civic.sessions.models import SessionPage

from .surfaces import civic_addresses, page_addresses

pytestmark = pytest.mark.django_db

CAPABILITIES = ["acts", "budget", "core", "documents", "news", "petitions", "sessions", "sms"]


def read(client, world, addresses) -> dict[str, str]:
    """What a stranger reads, by address."""
    found = {}
    for address in addresses:
        response = client.get(address, HTTP_HOST=world.site.hostname)
        body = b"".join(response) if response.streaming else response.content
        assert response.status_code < 500, address
        found[address] = unpacked(body).decode(errors="replace")
    return found


def unpacked(body: bytes) -> bytes:
    """With the names and contents of what is packed in it, and in that again (XLSX, ODT)."""
    if not is_zipfile(BytesIO(body)):
        return body
    with ZipFile(BytesIO(body)) as package:
        names = package.namelist()
        return b"\n".join([n.encode() + b"\n" + unpacked(package.read(n)) for n in names])


def test_what_is_packed_is_read():
    """Or a secret in an archive would pass all tests of this file."""
    body = b"SECRET"
    for name in ("inner.xlsx", "outer.zip"):
        packed = BytesIO()
        with ZipFile(packed, "w", ZIP_DEFLATED) as package:
            package.writestr(name, body + bytes(100))
        body = packed.getvalue()
        assert b"SECRET" not in body
    assert b"SECRET" in unpacked(body)


def sitemap(world) -> str:
    request = RequestFactory().get("/", HTTP_HOST=world.site.hostname)
    return view(request).render().content.decode()


def telling(found: dict[str, str], mark: str) -> list[str]:
    return [address for address, body in found.items() if mark in body]


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_no_address_of_a_capability_tells_of_another_municipality(client, worlds, capability):
    ours, theirs = worlds
    by_view = civic_addresses(ours)
    addresses = [
        each
        for name, several in by_view.items()
        if name.startswith(f"civic_{capability}:")
        for each in several
    ]
    found = read(client, ours, addresses)
    assert telling(found, "BETA") == []
    assert capability == "core" or telling(found, "ALPHA")
    # The same addresses, asked of the neighbour: keys and numbers of ours lead to nothing there.
    unasked = [each for each in addresses if "ALPHA" not in each]
    assert telling(read(client, theirs, unasked), "ALPHA") == []


def test_no_page_tells_of_another_municipality(client, worlds):
    ours, theirs = worlds
    found = read(client, ours, page_addresses(ours))
    assert telling(found, "BETA") == []
    assert len(telling(found, "ALPHA")) > 20
    assert "BETA" not in sitemap(ours)
    assert telling(read(client, theirs, page_addresses(theirs)), "ALPHA") == []


def test_no_page_of_the_tree_holds_a_stamp(client, ours):
    """A page may come from a cache: what it holds is for everybody, and for longer than a form."""
    assert telling(read(client, ours, page_addresses(ours)), "civic_stamp") == []


def test_a_name_that_its_signer_hid_is_at_no_public_address(client, ours):
    name, now = "HIDDEN Signer", timezone.now()
    signature = Signature.objects.create(
        petition=ours.petition,
        language="ka",
        assurance="email",
        confirmed_at=now,
        confirmed_on=now.date(),
        public_name=name,
        shown_at=now,
    )
    SignatureContact.objects.create(
        signature=signature, petition=ours.petition, channel="email", address="x", name=name
    )
    addresses = [each for several in civic_addresses(ours).values() for each in several]
    addresses += page_addresses(ours)
    assert telling(read(client, ours, addresses), name)
    signing.hide_name(signature, now)
    assert telling(read(client, ours, addresses), name) == []


SECRET = b"SECRET words of a closed file"


class Hiding:
    """Puts into a municipality one thing of every kind in every state that is not public."""

    def __init__(self, world):
        self.world, self.now = world, timezone.now()
        self.hidden = []
        for state in (self.draft, self.withdrawn, self.expired, self.scheduled, self.private):
            for kind in (self.news, self.session, self.content):
                kind(state)
        self.below_private()
        self.act_states()
        self.petition_states()
        self.parts_of_public_things()
        self.files()

    # States of a page

    def draft(self, page):
        """Never published."""

    def withdrawn(self, page):
        page.save_revision().publish()
        Page.objects.get(pk=page.pk).specific.unpublish()

    def expired(self, page):
        page.save_revision().publish()
        Page.objects.filter(pk=page.pk).update(expire_at=self.now - timedelta(minutes=1))

    def scheduled(self, page):
        page.go_live_at = self.now + timedelta(days=1)
        page.save_revision().publish()

    def private(self, page):
        page.save_revision().publish()
        PageViewRestriction.objects.create(page=page, restriction_type="login")

    # Kinds of pages

    def _page(self, model, parent, state, **fields):
        name = f"SECRET-{state.__name__}-{model.__name__}"
        fields = {key: value.format(name) for key, value in fields.items()}
        page = model(title=name, locale=parent.locale, live=False, **fields)
        Page.objects.get(pk=parent.pk).specific.add_child(instance=page)
        state(page)
        self.hidden.append(page)
        return page

    def news(self, state):
        page = self._page(NewsPage, self.world.news_index, state, lead="{}")
        return page

    def session(self, state):
        parent = self.world.session_page.get_parent().specific
        page = self._page(SessionPage, parent, state, intro="{}")
        session = record_for(page)
        session.planned_start, session.body = self.now, self.world.town.council
        session.status, session.actual_start = "live", self.now
        session.save()
        make_item(session, page.title)
        make_question(session, page.title, state="approved")
        return page

    def content(self, state):
        return self._page(ContentPage, self.world.site.root_page, state)

    def below_private(self):
        parent = self._page(ContentPage, self.world.site.root_page, self.private)
        page = ContentPage(title="SECRET-below", locale=parent.locale)
        parent.add_child(instance=page)
        page.save_revision().publish()

    # Records

    def act_states(self):
        town = self.world.town
        draft = town.act(title="SECRET-draft-act", live=False)
        scheduled = town.act(title="SECRET-scheduled-act", live=False)
        scheduled.go_live_at = self.now + timedelta(days=1)
        scheduled.save_revision().publish()
        expired = town.act(title="SECRET-expired-act", expire_at=self.now - timedelta(minutes=1))
        withdrawn = town.act(title="SECRET-withdrawn-act")
        withdrawn.unpublish()
        public = self.world.act
        for act in (draft, scheduled, expired, withdrawn):
            act.topics.add(self.world.topic)
            act.save()
            public.relations.model.objects.create(act=public, kind="amends", target=act)
            public.relations.model.objects.create(act=act, kind="amends", target=public)
        public.title, kept = "SECRET-draft-of-public-act", public.title
        public.save_revision()
        public.title = kept
        self.hidden += [draft, scheduled, expired, withdrawn]

    def petition_states(self):
        index = self.world.petition.page().get_parent().specific
        hides = RejectionReason.objects.create(site=self.world.site, code="insult", hides=True)

        def petition(name):
            page = PetitionPage(
                title=f"SECRET-{name}-petition", ask="SECRET ask", locale=index.locale, live=False
            )
            Page.objects.get(pk=index.pk).specific.add_child(instance=page)
            page.save_revision()
            self.hidden.append(page)
            return record_for(page)

        petition("draft")
        moderation.submit(petition("submitted"), now=self.now)
        hidden = petition("hidden")
        moderation.submit(hidden, now=self.now)
        moderation.reject(hidden, now=self.now, user=None, reason=hides, note="SECRET note")
        removed = petition("taken-down")
        moderation.submit(removed, now=self.now)
        moderation.publish(removed, now=self.now)
        moderation.take_down(removed, now=self.now, user=None, reason="SECRET reason")
        closed = petition("private")
        moderation.submit(closed, now=self.now)
        moderation.publish(closed, now=self.now)
        PageViewRestriction.objects.create(page=closed.page(), restriction_type="login")

    def parts_of_public_things(self):
        """What is not public of a session, a petition and a banner that are."""
        session = self.world.session
        make_item(session, "SECRET-closed-item", is_public=False)
        for state in ("unconfirmed", "pending", "rejected", "hidden", "withdrawn"):
            make_question(session, f"SECRET-{state}-question", state=state, author_name="SECRET")
        for start, end in ((1, 2), (-2, -1)):
            banner = AlertBanner.objects.create(
                site=self.world.site,
                starts_at=self.now + timedelta(days=start),
                ends_at=self.now + timedelta(days=end),
            )
            AlertBannerText.objects.create(banner=banner, language="ka", title="SECRET-banner")

    def files(self):
        closed = Collection.get_first_root_node().add_child(name="closed")
        inside = closed.add_child(name="inside")
        CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
        for number, collection in enumerate((closed, inside)):
            file = self.world.document(f"SECRET-file-{number}", collection, SECRET)
            self.world.act.files.model.objects.create(act=self.world.act, document=file)


@pytest.fixture
def hiding(worlds, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return Hiding(worlds[0])


def everywhere(world) -> list[str]:
    by_view = civic_addresses(world)
    asked = [each for several in by_view.values() for each in several]
    searches = [f"/civic/search/?q={word}&format=json" for word in ("SECRET", "closed", "ask")]
    return [*asked, *searches, *page_addresses(world)]


def test_what_is_not_public_is_at_no_address(client, worlds, hiding):
    ours = worlds[0]
    found = read(client, ours, everywhere(ours))
    assert len(found) > 150
    # A page of results repeats what was asked for; nothing else may say the word.
    told = [each for each in telling(found, "SECRET") if "q=SECRET" not in each]
    # Wagtail serves the host's own expired page until its job has taken it down.
    told = [each for each in told if "/secret-expired-contentpage" not in each]
    words = sorted({w for each in told for w in re.findall(r"SECRET[-\w]*", found[each])})
    assert told == [], (words, told)
    assert '"total": 0' in found["/civic/search/?q=SECRET&format=json"]
    assert "SECRET" not in sitemap(ours)


def test_the_hash_of_a_closed_file_is_told_nowhere(client, worlds, hiding):
    """Whoever has a file could else learn that the municipality has it, too."""
    ours = worlds[0]
    closed, public = (sha256(words).hexdigest() for words in (SECRET, b"words of a file"))
    found = read(client, ours, [url for urls in civic_addresses(ours).values() for url in urls])
    assert telling(found, public)
    assert telling(found, closed) == []


def test_a_file_that_is_withheld_is_at_no_address(client, worlds, settings):
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "DOCUMENTS_HOLD_FILES": True}
    ours = worlds[0]
    file = ours.document("SECRET-file", content=SECRET)
    ours.act.files.model.objects.create(act=ours.act, document=file)
    page = ContentPage(title="Page with a file", locale=ours.site.root_page.locale)
    page.body = [("document", {"document": file, "note": ""})]
    ours.site.root_page.add_child(instance=page)
    found = read(client, ours, everywhere(ours))
    assert telling(found, "Page with a file")
    assert [each for each in telling(found, "SECRET") if "q=SECRET" not in each] == []


def test_what_is_not_public_is_announced_and_linked_nowhere(worlds, hiding):
    for thing in hiding.hidden:
        adapter = alerts.adapter_for(type(thing))
        if adapter is not None:
            assert adapter.alert(thing, "ka") is None, thing
        key = thing.translation_key if isinstance(thing, Page) else thing.key
        for kind, _resolver in links.resolvers.items():
            if kind != "toy":  # the toy knows no expiry
                assert links.resolve_public(kind, key, "ka") is None, thing


INDEXES = ["acts", "budget", "news", "petitions", "sessions"]
NAMES = {
    "acts": ["გზების შესახებ"],
    "budget": ["პროგრამა"],
    "news": ["სიახლე<", "მოკლედ"],
    "petitions": ["ხიდის აღდგენა"],
    "sessions": ["ALPHA სხდომა", "ALPHA საკითხი"],
}


@pytest.mark.parametrize("slug", INDEXES)
def test_a_private_index_keeps_all_below_it(client, worlds, slug):
    """In every language at once: a feed or an API knows no password."""
    ours = worlds[0]
    for page in Page.objects.filter(slug=slug, path__startswith=ours.site.root_page.path[:4]):
        if page.get_site() == ours.site:
            PageViewRestriction.objects.create(page=page, restriction_type="login")
    addresses = [
        *everywhere(ours),
        *(f"/civic/search/?format=json&q={name.removeprefix('ALPHA ')}" for name in NAMES[slug]),
    ]
    found = read(client, ours, addresses)
    for name in NAMES[slug]:
        word = name if name.startswith("ALPHA") else f"ALPHA {name}"
        assert telling(found, word) == []
