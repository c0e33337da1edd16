"""The registrar's side: acts with drafts, workflow, preview and history; their types."""

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import (
    CopyView,
    CreateView,
    EditView,
    IndexView,
    SnippetViewSet,
    WorkflowActionView,
)

from wagtail_civic.core.columns import YesNoColumn
from wagtail_civic.core.digests import sha256_of_stored
from wagtail_civic.core.models import Body
from wagtail_civic.core.viewsets import CivicModelViewSet, CivicViewSetGroup, LabelledPaginator
from wagtail_civic.core.visibility import withheld

from . import checking, numbering, withdrawing
from .choosers import ActChooserViewSet
from .editing import RenumberForm, WithdrawForm, edit_handler
from .files import holders
from .listing import ActFilterSet, columns, with_state
from .models.acts import Act
from .models.types import ActType
from .permissions import ACTIONS, PolicyForObject, act_policy
from .version_viewset import ActVersionViewSet

NAMESPACE = "wagtailsnippets_civic_acts_act"


class ActView:
    """Mixed into every view of acts: those of other municipalities do not exist here, and what a
    view allows is asked for the municipality of its act."""

    def setup(self, request, *args, **kwargs):
        if "pk" in kwargs:
            self.permission_policy = self.policy_for(request.user, kwargs["pk"])
        super().setup(request, *args, **kwargs)

    def policy_for(self, user, pk) -> PolicyForObject:
        act = Act.objects.filter(pk=unquote(str(pk))).select_related("site").first()
        if act is None or act.site_id not in act_policy().sites(user, ACTIONS):
            raise Http404
        return PolicyForObject(act)


class ActIndexView(IndexView):
    table_classname = "listing civic-listing"
    paginator_class = LabelledPaginator

    def get_header_more_buttons(self):
        """What takes in many acts, for whoever may."""
        user, policy = self.request.user, act_policy()
        ways = [
            ("add", "civic_acts_upload", _("Upload files as acts"), "upload"),
            ("change", "civic_acts_confirm", _("Confirm what was read"), "check"),
            ("import", "civic_acts_import", _("Take in a list of acts"), "table"),
        ]
        return [
            *super().get_header_more_buttons(),
            *(
                Button(label, url=reverse(name), icon_name=icon, priority=60)
                for action, name, label, icon in ways
                if policy.user_has_permission(user, action)
            ),
        ]

    def get_delete_url(self, instance):
        return None if instance.was_public else super().get_delete_url(instance)

    def get_base_queryset(self):
        sites = act_policy().sites(self.request.user, ACTIONS)
        acts = super().get_base_queryset().filter(site__in=sites)
        return with_state(acts.select_related("latest_revision").for_list())

    def search_queryset(self, queryset):
        """By words as they stand, and by a number or a code however it is written."""
        found = super().search_queryset(queryset)
        if not (self.is_searching and self.search_query):
            return found
        numbered = Act.objects.numbered(self.search_query)
        return queryset.filter(
            Q(pk__in=found.order_by().values("pk")) | Q(pk__in=numbered.values("pk"))
        )


class SavesActs:
    """A number that somebody else took a moment ago is a message, not an error page."""

    def form_valid(self, form):
        try:
            with numbering.taking():
                self._keep_checked(form)
                response = super().form_valid(form)
                checking.log(form.instance, form.instance, form.checked_before, self.request.user)
            self._warn_of_same_files(form.instance)
            self._warn_of_withheld_files(form.instance)
            return response
        except ValidationError as error:
            form.add_error(None, error)
        self.produced_error_code = "validation_error"
        self.produced_error_message = self.get_error_message()
        return self.form_invalid(form)

    def _keep_checked(self, form) -> None:
        """Of a published act the row knows what was looked at, and the draft is another copy."""
        act = form.instance
        Act.objects.filter(pk=act.pk).update(personal_checked=act.personal_checked)

    def _warn_of_same_files(self, act) -> None:
        digests = [file.sha256 or sha256_of_stored(file.document.file) for file in act.files.all()]
        for other in holders(act.site_id, digests, but=act.pk).for_list()[:5]:
            words = _("The act “%(act)s” has the same file. Is it entered twice?")
            messages.warning(self.request, words % {"act": other})

    def _warn_of_withheld_files(self, act) -> None:
        files = {file.document_id: file for file in act.files.all()}
        for key in withheld(files):
            words = _(
                "The public does not get “%(file)s” yet: it has not been read, or personal data "
                "stand in it."
            )
            messages.warning(self.request, words % {"file": files[key]})

    def publish_action(self):
        policy = act_policy()
        if not policy.user_has_permission_for_instance(self.request.user, "publish", self.object):
            raise PermissionDenied
        return super().publish_action()

    def submit_action(self):
        """Whoever hands an act in has looked: who approves it may do so without its form."""
        checking.refuse_unchecked(self.object)
        return super().submit_action()


