"""The editors' side: the session desk and the queue of questions."""

from django.contrib.auth.models import Permission
from django.db.models import Case, Count, IntegerField, OuterRef, Q, Subquery, Value, When
from django.forms import CheckboxSelectMultiple
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import EditView, IndexView
from wagtail.models import Page

from wagtail_civic.core import formats
from wagtail_civic.core.permissions import SitePermissionPolicy
from wagtail_civic.core.reporting import hush
from wagtail_civic.core.viewsets import CivicModelViewSet, CivicViewSetGroup

from . import desk, lifecycle, moderation
from .admin_forms import (
    AgendaFormSet,
    AgendaItemForm,
    FormSetPanel,
    SessionForm,
    StreamForm,
    StreamFormSet,
)
from .models.questions import Question
from .models.session import Session


class RecordPolicy(SitePermissionPolicy):
    """Records are made and deleted with their pages or by citizens, never in the admin."""

    refused = frozenset({"add", "delete"})

    def sites(self, user, actions):
        return super().sites(user, [a for a in actions if a not in self.refused])

    def user_has_permission(self, user, action):
        return action not in self.refused and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return super().user_has_any_permission(user, set(actions) - self.refused)


class QuestionPolicy(RecordPolicy):
    """Nobody rewrites what a citizen wrote."""

    refused = frozenset({"add", "change", "delete"})


class RecordViewSet(CivicModelViewSet):
    policy_class = RecordPolicy
    inspect_view_enabled = True

    @property
    def permission_policy(self):
        return self.policy_class(self.model)

    def get_urlpatterns(self):
        """No address for what nobody may do."""
        changes = {"edit", "history", "history_results", "usage"}
        names = {"add": {"add"}, "delete": {"delete"}, "change": changes}
        dropped = set().union(*(names[action] for action in self.policy_class.refused))
        return [p for p in super().get_urlpatterns() if p.name not in dropped]

    def get_permissions_to_register(self):
        refused = [f"{action}_{self.model_name}" for action in self.policy_class.refused]
        permissions: list[Permission] = super().get_permissions_to_register()
        return permissions.exclude(codename__in=refused)


class DeskIndexView(IndexView):
    def get_base_queryset(self):
        waiting = Count("questions", filter=Q(questions__state=lifecycle.PENDING))
        rows = super().get_base_queryset().annotate(page_title=_title_of("key"), waiting=waiting)
        return rows.select_related("body").prefetch_related("body__names")


class DeskEditView(EditView):
    """Who has written the agenda goes on at the desk."""

    def get_success_url(self):
        return reverse("civic_sessions_desk:inspect", args=[self.object.pk])


def _title_of(key: str) -> Subquery:
    """The title of the session with this key, in the editor's language or another."""
    mine = When(locale__language_code=get_language(), then=Value(0))
    order = Case(mine, default=Value(1), output_field=IntegerField())
    pages = Page.objects.filter(translation_key=OuterRef(key), alias_of__isnull=True)
    return Subquery(pages.order_by(order, "pk").values("title")[:1])


def _is_live(session) -> bool:
    return session.is_live


def _received(question) -> str:
    return formats.datetime(question.created_at)


def _moment(session) -> str:
    return formats.datetime(session.start) if session.start else ""


