"""The session desk: what the clerk presses while a session is being held."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.views.generic import InspectView

from wagtail_civic.core.permissions import may, required_sites

from . import status
from .admin_forms import ReasonForm, RescheduleForm
from .models.session import Session

RUN = "civic_sessions.run_session"

#: Moves that need no word of explanation: one press.
AT_ONCE = ("begin", "finish", "reopen")

LABELS = {
    "begin": gettext_lazy("Begin session: live now"),
    "finish": gettext_lazy("Finish session"),
    "reopen": gettext_lazy("It goes on"),
    "reschedule": gettext_lazy("Move to another day"),
    "postpone": gettext_lazy("Postpone, day unknown"),
    "cancel": gettext_lazy("Cancel session"),
    "restore": gettext_lazy("It will be held after all"),
}
CHANNEL_LABELS = {
    status.OPEN: gettext_lazy("Take questions"),
    status.CLOSED: gettext_lazy("Take no questions for now"),
    status.ARCHIVED: gettext_lazy("Close for good"),
}


class DeskView(InspectView):
    template_name = "wagtail_civic/sessions/admin/desk.html"
    page_title = gettext_lazy("Session desk")

    def get_fields(self):
        return []

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        session, now = self.object, timezone.now()
        moves = [
            {"name": m.name, "label": LABELS[m.name], "at_once": m.name in AT_ONCE}
            for m in status.moves_from(session.status)
            if m.name != "finish" or session.has_come(now)
        ]
        context.update(
            session=session,
            may_edit=may(self.request.user, "civic_sessions.change_session", session.site),
            may_run=may(self.request.user, RUN, session.site),
            moves=moves,
            phase=session.phase(now),
            channels=[(c, CHANNEL_LABELS[c]) for c in status.CHANNELS if c != session.channel],
            items=list(session.agenda.all()),
            streams=list(session.streams.all()),
            pages=list(session.pages().select_related("locale")),
            pending=session.questions.pending().count(),
        )
        return context


def _session(request, pk) -> Session:
    sites = required_sites(request.user, RUN)
    return get_object_or_404(Session, pk=pk, site__in=sites)


def _back(session):
    return redirect(reverse("civic_sessions_desk:inspect", args=[session.pk]))


def move(request, pk, move):
    """Make one move of the status table; those that need words show a form first."""
    session = _session(request, pk)
    if move not in status.MOVES:
        raise Http404
    form_class = RescheduleForm if move == "reschedule" else ReasonForm
    form = form_class(request.POST or None)
    ready = request.method == "POST" and (move in AT_ONCE or form.is_valid())
    if not ready:
        if move in AT_ONCE:
            return _back(session)
        return TemplateResponse(
            request,
            "wagtail_civic/sessions/admin/move.html",
            {"session": session, "form": form, "label": LABELS[move]},
        )
    try:
        _make(session, move, form, request.user)
    except status.StatusRefused:
        messages.error(request, _("The status has changed meanwhile; look again."))
    else:
        messages.success(request, _("Done. Citizens see it now."))
    return _back(session)


def _make(session, move, form, user) -> None:
    now = timezone.now()
    words = getattr(form, "cleaned_data", {})
    reason = words.get("reason", "")
    match move:
        case "begin" | "finish" | "reopen":
            getattr(status, move)(session, user=user, now=now)
        case "reschedule":
            status.reschedule(session, words["start"], words["end"], user=user, reason=reason)
        case "postpone":
            status.postpone(session, user=user, now=now, reason=reason)
        case "cancel" | "restore":
            getattr(status, move)(session, user=user, reason=reason)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


@require_POST
def take_up(request, pk):
    """Say which item is being heard; without one, none."""
    session = _session(request, pk)
    chosen = request.POST.get("item", "")
    item = get_object_or_404(session.agenda, pk=chosen) if _is_number(chosen) else None
    try:
        status.take_up(session, item, user=request.user, now=timezone.now())
    except status.StatusRefused:
        messages.error(request, _("The session is not live."))
    return _back(session)


@require_POST
def channel(request, pk):
    """Open, close or archive the questions."""
    session = _session(request, pk)
    if request.POST.get("channel") in status.CHANNELS:
        status.set_channel(session, request.POST["channel"], user=request.user)
        messages.success(request, _("Done. Citizens see it now."))
    return _back(session)
