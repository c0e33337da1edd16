"""Atom feeds that survive what people paste: control characters are left out, and what is no
markup is not taken for it."""

from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape


def clean(text: object) -> str:
    """``text`` without the characters that XML 1.0 refuses."""
    return "".join(
        char
        for char in str(text)
        if char in "\t\n\r"
        or "\x20" <= char <= "\ud7ff"
        or "\ue000" <= char <= "\ufffd"
        or char >= "\U00010000"
    )


class CleanAtom1Feed(Atom1Feed):
    content_type = "application/atom+xml; charset=utf-8"

    def add_item(self, title, link, description, **kwargs):
        kwargs = {key: clean(v) if isinstance(v, str) else v for key, v in kwargs.items()}
        # Django declares a summary to be HTML; ours are plain words, a citizen's among them.
        super().add_item(clean(title), link, escape(clean(description)), **kwargs)


class AtomFeed(Feed):
    """A Django ``Feed`` that writes Atom; the site is the one that the request is for."""

    feed_type = CleanAtom1Feed

    def __call__(self, request, *args, **kwargs):
        response = super().__call__(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        return response
