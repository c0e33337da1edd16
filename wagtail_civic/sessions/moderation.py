"""The moderators' side: one question, what was done with it, what can be done now."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.views.generic import InspectView

from wagtail_civic.core.permissions import may, required_sites
from wagtail_civic.core.reporting import hush

from . import lifecycle
from .admin_forms import ModerationForm
from .models.questions import Question

LABELS = {
    "approve": gettext_lazy("Publish"),
    "reject": gettext_lazy("Reject"),
    "answer": gettext_lazy("Publish with this answer"),
    "answer_orally": gettext_lazy("Was answered at the session"),
    "hide": gettext_lazy("Hide"),
    "restore": gettext_lazy("Show again"),
}


class ModerateView(InspectView):
    template_name = "wagtail_civic/sessions/admin/question.html"
    page_title = gettext_lazy("Moderation")

    def dispatch(self, request, *args, **kwargs):
        hush(request)
        return super().dispatch(request, *args, **kwargs)

    def get_fields(self):
        return []

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        question, user = self.object, self.request.user
        moves = [
            move
            for move in lifecycle.moves_from(question.state)
            if may(user, move.permission, question.session.site)
        ]
        context.update(
            question=question,
            session=question.session,
            moves=[{"name": m.name, "label": LABELS[m.name]} for m in moves],
            form=ModerationForm(question=question),
            events=question.events.select_related("actor"),
        )
        return context


@require_POST
def move(request, pk):
    """Make the pressed move; the next question that waits comes up."""
    hush(request)
    arrow = lifecycle.MOVES.get(request.POST.get("move", ""))
    if arrow is None or arrow.permission is None:
        raise Http404
    sites = required_sites(request.user, arrow.permission)
    questions = Question.objects.select_related("session__site")
    question = get_object_or_404(questions, pk=pk, session__site__in=sites)
    here = reverse("civic_questions:inspect", args=[pk])
    form = ModerationForm(request.POST, question=question)
    if not form.is_valid():
        messages.error(request, " ".join(e for errors in form.errors.values() for e in errors))
        return redirect(here)
    try:
        make(question, arrow.name, form.cleaned_data, request.user)
    except lifecycle.MoveRefused:
        messages.error(request, _("Somebody else has decided meanwhile; look again."))
        return redirect(here)
    except lifecycle.ReasonMissing:
        words = _("Write the answer first.") if arrow.name == "answer" else _("Write a reason.")
        messages.error(request, words)
        return redirect(here)
    following = _next(question)
    if following:
        messages.success(request, _("Done. Here is the next one that waits."))
        return redirect("civic_questions:inspect", following.pk)
    messages.success(request, _("Done. Nothing else waits at this session."))
    return redirect(f"{reverse('civic_questions:index')}?state={lifecycle.PENDING}")


def make(question, move: str, words: dict, user) -> Question:
    now = timezone.now()
    match move:
        case "approve" | "restore":
            return getattr(lifecycle, move)(question, user=user, now=now)
        case "reject" | "hide":
            return getattr(lifecycle, move)(question, words["reason"], user=user, now=now)
        case "answer":
            return lifecycle.answer(
                question, words["answer"], user=user, now=now, person=words["person"]
            )
        case "answer_orally":
            return lifecycle.answer_orally(question, user=user, now=now, person=words["person"])
    raise ValueError(move)


def _next(question: Question) -> Question | None:
    waiting = Question.objects.pending().filter(session=question.session).order_by("created_at")
    return waiting.exclude(pk=question.pk).first()