class ActCreateView(SavesActs, CreateView):
    def get_initial_form_instance(self):
        """A new act of the editor's municipality, if there is only one."""
        sites = act_policy().sites(self.request.user, ["add"])
        return Act(site_id=next(iter(sites)) if len(sites) == 1 else None, live=False)


class ActCopyView(CopyView):
    """Shows the form filled in; saving it goes to the view that adds an act."""

    http_method_names = ["get", "head", "options"]

    def get_initial_form_instance(self):
        source = self.get_object()
        data = source.serializable_data() | {
            "pk": None,
            "number": "",
            "adopted": None,
            "registration_code": "",
            "official_url": "",
            "published_on": None,
            "effective_on": None,
            "expires_on": None,
            "repealed_on": None,
            "go_live_at": None,
            "expire_at": None,
            "live": False,
            "first_published_at": None,
            "withdrawn_at": None,
            "withdrawn_reason": "",
            "guessed_at": None,
            "awaits_text": False,
            "personal_checked": "",
            "latest_revision": None,
            "live_revision": None,
        }
        data["commencements"] = []
        for name in ("files", "relations", "summaries"):
            data[name] = [row | {"pk": None, "act": None} for row in data[name]]
        copy = Act.from_serializable_data(data, check_fks=False)
        copy.key = Act().key
        return copy


class ActEditView(SavesActs, EditView):
    @cached_property
    def can_delete(self):
        return super().can_delete and not self.object.was_public

    def get_header_more_buttons(self):
        buttons = list(super().get_header_more_buttons())
        if self.user_has_permission("change"):
            url = f"{reverse('civic_act_versions:index')}?act={self.object.pk}"
            buttons.append(
                Button(_("Consolidated versions"), url=url, icon_name="copy", priority=35)
            )
        if self.object.live and self.user_has_permission("publish"):
            url = reverse(f"{NAMESPACE}:withdraw", args=[self.object.pk])
            buttons.append(
                Button(_("Withdraw from the registry"), url=url, icon_name="cross", priority=45)
            )
        if self.object.first_published_at and self.user_has_permission("renumber"):
            url = reverse(f"{NAMESPACE}:renumber", args=[self.object.pk])
            buttons.append(
                Button(_("Change number or date"), url=url, icon_name="edit", priority=40)
            )
        return buttons


class MoveView(ActView, WagtailAdminTemplateMixin, View):
    """A logged move of a published act, with its reason: one form, one rule."""

    template_name = "wagtail_civic/acts/admin/move.html"
    action = ""
    explanation = ""
    button = ""
    done = ""

    def dispatch(self, request, pk):
        self.act = self.permission_policy.act
        if not self.permission_policy.user_has_permission(request.user, self.action):
            raise PermissionDenied
        if not self.is_possible():
            raise Http404
        self.edit_url = reverse(f"{NAMESPACE}:edit", args=[pk])
        return super().dispatch(request, pk)

    def get_breadcrumbs_items(self):
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse(f"{NAMESPACE}:list"), "label": _("Acts")},
            {"url": self.edit_url, "label": str(self.act)},
            {"url": "", "label": self.page_title},
        ]

    def get(self, request, pk):
        return self.show(self.form())

    def post(self, request, pk):
        form = self.form(request.POST)
        if form.is_valid():
            try:
                self.move(form.cleaned_data)
            except ValidationError as error:
                for name, found in error.message_dict.items():
                    form.add_error(name if name in form.fields else None, found)
            else:
                messages.success(request, self.done)
                return redirect(self.edit_url)
        return self.show(form)

    def show(self, form):
        context = self.get_context_data(
            form=form, act=self.act, edit_url=self.edit_url, media=form.media
        )
        context |= {"explanation": self.explanation, "button": self.button}
        return TemplateResponse(self.request, self.template_name, context)


