"""The officers' screens: the case of one petition, its moves, its paper signatures."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic import history as history_views

from wagtail_civic.core import history
from wagtail_civic.core.permissions import may
from wagtail_civic.core.reporting import hush
from wagtail_civic.core.viewsets import CivicDeleteView

from .. import axes, gathering, locking, moderation, paper, rolls, terms
from ..display import timeline
from ..lifecycle import DECIDE, MODERATE, RESTORE, MoveRefused
from ..models.paper import PaperCheck
from ..models.petition import Petition
from ..transitions import NotPossible
from ..waiting import Clocks
from . import previewing
from .casework_forms import DepartmentForm, NoteForm, TagsForm
from .move_forms import CheckForm, DeliveryForm
from .moves import BUTTONS, buttons_for

VIEW = "civic_petitions.view_petition"
PAPER = "civic_petitions.check_paper_petition"
EXPORT = "civic_petitions.export_petition"
IMPORT = "civic_petitions.import_petition"
VOID = "civic_petitions.void_petition"
CONTACTS = "civic_petitions.see_contacts_petition"
PERMISSIONS = (
    MODERATE,
    DECIDE,
    RESTORE,
    VOID,
    EXPORT,
    PAPER,
    CONTACTS,
)
WORKING = {MODERATE, DECIDE, RESTORE}
"""Who does one of these reads what colleagues wrote down about a case."""
CASE = "civic_petitions_queue:inspect"


class CaseView(generic.InspectView):
    """One petition: what it says, where it stands, what can be done, what has been done."""

    page_title = gettext_lazy("Petition")
    template_name = "wagtail_civic/petitions/admin/case.html"
    contacts_shown = False

    def dispatch(self, request, *args, **kwargs):
        hush(request)
        return super().dispatch(request, *args, **kwargs)

    def get_fields(self):
        return []

    def get_edit_url(self):
        return None

    def get_delete_url(self):
        return None

    def get_context_data(self, **kwargs):
        petition = self.object
        page = petition.page()
        granted = granted_to(self.request.user, petition)
        initiator = getattr(petition, "initiator", None)
        now = timezone.now()
        return {
            **super().get_context_data(**kwargs),
            "petition": petition,
            "page": page,
            "page_edit_url": page_edit_url(page, self.request.user),
            "standing": petition.standing if petition.opened_at else None,
            # Every signature is looked at, so only when somebody asks.
            "has_roll": rolls.numbers_for(petition) is not None,
            "on_roll": rolls.tally(petition) if "roll" in self.request.GET else None,
            "other_roll": moderation.other_roll(petition, now),
            "clock": Clocks(now).clock(petition),
            "term": terms.LABELS.get(terms.name_of(petition), ""),
            **axes_in_words(petition),
            **supporters_of(petition),
            **self.among_colleagues(petition, granted, now),
            "events": timeline(petition, list(petition.events.all())),
            "buttons": buttons_for(petition, granted),
            "works_on_it": bool(WORKING & granted),
            "may_check_paper": PAPER in granted and petition.state in paper.OPEN_FOR_PAPER,
            "may_export": EXPORT in granted and petition.opened_at is not None,
            "may_void": VOID in granted and petition.opened_at is not None,
            "checks": petition.paper_checks.all(),
            "may_see_contacts": CONTACTS in granted and initiator is not None,
            "initiator": initiator if self.contacts_shown and CONTACTS in granted else None,
            "history_url": reverse("civic_petitions_queue:history", args=[petition.pk]),
        }

    def among_colleagues(self, petition, granted, now) -> dict:
        """Notes, tags, the department and the lock: for who moderates."""
        if MODERATE not in granted:
            return {"may_moderate": False}
        lock = locking.take(petition, self.request.user, now)
        tags = ", ".join(tag.name for tag in petition.tags.all())
        return {
            "may_moderate": True,
            "lock": lock if lock.user_id != self.request.user.pk else None,
            "note_form": NoteForm(),
            "tags_form": TagsForm(initial={"tags": tags}),
            "department_form": DepartmentForm(
                petition=petition, initial={"department": petition.department_id}
            ),
            "notes": petition.notes.select_related("user"),
            "attachments": petition.attachments.all(),
        }

    def post(self, request, *args, **kwargs):
        """Show the initiator's data; it is noted who looked."""
        if not may(request.user, CONTACTS, self.object.site):
            raise PermissionDenied
        history.log(self.object, "civic_petitions.see_contacts", user=request.user)
        self.contacts_shown = True
        response = self.get(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response


def axes_in_words(petition: Petition) -> dict:
    return {
        "hearing_words": axes.HEARING_LABELS.get(petition.hearing_state, ""),
        "response_words": axes.RESPONSE_LABELS.get(petition.response_state, ""),
    }


def supporters_of(petition: Petition) -> dict:
    """How many supporters a petition has found, until it opens."""
    if petition.opened_at or not hasattr(petition, "gathering"):
        return {}
    return {"asked": petition.gathering, "supporters": gathering.supporters(petition)}


def granted_to(user, petition: Petition) -> set[str]:
    return {name for name in PERMISSIONS if may(user, name, petition.site)}


def page_edit_url(page, user) -> str:
    if page is None or not page.permissions_for_user(user).can_edit():
        return ""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def case_of(request, pk: int) -> Petition:
    """The petition, if it belongs to a municipality whose petitions this user may see.

    What is written about it here tells of citizens: where it fails, the error mail does not.
    """
    hush(request)
    petition = get_object_or_404(Petition.objects.select_related("site"), pk=pk)
    if not may(request.user, VIEW, petition.site):
        raise Http404
    return petition


def require(request, permission: str, petition: Petition) -> None:
    if not may(request.user, permission, petition.site):
        raise PermissionDenied


def _sent(request):
    return request.POST if request.method == "POST" else None


def move(request, pk, name):
    """Ask for what the move needs, then make it; a second click finds it made."""
    petition = case_of(request, pk)
    button = BUTTONS.get(name)
    if button is None:
        raise Http404
    require(request, button.permission, petition)
    now = timezone.now()
    form = button.form(_sent(request), petition=petition, user=request.user)
    if request.method == "POST" and locking.held_by_other(petition, request.user, now):
        messages.warning(request, _("A colleague has this petition open. Take it over first."))
        return redirect(CASE, pk)
    if request.method != "POST" or "preview" in request.POST or not form.is_valid():
        if button not in buttons_for(petition, {button.permission}):
            messages.warning(request, _("This cannot be done now: the petition has moved on."))
            return redirect(CASE, pk)
        return form_page(
            request, petition, button.label, form, button.grave, button.help, move=name
        )
    try:
        button.rule(petition, now=now, user=request.user, **form.cleaned_data)
    except MoveRefused:
        messages.warning(request, _("This cannot be done now: the petition has moved on."))
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        locking.release(petition, request.user)
        messages.success(request, _("Done: %(move)s.") % {"move": button.label})
    return redirect(CASE, pk)


def deliver(request, pk):
    petition = case_of(request, pk)
    require(request, PAPER, petition)
    if petition.state not in paper.OPEN_FOR_PAPER:
        messages.warning(request, _("This cannot be done now: the petition has moved on."))
        return redirect(CASE, pk)
    form = DeliveryForm(_sent(request), petition=petition)
    if request.method == "POST" and form.is_valid():
        try:
            check = paper.deliver(
                petition, now=timezone.now(), user=request.user, **form.cleaned_data
            )
        except (NotPossible, ValidationError) as error:
            messages.error(request, str(error))
            return redirect(CASE, pk)
        return redirect("civic_petitions_queue:paper_check", pk, check.pk)
    return form_page(request, petition, _("Paper signatures delivered"), form)


def check_paper(request, pk, check_pk):
    petition = case_of(request, pk)
    require(request, PAPER, petition)
    check = get_object_or_404(PaperCheck, pk=check_pk, petition=petition)
    if check.checked_at:
        return redirect(CASE, pk)
    form = CheckForm(_sent(request), petition=petition)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            paper.record_check(
                check,
                void_lines=data["void"],
                checked_by=data["checked_by"],
                protocol=data["protocol"],
                now=timezone.now(),
                user=request.user,
            )
        except NotPossible as error:
            form.add_error("void", str(error))
        else:
            messages.success(request, _("The check has been recorded."))
            return redirect(CASE, pk)
    return form_page(request, petition, _("Check of paper signatures"), form, check=check)


def _letter(request, petition, form, move: str) -> tuple[str, str] | None:
    """What the initiator would receive, if that was asked for."""
    if "preview" not in request.POST or not form.is_valid():
        return None
    return previewing.letter_of(petition, move, form.cleaned_data, timezone.now())


def form_page(request, petition, title, form, grave=False, help="", check=None, move=""):
    writes = move in previewing.LETTERS
    return TemplateResponse(
        request,
        "wagtail_civic/petitions/admin/form.html",
        {
            "petition": petition,
            "header_title": title,
            "page_title": title,
            "page_subtitle": str(petition),
            "header_icon": "form",
            "form": form,
            "grave": grave,
            "help": help,
            "check": check,
            "strangers": check and rolls.strangers(check),
            "writes": writes,
            "letter": _letter(request, petition, form, move) if writes else None,
            "case_url": reverse(CASE, args=[petition.pk]),
        },
    )


class CaseHistoryView(history_views.HistoryView):
    """Who did what, for everybody who may see the petition; why, for those who work on it: a reason
    in an officer's own words may name people."""

    any_permission_required = ["view"]

    @cached_property
    def columns(self):
        columns = super().columns
        if WORKING & granted_to(self.request.user, self.object):
            reason = Column("reason", label=_("Reason"), accessor=history.reason_of)
            columns.insert(1, reason)
        return columns

    def get_edit_url(self, instance):
        return None


class DeleteReasonView(CivicDeleteView):
    """A reason in use stays: petitions still tell it."""

    def delete_action(self):
        if self.object.petitions.exists():
            raise PermissionDenied
        super().delete_action()

    def dispatch(self, request, *args, **kwargs):
        if not self.user_has_permission("delete"):
            raise PermissionDenied
        if self.object.petitions.exists():
            messages.error(
                request,
                _("“%(reason)s” is in use and cannot be deleted.") % {"reason": self.object},
            )
            return redirect(self.index_url_name)
        return super().dispatch(request, *args, **kwargs)
