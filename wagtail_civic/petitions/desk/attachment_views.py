"""The attachments of a petition's case: open one to look at it, publish it or refuse it."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from wagtail_civic.core import uploads

from .. import attaching, locking
from ..lifecycle import MODERATE
from ..models.attachments import Attachment
from .case_views import CASE, case_of, form_page, require
from .move_forms import MoveForm


class PublishForm(MoveForm):
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=attaching.TITLE_LENGTH,
        help_text=gettext_lazy("As everybody reads it."),
    )


class RefuseForm(MoveForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The initiator receives this text by e-mail."),
    )


def _attachment(request, pk: int, handle) -> Attachment:
    petition = case_of(request, pk)
    require(request, MODERATE, petition)
    return get_object_or_404(
        Attachment.objects.select_related("petition__site"), petition=petition, handle=handle
    )


@require_POST
def download(request, pk, handle):
    """The file itself; it is noted who looked at one that is not public."""
    attachment = _attachment(request, pk, handle)
    if not attachment.document_id:
        attaching.seen(attachment, request.user)
    return uploads.response(attachment)


def decide(request, pk, handle, decision):
    """Publish an attachment, or refuse it or take it back."""
    attachment = _attachment(request, pk, handle)
    petition = attachment.petition
    if decision not in ("publish", "refuse"):
        raise Http404
    if request.method == "POST" and locking.held_by_other(petition, request.user, timezone.now()):
        messages.warning(request, _("A colleague has this petition open. Take it over first."))
        return redirect(CASE, pk)
    data = request.POST if request.method == "POST" else None
    if decision == "publish":
        form = PublishForm(data, initial={"title": attachment.title}, petition=petition)
        rule, label = attaching.publish, _("Publish the attachment")
    else:
        form = RefuseForm(data, petition=petition)
        rule, label = attaching.refuse, _("Do not publish the attachment")
    if data is None or not form.is_valid():
        return form_page(request, petition, label, form, help=attachment.title)
    if rule(attachment, now=timezone.now(), user=request.user, **form.cleaned_data):
        messages.success(request, _("Done: %(move)s.") % {"move": label})
    return redirect(CASE, pk)
