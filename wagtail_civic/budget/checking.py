"""The check screen: between an upload and the public, one look at everything."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from wagtail_civic.core import history
from wagtail_civic.core.permissions import may, sites_for
from wagtail_civic.core.workbook import WorkbookError

from . import access, importing, publishing, report
from .forms import CheckForm, WithdrawForm
from .models.sources import SourceDocument
from .permissions import IMPORT, PUBLISH

INDEX = "civic_budget_workbooks:index"
CHECK = "civic_budget_workbooks:edit"
UNREADABLE = (WorkbookError, OSError)


class CheckView(WagtailAdminTemplateMixin, View):
    template_name = "wagtail_civic/budget/admin/check.html"
    header_icon = "table"

    def dispatch(self, request, pk):
        self.document = get_object_or_404(SourceDocument, pk=pk)
        site = self.document.site
        self.may_import = may(request.user, IMPORT, site)
        self.may_publish = may(request.user, PUBLISH, site)
        if not (self.may_import or self.may_publish):
            if not (sites_for(request.user, IMPORT) | sites_for(request.user, PUBLISH)).exists():
                raise PermissionDenied
            raise Http404
        return super().dispatch(request, pk)

    def get_page_title(self):
        return self.document.title

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse(INDEX), "label": _("Workbooks")},
            {"url": "", "label": self.document.title},
        ]

    def get(self, request, pk):
        return self.show()

    def post(self, request, pk):
        action = request.POST.get("action", "")
        handlers = {
            "save": (self.save, self.may_import or self.may_publish),
            "publish": (self.publish, self.may_publish),
            "discard": (self.discard, self.may_import or self.may_publish),
            "withdraw": (self.withdraw, self.may_publish),
        }
        handler, allowed = handlers.get(action, (None, True))
        if not allowed:
            raise PermissionDenied
        if handler is None:
            return self.show()
        try:
            return handler()
        except UNREADABLE:
            return self.show()

    def show(self, form: CheckForm | None = None, withdraw: WithdrawForm | None = None):
        context = self.get_context_data(
            document=self.document,
            may_publish=self.may_publish,
            may_import=self.may_import,
            withdraw_form=withdraw or WithdrawForm(),
            public_page=access.public_page(self.document.site),
        )
        if self.document.state == "waiting":
            context |= self.examined(form)
        else:
            revisions = self.document.revisions.select_related("budget")
            context["revisions"] = revisions.order_by("budget__fiscal_year", "direction", "stage")
        return self.render_to_response(context)

    def examined(self, form: CheckForm | None) -> dict:
        try:
            choices, unit = self.choices()
        except WorkbookError as error:
            return {"unreadable": str(error)}
        except OSError:
            return {"unreadable": _("The stored file cannot be opened. Upload it again.")}
        form = form or CheckForm(choices, unit)
        found = report.report(choices, unit)
        return {
            "form": form,
            "report": found,
            "unit": unit,
            "rows": list(zip(found.columns, form.choices, strict=True)),
        }

    def choices(self):
        with self.document.file.open("rb") as file:
            tables = importing.parse(file)
        return (
            importing.choices(tables, self.document),
            importing.unit_of(tables, self.document),
        )

    def save(self):
        """Keep the choices; the screen then shows totals and differences by them."""
        form = self.keep()
        if form is None:
            return self.again()
        messages.success(self.request, _("Saved. Totals and differences follow your choice."))
        return self.again()

    def keep(self) -> CheckForm | None:
        """The checked form once its choices are stored; None after saying what is wrong."""
        if self.document.state != "waiting":
            messages.warning(self.request, _("This workbook is no longer waiting."))
            return None
        choices, unit = self.choices()
        form = CheckForm(choices, unit, self.request.POST)
        if not form.is_valid():
            self.invalid = form
            return None
        with transaction.atomic():
            self.document.unit = form.unit.cleaned_data["unit"]
            self.document.choices = {"columns": form.saved()}
            self.document.save(update_fields=["unit", "choices"])
            history.log(self.document, "civic_budget.choose", user=self.request.user)
        return form

    def again(self):
        invalid = getattr(self, "invalid", None)
        if invalid is not None:
            return self.show(form=invalid)
        return redirect(CHECK, self.document.pk)

    def publish(self):
        if self.keep() is None:
            return self.again()
        choices, unit = self.choices()
        if report.blocking(choices):
            messages.error(
                self.request, _("Not published: some cells cannot be read, see the list.")
            )
            return self.again()
        found = report.report(choices, unit)
        if found.difference_count and "seen" not in self.request.POST:
            messages.warning(
                self.request,
                _("Not published yet: look at the differences and confirm that you saw them."),
            )
            return self.again()
        if publishing.publish(self.document, choices, unit, self.request.user):
            messages.success(self.request, _("The figures are published."))
        else:
            messages.info(self.request, _("This workbook was published or discarded already."))
        return self.again()

    def discard(self):
        if publishing.discard(self.document, self.request.user):
            messages.success(self.request, _("The workbook was discarded; nothing was published."))
        else:
            messages.info(self.request, _("This workbook was published or discarded already."))
        return redirect(INDEX)

    def withdraw(self):
        form = WithdrawForm(self.request.POST)
        if not form.is_valid():
            return self.show(withdraw=form)
        reason = form.cleaned_data["reason"]
        if publishing.withdraw(self.document, self.request.user, reason):
            messages.success(self.request, _("The figures are no longer public."))
        return redirect(CHECK, self.document.pk)
