"""Following a petition without signing it, and ending the notices with one click."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from wagtail.models import Site

from wagtail_civic.core import abuse, letter_views, verification
from wagtail_civic.core.actions import civic_action

from .. import display, following, ways
from ..forms import ConfirmWithdrawalForm, FollowForm
from ..models.followers import Follower
from .finding import public_petition
from .signing import LIMITS, closed, show, too_often


@civic_action
def follow(request, lang, year, serial):
    now = timezone.now()
    petition = public_petition(request, year, serial)
    if not display.may_be_followed(petition):
        return closed(request, petition)
    form = FollowForm(request.POST if request.method == "POST" else None, now=now)
    if form.is_valid():
        contact = form.cleaned_data["address"]
        if not abuse.allow(request, "petitions.follow", petition.site, LIMITS, contact, now):
            return too_often(request, petition)
        return redirect(verification.entry_url(following.begin(petition, contact, lang, now)))
    return show(request, "follow", petition, form=form)


@civic_action
def stop_notices(request, lang, follower, proof):
    """Looking ends nothing. A mail program's one click (RFC 8058) ends them without a page."""
    site = Site.find_for_request(request)
    rows = Follower.objects.filter(uuid=follower, petition__site=site)
    found = rows.select_related("petition__site").first()
    if found is None:
        return redirect(ways.result_address("unfollowed", None, lang))
    if not following.is_proof(found, proof):
        raise Http404
    petition = found.petition
    if letter_views.is_one_click(request):
        following.stop(rows)
        return HttpResponse(status=204)
    form = ConfirmWithdrawalForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        following.stop(rows)
        return redirect(ways.result_address("unfollowed", petition, lang))
    return show(request, "stop_notices", petition, form=form)
