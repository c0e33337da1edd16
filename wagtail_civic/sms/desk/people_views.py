"""Whole numbers: to look at one, to take all of them along. Both are permissions and are logged."""

from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wagtail_civic.core import formats, history
from wagtail_civic.core.downloads import csv_download
from wagtail_civic.core.permissions import required_sites
from wagtail_civic.core.reporting import hush

from ..models.people import Subscriber
from ..models.settings import SmsSettings

UNMASK, EXPORT = "civic_sms.unmask_subscriber", "civic_sms.export_subscriber"


@require_POST
def unmask(request, pk: int):
    """The whole number of one subscriber, shown once."""
    hush(request)
    sites = required_sites(request.user, UNMASK)
    subscriber = get_object_or_404(Subscriber, pk=pk, site__in=sites)
    history.log(subscriber, "civic_sms.unmask", user=request.user)
    title = str(subscriber)
    context = {
        "subscriber": subscriber,
        "header_title": title,
        "page_title": title,
        "header_icon": "group",
    }
    response = TemplateResponse(request, "wagtail_civic/sms/admin/unmasked.html", context)
    response["Cache-Control"] = "no-store"
    return response


def export(request):
    """All subscribers of the user's municipalities as CSV, formulas made harmless. Looking asks
    whether one means it; sending downloads."""
    sites = required_sites(request.user, EXPORT)
    if request.method != "POST":
        title = _("Download subscribers")
        context = {"header_title": title, "page_title": title, "header_icon": "download"}
        return TemplateResponse(request, "wagtail_civic/sms/admin/export.html", context)
    rows = Subscriber.objects.filter(site__in=sites)
    for site in sites:
        count = rows.filter(site=site).count()
        settings = SmsSettings.for_site(site)
        history.log(settings, "civic_sms.export_people", user=request.user, data={"rows": count})
    return csv_download(_rows(rows), "subscribers")


def _rows(rows):
    head = [_("site"), _("number"), _("language"), _("topics"), _("areas"), _("came by")]
    yield [*head, _("state"), _("since")]
    rows = rows.select_related("site").order_by("pk")
    rows = rows.prefetch_related("topics__names", "areas__names")
    for row in rows.iterator(chunk_size=500):
        yield _cells(row)


def _cells(row: Subscriber) -> list[str]:
    topics = ", ".join(map(str, row.topics.all()))
    areas = ", ".join(map(str, row.areas.all()))
    return [
        str(row.site),
        row.number,
        row.language,
        _("all topics") if row.all_topics else topics,
        _("the whole municipality") if row.all_areas else areas,
        row.get_origin_display(),
        row.state_in_words,
        formats.date(row.created_at),
    ]
