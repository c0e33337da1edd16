from datetime import date
from itertools import count

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.models import Collection

from wagtail_civic.acts.models import Act, ActType, RegistryPage
from wagtail_civic.core.models import Body

NUMBERS = count(1000)


def article(number, heading, words):
    """One article of a text, as the stream stores it."""
    value = {"number": str(number), "heading": heading, "text": f"<p>{words}</p>"}
    return {"type": "article", "value": value}


class Town:
    """One municipality with what acts need: a body, types and a registry in two languages."""

    def __init__(self, site, locales):
        self.site = site
        self.council = self._named(Body, "council", "საკრებულო", "Council", kind="council")
        self.mayor = self._named(Body, "mayor", "მერია", "City hall", kind="mayor")
        self.resolution = self._named(ActType, "resolution", "დადგენილება", "Resolution")
        self.order = self._named(ActType, "order", "ბრძანება", "Order")
        home = site.root_page
        self.registry = RegistryPage(title="აქტები", slug="acts", locale=locales["ka"])
        home.add_child(instance=self.registry)
        self.registry.save_revision().publish()
        self.registry_en = self.registry.copy_for_translation(locales["en"])
        self.registry_en.title = "Acts"
        self.registry_en.save_revision().publish()

    def _named(self, model, code, georgian, english, **fields):
        row = model.objects.create(site=self.site, code=code, **fields)
        for language, name in (("ka", georgian), ("en", english)):
            row.names.model.objects.create(row=row, language=language, name=name)
        return row

    def act(self, number=None, live=True, **fields):
        """An act of the council, published unless said otherwise."""
        defaults = {
            "site": self.site,
            "act_type": self.resolution,
            "body": self.council,
            "number": str(next(NUMBERS)) if number is None else number,
            "adopted": date(2026, 3, 2),
            "title": "ადგილობრივი გზების შესახებ",
            "live": live,
        }
        return Act.objects.create(**defaults | fields)

    def url(self, act):
        return f"{self.registry.url}{'/'.join(map(str, act.identity))}/"


@pytest.fixture
def town(site, locales):
    return Town(site, locales)


@pytest.fixture
def other_town(other_site, locales):
    return Town(other_site, locales)


@pytest.fixture
def document(db):
    def make(name="act.txt", content=b"text of the act", title="", collection=None):
        model = get_document_model()
        return model.objects.create(
            title=title or name,
            file=ContentFile(content, name=name),
            file_size=len(content),
            collection=collection or Collection.get_first_root_node(),
        )

    return make


@pytest.fixture
def stored(settings, tmp_path):
    """The names of all files in the storage."""
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    settings.STORAGES = settings.STORAGES | {"default": files}
    settings.MEDIA_ROOT = tmp_path
    return lambda: [path.name for path in tmp_path.rglob("*") if path.is_file()]
