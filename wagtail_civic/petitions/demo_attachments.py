"""What two initiators of the demonstration have attached: a drawing that is published, and a
picture that waits for an officer."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from wagtail_civic.core import uploads
from wagtail_civic.core.demo import DemoContext

from . import attaching
from .models.attachments import Attachment
from .models.petition import Petition

SIZE = (960, 540)
TITLES = {
    "bridge": {"ka": "ხიდის ადგილი, ესკიზი", "en": "Where the bridge stood, a sketch"},
    "lights": {"ka": "ქუჩა საღამოს", "en": "The street in the evening"},
}


def attach_published(ctx: DemoContext, petition: Petition, name: str) -> None:
    row = attach_waiting(ctx, petition, name)
    attaching.publish(row, now=petition.opened_at, user=None, title=row.title)


def attach_waiting(ctx: DemoContext, petition: Petition, name: str) -> Attachment:
    file = SimpleUploadedFile(f"{name}.png", _PICTURES[name]())
    examined = uploads.examine(file, [uploads.KINDS["png"]], uploads.LARGEST)
    title = TITLES[name].get(ctx.languages()[0], TITLES[name]["en"])
    row = attaching.keep(petition.site, examined, title, [], 1, petition.submitted_at)
    attaching.claim(petition, [row.handle])
    row.refresh_from_db()
    return row


def _bridge() -> bytes:
    picture = Image.new("RGB", SIZE, "#f4f1e8")
    pen = ImageDraw.Draw(picture)
    pen.polygon([(0, 330), (960, 270), (960, 420), (0, 460)], fill="#9ec3cf")
    pen.polygon([(0, 200), (230, 240), (250, 460), (0, 500)], fill="#b9c79c")
    pen.polygon([(960, 150), (740, 210), (720, 430), (960, 470)], fill="#b9c79c")
    pen.line([(230, 250), (740, 220)], fill="#5b4636", width=12)
    for place in range(250, 740, 35):
        top = 250 - (place - 230) * 30 // 510
        pen.line([(place, top - 55), (place, top)], fill="#5b4636", width=5)
    pen.line([(230, 195), (740, 165)], fill="#5b4636", width=6)
    return _png(picture)


def _lights() -> bytes:
    picture = Image.new("RGB", SIZE, "#1d2333")
    pen = ImageDraw.Draw(picture)
    pen.polygon([(380, 180), (580, 180), (960, 540), (0, 540)], fill="#2c3345")
    for place, lit in ((150, False), (330, True), (640, False), (820, False)):
        pen.line([(place, 120), (place, 400)], fill="#6b7285", width=8)
        shade = "#f3d98b" if lit else "#3b4254"
        pen.ellipse([(place - 24, 96), (place + 24, 144)], fill=shade)
    return _png(picture)


def _png(picture: Image.Image) -> bytes:
    drawn = io.BytesIO()
    picture.save(drawn, "PNG")
    return drawn.getvalue()


_PICTURES = {"bridge": _bridge, "lights": _lights}
