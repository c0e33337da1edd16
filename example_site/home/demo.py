"""What the demonstration adds to this site: the front page's blocks and the pages in its foot."""

from wagtail_civic.core import home

from .demo_pages import PAGES
from .models import ContentPage, HomePage

BLOCKS = [
    "live_banner",
    "search_box",
    "latest_news",
    "latest_acts",
    "next_sessions",
    "open_petitions",
    "budget_glance",
    "subscribe",
]
HEADINGS = {"ka": "რით შეგვიძლია დაგეხმაროთ?", "en": "How can we help you?"}
SHORTCUTS = [
    ("acts", {"ka": "მოქმედი აქტები", "en": "Acts in force"}),
    ("petitions", {"ka": "მიმდინარე პეტიციები", "en": "Open petitions"}),
    ("budget", {"ka": "როგორ იხარჯება ბიუჯეტი", "en": "How the budget is spent"}),
    ("sms", {"ka": "SMS გამოწერა", "en": "Subscribe to SMS"}),
]


def build(ctx) -> None:
    for language in ctx.languages():
        arrange_front_page(ctx, language)
    original = ctx.languages()[0]
    parent = ctx.site.root_page
    for slug, by_language in PAGES.items():
        if ContentPage.objects.child_of(parent).filter(slug=slug).exists():
            continue
        title, introduction, body = by_language[original]
        page = ContentPage(
            title=title, slug=slug, introduction=introduction, body=body, show_in_menus=True
        )
        ctx.publish(parent, page)
        for language in ctx.languages()[1:]:
            title, introduction, body = by_language[language]
            ctx.translate(page, language, title=title, introduction=introduction, body=body)


def arrange_front_page(ctx, language: str) -> None:
    """Fill an empty front page; what an editor has arranged stays."""
    site_homes = HomePage.objects.filter(translation_key=ctx.site.root_page.translation_key)
    page = site_homes.filter(locale__language_code=language).first()
    if page is None or page.body:
        return
    page.heading = HEADINGS[language]
    page.body = [(name, block.get_default()) for name, block in known_blocks()]
    shortcuts = [(ctx.index(key, language), texts[language]) for key, texts in SHORTCUTS]
    page.shortcuts = [
        ("shortcut", {"page": target, "text": text}) for target, text in shortcuts if target
    ]
    page.save_revision().publish()


def known_blocks() -> list:
    """The registered blocks in the order of the front page, then any others.

    Not the alert: the site's base template shows it on every page.
    """
    children = HomePage._meta.get_field("body").stream_block.child_blocks
    order = [name for name in BLOCKS if name in children]
    order += [name for name in map(str, home.registered.keys()) if name not in [*BLOCKS, "alert"]]
    return [(name, children[name]) for name in order]
