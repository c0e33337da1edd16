"""Town hall: topics, areas, bodies, people, convocations, electoral rolls."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel

from .columns import DayColumn
from .models.bodies import Body, Convocation, Membership, Person
from .models.municipality import VoterRoll
from .models.trees import Area, Topic
from .panels import SitePanel
from .viewsets import CivicModelViewSet, CivicViewSetGroup

NAMES = InlinePanel("names", heading=_("Names"), label=_("name"), min_num=1)


class TopicViewSet(CivicModelViewSet):
    model = Topic
    icon = "tag"
    name = "civic_topics"
    menu_order = 10
    list_display = ["__str__", "code", "parent"]
    search_fields = ["code", "names__name"]
    panels = [
        SitePanel(),
        FieldPanel(
            "code",
            help_text=_("Short, in Latin letters: it names the topic in addresses and files."),
        ),
        FieldPanel("parent"),
        NAMES,
        FieldPanel("sort_order"),
    ]


class AreaViewSet(CivicModelViewSet):
    model = Area
    icon = "site"
    name = "civic_areas"
    menu_order = 20
    list_display = ["__str__", "kind", "code", "parent"]
    list_filter = ["kind"]
    search_fields = ["code", "names__name"]
    panels = [
        SitePanel(),
        FieldPanel("code", help_text=_("Short, in Latin letters.")),
        FieldPanel("kind"),
        FieldPanel("parent"),
        NAMES,
        FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
        FieldPanel("population"),
        FieldPanel("sort_order"),
    ]


class BodyViewSet(CivicModelViewSet):
    model = Body
    icon = "group"
    name = "civic_bodies"
    menu_order = 30
    list_display = ["__str__", "kind", "parent"]
    list_filter = ["kind"]
    search_fields = ["code", "names__name"]
    panels = [
        SitePanel(),
        FieldPanel("code", help_text=_("Short, in Latin letters; part of the address of acts.")),
        FieldPanel("kind"),
        FieldPanel("parent"),
        NAMES,
        FieldPanel("sort_order"),
    ]


class PersonViewSet(CivicModelViewSet):
    model = Person
    icon = "user"
    name = "civic_people"
    menu_order = 40
    list_display = ["__str__", "code"]
    search_fields = ["code", "names__name"]
    panels = [
        SitePanel(),
        FieldPanel("code", help_text=_("Short, in Latin letters.")),
        NAMES,
        FieldPanel("photo"),
        FieldRowPanel([FieldPanel("email"), FieldPanel("phone")]),
    ]


class MembershipViewSet(CivicModelViewSet):
    model = Membership
    icon = "group"
    name = "civic_memberships"
    menu_order = 50
    list_display = [
        "person",
        "body",
        "role",
        DayColumn(Membership, "start"),
        DayColumn(Membership, "end"),
    ]
    list_filter = ["body", "role"]
    search_fields = ["person__names__name", "body__names__name"]
    panels = [
        FieldPanel("person"),
        FieldPanel("body"),
        FieldPanel("convocation"),
        FieldPanel("role"),
        FieldPanel("faction"),
        FieldPanel("district"),
        FieldPanel("voting_right"),
        FieldRowPanel([FieldPanel("start"), FieldPanel("end")]),
    ]


class ConvocationViewSet(CivicModelViewSet):
    model = Convocation
    icon = "date"
    name = "civic_convocations"
    menu_order = 60
    list_display = ["__str__", DayColumn(Convocation, "start"), DayColumn(Convocation, "end")]
    panels = [
        SitePanel(),
        FieldPanel("number"),
        FieldRowPanel([FieldPanel("start"), FieldPanel("end")]),
    ]


class VoterRollViewSet(CivicModelViewSet):
    model = VoterRoll
    icon = "list-ul"
    name = "civic_voter_rolls"
    menu_order = 70
    list_display = ["__str__", "source"]
    panels = [
        SitePanel(),
        FieldPanel("date"),
        FieldPanel(
            "voters",
            help_text=_(
                "What was computed from another roll and promised, such as the signatures that an "
                "open petition needs, stays as it is."
            ),
        ),
        FieldPanel("source", help_text=_("Who published the figure, and where.")),
    ]


class TownHallGroup(CivicViewSetGroup):
    menu_label = _("Town hall")
    menu_icon = "home"
    menu_order = 900
    items = (
        TopicViewSet,
        AreaViewSet,
        BodyViewSet,
        PersonViewSet,
        MembershipViewSet,
        ConvocationViewSet,
        VoterRollViewSet,
    )
