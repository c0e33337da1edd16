from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from .admin_views import DocumentsReport, reread

VIEW = "civic_documents.view_documentfile"


class DocumentsMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(VIEW)


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
    ]


@hooks.register("register_civic_menu_item")
def documents_item():
    return DocumentsMenuItem(
        _("Text of documents"),
        reverse_lazy("civic_documents_report"),
        name="civic-documents",
        icon_name="doc-full-inverse",
        order=300,
    )
