"""The demonstration's news: twelve items in two languages and one banner."""

from datetime import datetime, time, timedelta
from io import BytesIO

from django.core.files.images import ImageFile
from wagtail.images import get_image_model

from wagtail_civic.core import clock
from wagtail_civic.core.demo import DemoContext

from . import listing
from .demo_pictures import landscape
from .demo_texts import ALT, BANNER, NEWS, Item
from .models.banners import AlertBanner, AlertBannerText


def build(ctx: DemoContext) -> None:
    index = ctx.index("news")
    if index is None or index.get_children().exists():
        return
    pictures = make_pictures(ctx)
    for item in NEWS:
        make_item(ctx, index, item, pictures)
    make_banner(ctx)


def make_pictures(ctx: DemoContext) -> dict[str, object]:
    pictures = {}
    for name, (title, description) in ALT.items():
        file = ImageFile(BytesIO(landscape(name)), name=f"chaieti-{name}.jpg")
        image = get_image_model()(title=title, file=file)
        if hasattr(image, "description"):
            image.description = title if ctx.languages()[0] == "ka" else description
        image.save()
        pictures[name] = ctx.made(image)
    return pictures


def make_item(ctx: DemoContext, index, item: Item, pictures: dict) -> None:
    day = clock.day_of(ctx.now) - timedelta(days=item.days)
    original, *others = ctx.languages()
    page = listing.news_model()(
        kind=item.kind, date=day, image=pictures.get(item.picture), **_words(item, original)
    )
    page.topics = [ctx.topics[code] for code in item.topics if code in ctx.topics]
    page.areas = [ctx.areas[code] for code in item.areas if code in ctx.areas]
    ctx.publish(index, page, at=datetime.combine(day, time(9, 30), tzinfo=clock.zone()))
    for language in others:
        ctx.translate(page, language, **_words(item, language))


def _words(item: Item, language: str) -> dict:
    ka = language == "ka"
    title, lead, text = item.ka if ka else item.en
    alt = ALT[item.picture][0 if ka else 1] if item.picture else ""
    return {"title": title, "lead": lead, "image_alt": alt, "body": [("paragraph", text)]}


def make_banner(ctx: DemoContext) -> None:
    banner = AlertBanner(
        site=ctx.site,
        level="minor",
        starts_at=ctx.now - timedelta(hours=2),
        ends_at=ctx.now + timedelta(days=30),
    )
    for language, (title, text) in BANNER.items():
        banner.texts.add(AlertBannerText(language=language, title=title, text=text))
    banner.save()
    ctx.made(banner)
