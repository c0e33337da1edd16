"""Georgian without capitals in the admin.

Django and Wagtail upper-case the first letter of labels. Georgian letters then turn into Mtavruli,
a script for headlines that nobody begins a word with and many old phones cannot show.
"""

import re

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse

from .text import mkhedruli

#: A Mtavruli letter as JSON writes it: U+1C90 to U+1CBF.
ESCAPED = re.compile(r"\\u1c([9ab])([0-9a-f])")
PLACES = {"9": "d", "a": "e", "b": "f"}
KINDS = ("text/html", "application/json")


class MkhedruliMiddleware:
    """Writes Georgian capitals in the admin's answers as ordinary letters.

    Put it first in ``MIDDLEWARE`` (after the security middleware). Public pages pass untouched.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.streaming or not request.path.startswith(_admin()):
            return response
        if response.get("Content-Type", "").startswith(KINDS):
            written = response.content.decode(response.charset)
            folded = ESCAPED.sub(_unescaped, mkhedruli(written))
            if folded != written:
                response.content = folded.encode(response.charset)
                if response.has_header("Content-Length"):
                    response["Content-Length"] = str(len(response.content))
        return response


def _admin() -> str:
    try:
        return reverse("wagtailadmin_home")
    except NoReverseMatch:  # a host that serves its admin elsewhere: no path begins so
        return "//"


def _unescaped(match: re.Match) -> str:
    return f"\\u10{PLACES[match[1]]}{match[2]}"
