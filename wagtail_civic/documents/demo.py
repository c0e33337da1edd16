"""A few public documents of the town, as a municipality keeps them beside its acts."""

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from wagtail_civic.core.demo import DemoContext

from . import demo_files
from .demo_texts import DOCUMENTS


def build(ctx: DemoContext) -> None:
    for name, title, paragraphs in DOCUMENTS:
        pdf = demo_files.can_make_pdf() and name.endswith(".pdf")
        make = demo_files.pdf if pdf else demo_files.docx
        stem = name.rsplit(".", 1)[0]
        document = get_document_model()(title=title)
        document.file.save(
            f"{stem}.{'pdf' if pdf else 'docx'}", ContentFile(make(paragraphs, title)), save=False
        )
        document.save()
        ctx.made(document)
