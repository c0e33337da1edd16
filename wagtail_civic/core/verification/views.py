"""What the citizen sees: check your inbox, type the code, confirm, or where to start again.

Looking never confirms: mail scanners and previews open links. All pages answer alike whether an
address was known before or not.
"""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from ..actions import PublicForm, civic_action
from ..models.verification import Verification
from .fate import fate as fate_of
from .lifecycle import CODE_DIGITS, CODE_TRIES, Outcome, confirm_code, find_by_token
from .lifecycle import confirm as confirm_verification
from .seam import Purpose, channels, purposes

TEMPLATES = "wagtail_civic/core/verification"


class ConfirmForm(PublicForm):
    purpose = "verification.confirm"
    minimum_seconds = 0


class CodeForm(PublicForm):
    purpose = "verification.code"
    minimum_seconds = 0

    code = forms.CharField(
        label=_("Code from the message"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "size": 8}
        ),
    )

    def clean_code(self):
        digits = "".join(c for c in self.cleaned_data["code"] if c.isdecimal())
        if len(digits) != CODE_DIGITS:
            raise forms.ValidationError(
                _("The code has %(digits)s digits.") % {"digits": CODE_DIGITS}
            )
        # Digits of other scripts mean the same number.
        return "".join(str(int(c)) for c in digits)


@civic_action(methods=("GET", "HEAD"))
def sent(request: HttpRequest, lang: str, handle) -> HttpResponse:
    """ "Check your inbox": after asking, for every address alike."""
    verification, purpose = _by_handle(request, handle)
    if verification is None or purpose is None:
        return _unknown(request)
    if verification.confirmed_at:
        return _over(request, verification, purpose)
    context = _context(verification, purpose) | _fate(verification)
    return render(request, f"{TEMPLATES}/sent.html", context)


@civic_action(methods=("GET", "HEAD"))
def fate(request: HttpRequest, lang: str, handle) -> HttpResponse:
    """What became of the message: the part of the page that a script reads anew."""
    verification, _purpose = _by_handle(request, handle)
    if verification is None:
        raise Http404
    return render(request, f"{TEMPLATES}/fate.html", _fate(verification))


@civic_action
def confirm(request: HttpRequest, lang: str, token: str) -> HttpResponse:
    """GET shows what will be confirmed, POST confirms it."""
    verification = find_by_token(token, Site.find_for_request(request))
    purpose = purposes.get(verification.purpose) if verification else None
    if verification is None or purpose is None:
        return _unknown(request)
    if not _is_open(verification):
        return _over(request, verification, purpose)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        url = confirm_verification(verification)
        if url:
            return redirect(url)
        verification.refresh_from_db()
        return _over(request, verification, purpose)
    context = _context(verification, purpose) | {"form": form}
    return render(request, f"{TEMPLATES}/confirm.html", context)


@civic_action
def code(request: HttpRequest, lang: str, handle) -> HttpResponse:
    """The page to type a code; five tries, ten minutes, the newest code only."""
    verification, purpose = _by_handle(request, handle)
    if verification is None or purpose is None:
        return _unknown(request)
    if not _is_open(verification) or verification.attempts >= CODE_TRIES:
        return _over(request, verification, purpose)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        outcome, url = confirm_code(verification, form.cleaned_data["code"])
        if outcome is Outcome.CONFIRMED:
            return redirect(url)
        verification.refresh_from_db()
        if outcome is Outcome.OVER:
            return _over(request, verification, purpose)
        form.add_error("code", _wrong(CODE_TRIES - verification.attempts))
    context = _context(verification, purpose) | _fate(verification) | {"form": form}
    return render(request, f"{TEMPLATES}/code.html", context)


def _fate(verification: Verification) -> dict:
    what, at = fate_of(verification, timezone.now())
    channel = channels.get(verification.channel)
    return {"fate": what, "fate_at": at, "by_code": channel is not None and channel.uses_code}


def _wrong(left: int) -> str:
    return _("This is not the code of the newest message. Tries left: %(left)s.") % {"left": left}


def _by_handle(request: HttpRequest, handle) -> tuple[Verification | None, Purpose | None]:
    site = Site.find_for_request(request)
    rows = Verification.objects.select_related("site").filter(handle=handle, site=site)
    verification = rows.first()
    return verification, purposes.get(verification.purpose) if verification else None


def _unknown(request: HttpRequest) -> HttpResponse:
    """410: the link was one once, or never; nobody is told which."""
    return render(request, f"{TEMPLATES}/unknown.html", {"page": None}, status=410)


def _is_open(verification: Verification) -> bool:
    over = verification.confirmed_at or verification.superseded_at
    return not over and verification.expires_at > timezone.now()


def _context(verification: Verification, purpose: Purpose) -> dict:
    return {
        "verification": verification,
        "title": purpose.title(verification),
        "summary": purpose.summary(verification),
        "button": purpose.button(verification),
        "address": verification.contact.mask(),
        "again_url": purpose.lost(verification),
        "page": None,
    }


def _over(request: HttpRequest, verification: Verification, purpose: Purpose) -> HttpResponse:
    """Used, expired, replaced or tried too often: say which, and lead back."""
    used = bool(verification.confirmed_at)
    context = _context(verification, purpose) | {"used": used}
    return render(request, f"{TEMPLATES}/over.html", context, status=200 if used else 410)