class DeskViewSet(RecordViewSet):
    model = Session
    name = "civic_sessions_desk"
    menu_label = _("Session desk")
    icon = "desktop"
    menu_order = 10
    index_view_class = DeskIndexView
    edit_view_class = DeskEditView
    inspect_view_class = desk.DeskView
    inspect_template_name = desk.DeskView.template_name
    list_display = [
        TitleColumn(
            "page_title",
            label=_("Session"),
            sort_key="page_title",
            url_name="civic_sessions_desk:inspect",
        ),
        StatusTagColumn(
            "status", label=_("Status"), accessor="get_status_display", primary=_is_live
        ),
        Column(
            "planned_start", label=_("Planned start"), accessor=_moment, sort_key="planned_start"
        ),
        Column("body", label=_("Body")),
        Column("waiting", label=_("Questions waiting")),
    ]
    list_filter = ["status", "kind", "body"]
    search_fields = ["page_title", "number"]
    ordering = ["-planned_start", "-pk"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldRowPanel(
                        [
                            FieldPanel("body", heading=_("Body")),
                            FieldPanel("convocation", heading=_("Convocation")),
                        ]
                    ),
                    FieldRowPanel(
                        [
                            FieldPanel("kind", heading=_("Kind")),
                            FieldPanel("number", heading=_("Number")),
                        ]
                    ),
                    FieldPanel(
                        "joint_bodies", heading=_("Jointly with"), widget=CheckboxSelectMultiple
                    ),
                    FieldPanel("place", heading=_("Place")),
                ],
                heading=_("Session"),
            ),
            FormSetPanel(
                "agenda",
                heading=_("Agenda"),
                label=_("agenda item"),
                form=AgendaItemForm,
                formset=AgendaFormSet,
                panels=[
                    FieldPanel("titles", heading=_("Title")),
                    FieldRowPanel(
                        [
                            FieldPanel("number", heading=_("Printed number")),
                            FieldPanel("presenter", heading=_("Presented by")),
                        ]
                    ),
                    FieldPanel("presenters", heading=_("Other presenters")),
                    FieldPanel(
                        "is_public",
                        heading=_("Open to the public"),
                        help_text=_(
                            "Of a closed item citizens see only the number and that it is closed."
                        ),
                    ),
                    FieldPanel("results", heading=_("Result")),
                    FieldPanel("link"),
                ],
            ),
            FormSetPanel(
                "streams",
                heading=_("Video"),
                label=_("video"),
                form=StreamForm,
                formset=StreamFormSet,
                panels=[
                    FieldRowPanel(
                        [
                            FieldPanel("role", heading=_("Kind of video")),
                            FieldPanel("expires_at", heading=_("Available until")),
                        ]
                    ),
                    FieldPanel("address"),
                ],
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel(
                        [
                            FieldPanel("actual_start", heading=_("Actual start")),
                            FieldPanel("actual_end", heading=_("Actual end")),
                        ]
                    ),
                    FieldPanel("questions_until", heading=_("Questions are taken until")),
                ],
                heading=_("Times"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("topics", heading=_("Topics"), widget=CheckboxSelectMultiple),
                    FieldPanel("areas", heading=_("Areas"), widget=CheckboxSelectMultiple),
                ],
                heading=_("Topics and areas"),
            ),
        ],
        base_form_class=SessionForm,
    )

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("move/<int:pk>/<slug:move>/", desk.move, name="move"),
            path("take-up/<int:pk>/", desk.take_up, name="take_up"),
            path("questions/<int:pk>/", desk.channel, name="channel"),
        ]


class QuestionIndexView(IndexView):
    def dispatch(self, request, *args, **kwargs):
        hush(request)
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self):
        return super().get_base_queryset().annotate(session_title=_title_of("session__key"))


class QuestionViewSet(RecordViewSet):
    model = Question
    name = "civic_questions"
    menu_label = _("Questions and opinions")
    icon = "comment"
    menu_order = 20
    form_fields = ["kind"]
    policy_class = QuestionPolicy
    inspect_view_class = moderation.ModerateView
    inspect_template_name = moderation.ModerateView.template_name
    list_display = [
        TitleColumn(
            "text",
            label=_("Question or opinion"),
            accessor=str,
            url_name="civic_questions:inspect",
        ),
        Column("kind", label=_("Kind"), accessor="get_kind_display"),
        Column("state", label=_("State"), accessor="get_state_display"),
        Column("session", label=_("Session"), accessor="session_title"),
        Column("created_at", label=_("Received"), accessor=_received, sort_key="created_at"),
    ]
    index_view_class = QuestionIndexView
    list_filter = ["state", "kind"]
    search_fields = ["text", "author_name"]
    ordering = ["-created_at", "-pk"]

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("move/<int:pk>/", moderation.move, name="move"),
        ]


class SessionsGroup(CivicViewSetGroup):
    menu_label = _("Sessions")
    menu_icon = "media"
    menu_order = 200
    items = (DeskViewSet, QuestionViewSet)
