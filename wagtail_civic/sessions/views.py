"""What citizens send, and the part of a session's page that changes by itself."""

from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from wagtail_civic.core import abuse, verification
from wagtail_civic.core.actions import civic_action, known_languages
from wagtail_civic.core.models import MunicipalitySettings
from wagtail_civic.core.places import requested_site

from . import asking, lifecycle, reading, status
from .forms import QuestionForm
from .models.session import Session
from .verifying import PURPOSE

SCOPE = "sessions.question"
LIMITS = abuse.Limits(
    network=(abuse.Rule(30, timedelta(hours=1)), abuse.Rule(200, timedelta(days=1)))
)


def public_session(request: HttpRequest, key: UUID, lang: str | None = None):
    """The session and its page, if the public may see it on this site; else 404."""
    session = Session.objects.for_site(requested_site(request)).filter(key=key).first()
    page = session.public_page(lang) if session else None
    if page is None:
        raise Http404
    return session, page


@civic_action
def ask(request: HttpRequest, lang: str, key: UUID) -> HttpResponse:
    session, page = public_session(request, key, lang)
    now = timezone.now()
    form = QuestionForm(request.POST or None, session=session, now=now)
    notice = MunicipalitySettings.for_site(session.site).text(lang).data_notice
    context = {"session": session, "session_page": page, "form": form, "data_notice": notice}
    if session.phase(now) not in status.ASKING_PHASES:
        return render(request, "wagtail_civic/sessions/ask_closed.html", context, status=410)
    if not form.is_valid():
        return render(request, "wagtail_civic/sessions/ask.html", context)
    submission = form.submission()
    if not abuse.allow(request, SCOPE, session.site, LIMITS, submission.contact, now):
        return render(request, "wagtail_civic/sessions/ask_limit.html", context, status=429)
    question, token, made = asking.ask(session, submission, now=now)
    if submission.contact and made:
        sent = verification.begin(
            "email", submission.contact, PURPOSE, question.key, session.site, lang, now=now
        )
        return redirect(verification.entry_url(sent))
    return redirect("civic_sessions:own", lang=lang, token=token)


@civic_action
def own(request: HttpRequest, lang: str, token: str) -> HttpResponse:
    """The author's own view of a question: what became of it; taking it back."""
    question = asking.find(token)
    if question is None or question.session.site_id != requested_site(request).pk:
        raise Http404
    if request.method == "POST":
        if lifecycle.may_withdraw(question):
            lifecycle.withdraw(question, now=timezone.now())
        return redirect("civic_sessions:own", lang=lang, token=token)
    context = {
        "question": question,
        "session_page": question.session.public_page(lang),
        "may_withdraw": lifecycle.may_withdraw(question),
        "token": token,
    }
    return render(request, "wagtail_civic/sessions/own.html", context)


@require_safe
def now(request: HttpRequest, lang: str, key: UUID) -> HttpResponse:
    """The changing part of the page as HTML: what the script puts in place of the old one."""
    if lang not in known_languages():
        raise Http404
    with translation.override(lang):
        request.LANGUAGE_CODE = lang
        session, page = public_session(request, key, lang)
        context = {"page": page, **reading.live_context(session, timezone.now())}
        response = render(request, "wagtail_civic/sessions/includes/now.html", context)
    response["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, public=True, max_age=2)
    return response
