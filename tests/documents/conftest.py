"""What the tests of documents and search share."""

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Collection

from wagtail_civic.documents import demo_files


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """InnoDB finds a row only after its transaction is committed.

    First of all, so that pytest-django puts these tests behind those that roll back.
    """
    if not settings.DATABASES["default"]["ENGINE"].endswith("mysql"):
        return
    for item in items:
        uses_database = item.get_closest_marker("django_db") or "db" in item.fixturenames
        if "tests/documents" in str(item.path) and uses_database:
            mark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
            item.add_marker(mark, append=False)


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """``with committed():`` what waits for the end of the transaction is done at its end."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def collection(db):
    return Collection.get_first_root_node().add_child(name="Files")


@pytest.fixture
def upload(committed, db):
    """``upload("a.docx", ["words"])``: a Wagtail document whose text has been read."""

    def make(name, content, title="", collection=None):
        if isinstance(content, (list, str)):
            paragraphs = [content] if isinstance(content, str) else content
            make_file = demo_files.pdf if name.endswith(".pdf") else demo_files.docx
            content = make_file(paragraphs)
        with committed():
            document = get_document_model()(title=title or name)
            if collection is not None:
                document.collection = collection
            document.file.save(name, ContentFile(content), save=False)
            document.save()
        return document

    return make


@pytest.fixture
def publish(site, committed):
    """``publish("title", "text")``: an ordinary page of the host, live and indexed."""
    from tests.host.models import ContentPage

    def make(title, text="", parent=None, **fields):
        parent = parent or site.root_page
        body = [("paragraph", f"<p>{text}</p>")] if text else []
        page = ContentPage(title=title, body=body, locale=parent.locale, **fields)
        with committed():
            parent.add_child(instance=page)
        return page

    return make


@pytest.fixture
def find(site):
    """``find("words")``: the titles that the public of the site finds."""
    from wagtail_civic.documents import searching

    def titles(text, on=None, **options):
        return [hit.row.title for hit in searching.search(on or site, text, **options).hits]

    return titles
