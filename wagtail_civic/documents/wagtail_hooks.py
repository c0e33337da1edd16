from django.http import Http404
from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from wagtail_civic.core.visibility import withheld

from . import holding
from .access import may_open
from .admin_views import DocumentsReport, reread
from .fruitless_views import VIEW as VIEW_FRUITLESS
from .fruitless_views import FruitlessReport
from .held_views import HeldReport, held_file

VIEW = "civic_documents.view_documentfile"


class PermittedMenuItem(MenuItem):
    """For those who have one permission."""

    def __init__(self, *args, permission: str, **kwargs):
        self.permission = permission
        super().__init__(*args, **kwargs)

    def is_shown(self, request):
        return request.user.has_perm(self.permission)


@hooks.register("register_admin_urls")
def admin_urls():
    report = DocumentsReport
    return [
        path("civic/documents/", report.as_view(), name="civic_documents_report"),
        path(
            "civic/documents/results/",
            report.as_view(results_only=True),
            name="civic_documents_report_results",
        ),
        path("civic/documents/<int:pk>/reread/", reread, name="civic_documents_reread"),
        path("civic/documents/held/", HeldReport.as_view(), name="civic_documents_held"),
        path(
            "civic/documents/held/results/",
            HeldReport.as_view(results_only=True),
            name="civic_documents_held_results",
        ),
        path("civic/documents/held/<int:pk>/", held_file, name="civic_documents_held_file"),
        path("civic/searches/", FruitlessReport.as_view(), name="civic_documents_fruitless"),
        path(
            "civic/searches/results/",
            FruitlessReport.as_view(results_only=True),
            name="civic_documents_fruitless_results",
        ),
    ]


@hooks.register("register_civic_menu_item")
def documents_item():
    return PermittedMenuItem(
        _("Text of documents"),
        reverse_lazy("civic_documents_report"),
        name="civic-documents",
        icon_name="doc-full-inverse",
        order=300,
        permission=VIEW,
    )


@hooks.register("register_reports_menu_item")
def held_item():
    return PermittedMenuItem(
        _("Documents with personal data"),
        reverse_lazy("civic_documents_held"),
        name="civic-documents-held",
        icon_name="lock",
        order=900,
        permission=holding.CLEAR,
    )


@hooks.register("register_reports_menu_item")
def fruitless_item():
    return PermittedMenuItem(
        _("Searches that found nothing"),
        reverse_lazy("civic_documents_fruitless"),
        name="civic-documents-fruitless",
        icon_name="search",
        order=910,
        permission=VIEW_FRUITLESS,
    )


@hooks.register("before_serve_document")
def withhold(document, request):
    """The public does not get a file whose text is kept from it, if the site wants it so."""
    if withheld([document.pk]) and not may_open(getattr(request, "user", None), document):
        raise Http404