class RenumberView(MoveView):
    action = "renumber"
    page_title = gettext_lazy("Change number or date")
    header_icon = "edit"
    explanation = gettext_lazy(
        "The present address will lead to the new one for ever; the move is written in the history."
    )
    button = gettext_lazy("Move the act")
    done = gettext_lazy("The act has its new address; the old one leads to it.")

    def is_possible(self) -> bool:
        return self.act.first_published_at is not None

    def form(self, data=None) -> RenumberForm:
        types = ActType.objects.prefetch_related("names")
        bodies = Body.objects.prefetch_related("names")
        return RenumberForm(data, act=self.act, types=types, bodies=bodies)

    def move(self, given: dict) -> None:
        numbering.renumber(self.act, **given, user=self.request.user)


class WithdrawView(MoveView):
    action = "publish"
    page_title = gettext_lazy("Withdraw from the registry")
    header_icon = "cross"
    explanation = gettext_lazy(
        "The act leaves the registry, the search and the open data. Its address says that it was "
        "withdrawn, when and why; its number stays taken. Publishing it again brings it back."
    )
    button = gettext_lazy("Withdraw the act")
    done = gettext_lazy("The act was withdrawn; its address says so.")

    def is_possible(self) -> bool:
        return self.act.live

    def form(self, data=None) -> WithdrawForm:
        return WithdrawForm(data)

    def move(self, given: dict) -> None:
        withdrawing.withdraw(self.act, **given, user=self.request.user)


class ActWorkflowActionView(WorkflowActionView):
    """Approving without the form of the act: what stands in the way leads to it."""

    def post(self, request, *args, **kwargs):
        try:
            with numbering.taking():
                return super().post(request, *args, **kwargs)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        form = reverse(self.redirect_url_name, args=(self.object.pk,))
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return self.render_modal_json(request, {"step": "success", "redirect": form})
        return redirect(form)


class ActViewSet(SnippetViewSet):
    model = Act
    icon = "doc-full"
    menu_label = gettext_lazy("Acts")
    menu_order = 10
    menu_item_is_registered = True
    copy_view_enabled = True
    inspect_view_enabled = False
    list_per_page = 50
    list_display = columns()
    filterset_class = ActFilterSet
    search_backend_name = None
    search_fields = ["title", "number", "number_key", "registration_code", "code_key"]
    ordering = ["-adopted", "-pk"]
    edit_handler = edit_handler()
    chooser_viewset_class = ActChooserViewSet
    index_view_class = ActIndexView
    add_view_class = ActCreateView
    copy_view_class = ActCopyView
    edit_view_class = ActEditView
    workflow_action_view_class = ActWorkflowActionView

    @property
    def permission_policy(self):
        return act_policy()

    def construct_view(self, view_class, **kwargs):
        scoped = type(view_class.__name__, (ActView, view_class), {})
        return super().construct_view(scoped, **kwargs)

    def get_urlpatterns(self):
        renumber = path("renumber/<int:pk>/", RenumberView.as_view(), name="renumber")
        withdraw = path("withdraw/<int:pk>/", WithdrawView.as_view(), name="withdraw")
        return [*super().get_urlpatterns(), renumber, withdraw]


class ActTypeViewSet(CivicModelViewSet):
    model = ActType
    icon = "list-ul"
    name = "civic_act_types"
    menu_order = 20
    list_display = ["__str__", "code", YesNoColumn(ActType, "is_normative")]
    search_fields = ["code", "names__name"]


class ActGroup(CivicViewSetGroup):
    menu_label = gettext_lazy("Acts")
    menu_icon = "doc-full"
    menu_order = 300
    items = (ActViewSet, ActVersionViewSet, ActTypeViewSet)
