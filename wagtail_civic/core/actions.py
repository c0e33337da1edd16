"""Public action views: what a citizen who is not logged in sends, in a language, without a cookie.

Such a view has no session to ride on, so it is exempt from CSRF tokens and guarded by what the
browser itself says about where a request comes from; ``PublicForm`` adds the stamp.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from functools import wraps
from typing import Self
from urllib.parse import urlsplit

from django import forms
from django.conf import settings as django_settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.utils.html import format_html
from django.utils.http import is_same_domain
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from wagtail.models import Site

from .abuse import HONEYPOT_FIELD, STAMP_FIELD, Stamp, check_stamp, stamp
from .languages import content_languages
from .reporting import discreet
from .widgets import PlainRenderer

View = Callable[..., HttpResponse]

SAFE_METHODS = ("GET", "HEAD")


def civic_action(
    view: View | None = None,
    *,
    methods: Collection[str] = ("GET", "HEAD", "POST"),
    csrf: bool = False,
):
    """Make ``view(request, lang, …)`` a public action: in the language of its address, never
    cached, never framed, and guarded against other sites.

    ``csrf=True`` is for a view where the host's log-in is the channel: it keeps Django's own check.
    """
    if view is None:
        return lambda later: civic_action(later, methods=methods, csrf=csrf)

    @wraps(view)
    def action(request: HttpRequest, lang: str, *args, **kwargs) -> HttpResponse:
        if lang not in known_languages():
            raise Http404
        if request.method not in methods:
            return HttpResponseNotAllowed(methods)
        with translation.override(lang):
            request.LANGUAGE_CODE = lang
            own = csrf or request.method in SAFE_METHODS or comes_from_here(request)
            response = discreet(view if own else refuse)(request, lang, *args, **kwargs)
        return _protect(response)

    return action if csrf else csrf_exempt(action)


class CivicActionMixin:
    """The same for a class-based view: put it before Django's ``View``."""

    @classmethod
    def as_view(cls, **initkwargs):
        return civic_action(super().as_view(**initkwargs))


def known_languages() -> set[str]:
    codes = {code for code, _name in django_settings.LANGUAGES}
    return codes | {code for code, _name in content_languages()}


def comes_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that our own pages, or the citizen directly, sent this request.

    ``Sec-Fetch-Site`` decides; a browser too old to send it is judged by ``Origin``; one that
    sends neither passes, and the form's stamp has to do.
    """
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site:
        return fetch_site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or is_own_origin(origin, request)


def is_own_origin(origin: str, request: HttpRequest) -> bool:
    try:
        host, name = urlsplit(origin).netloc.lower(), urlsplit(origin).hostname
    except ValueError:
        return False
    if not host or not name:
        return False
    if host == request.get_host().lower():
        return True
    for site in Site.objects.filter(hostname__iexact=name):
        if host in (name, f"{name}:{site.port}"):
            return True
    return any(_trusted(origin, trusted) for trusted in django_settings.CSRF_TRUSTED_ORIGINS)


def _trusted(origin: str, trusted: str) -> bool:
    if "*" not in trusted:
        return origin == trusted
    ours, theirs = urlsplit(trusted), urlsplit(origin)
    return ours.scheme == theirs.scheme and is_same_domain(theirs.netloc, ours.netloc.lstrip("*"))


def refuse(request: HttpRequest, lang: str, **kwargs) -> HttpResponse:
    return render(request, "wagtail_civic/core/actions/refused.html", {"page": None}, status=403)


def _protect(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    # Not "no-referrer": with it, browsers send "Origin: null" with our own forms.
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("X-Frame-Options", "DENY")
    response.headers.setdefault("X-Robots-Tag", "noindex")
    return response


# Forms --------------------------------------------------------------------------------------


class StampInput(forms.HiddenInput):
    """The stamp and, beside it, a trap: a field hidden from people that machines fill in."""

    def render(self, name, value, attrs=None, renderer=None):
        return format_html(
            '<input type="hidden" name="{}" value="{}"><div hidden><label>{} '
            '<input type="text" name="{}" tabindex="-1" autocomplete="off"></label></div>',
            name,
            value or "",
            _("Leave this empty"),
            HONEYPOT_FIELD,
        )


class PublicForm(forms.Form):
    """A form for everybody, stamped and with a trap.

    A view does::

        form = SignForm(request.POST or None)
        if form.is_valid():
            …
            return redirect(…)
        return render(request, "….html", {"form": form})

    Cached pages hold no stamp: a form sent without a good one is not valid yet (``needs_stamp``),
    has no error because of it, and is shown again filled in, with a fresh stamp and ``notice``.
    """

    default_renderer = PlainRenderer
    purpose = "public"
    minimum_seconds: float | None = None

    def __init__(self, data=None, *args, now: datetime | None = None, **kwargs):
        self.now = now or timezone.now()
        self.stamp_state = Stamp.GOOD
        if data is not None:
            self.stamp_state = check_stamp(
                data.get(STAMP_FIELD), self.purpose, self.now, self.minimum_seconds
            )
            if self.stamp_state not in (Stamp.GOOD, Stamp.EARLY):
                data = data.copy()
                data[STAMP_FIELD] = stamp(self.purpose, self.now)
        super().__init__(data, *args, **kwargs)
        self.trapped = bool(data and data.get(HONEYPOT_FIELD))
        self.fields[STAMP_FIELD] = forms.CharField(
            required=False, widget=StampInput, initial=stamp(self.purpose, self.now)
        )

    def unstamped(self) -> Self:
        """As it stands on a page that a cache may keep."""
        del self.fields[STAMP_FIELD]
        return self

    def add_prefix(self, field_name):
        return field_name if field_name == STAMP_FIELD else super().add_prefix(field_name)

    @property
    def needs_stamp(self) -> bool:
        """Whether the form was sent, but cannot count because of its stamp."""
        return self.is_bound and self.stamp_state is not Stamp.GOOD

    @property
    def notice(self) -> str:
        """What to tell somebody whose form is shown again only because of its stamp."""
        if not self.needs_stamp:
            return ""
        if self.stamp_state is Stamp.STALE:
            return _("The form was open for a long time. Please check it and send it again.")
        return _("Please check what you have written and send it.")

    def is_valid(self):
        return super().is_valid() and not self.needs_stamp

    def clean(self):
        cleaned = super().clean()
        if self.trapped:
            raise ValidationError(
                _("Part of the form that people cannot see was filled in. Please send it again."),
                code="trapped",
            )
        return cleaned
