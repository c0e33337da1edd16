"""What citizens fill in: number, topics, area, language."""

from dataclasses import replace

from django import forms
from django.db.models import BigAutoField, QuerySet
from django.utils.dates import WEEKDAYS
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from wagtail_civic.core.actions import PublicForm
from wagtail_civic.core.contacts import InvalidContact
from wagtail_civic.core.languages import content_languages
from wagtail_civic.core.markup import attributes, escaped
from wagtail_civic.core.models import Area, Topic, trees_of
from wagtail_civic.core.prepared import prepared
from wagtail_civic.core.widgets import PlainSelect

from . import phones
from .models.consent import ConsentWording
from .models.people import ALL_DAYS, Subscriber
from .subscribing import Choices

ALL = "all"
DEEPER = "\N{NO-BREAK SPACE}" * 3


class TopicTree(forms.CheckboxSelectMultiple):
    """Boxes as nested lists, so that the tree is seen and heard without any style.

    Written here: Django renders three templates for every topic.
    """

    def __init__(self, attrs=None, depths=None):
        super().__init__(attrs)
        self.depths = depths or {}

    def render(self, name, value, attrs=None, renderer=None):
        attrs, chosen = self.build_attrs(self.attrs, attrs), set(self.format_value(value))
        pieces, above = [], -1
        for place, (key, label) in enumerate(self.choices):
            depth = self.depths.get(str(key), 0)
            if depth <= above:
                pieces.append("</li></ul>" * (above - depth) + "</li>")
            below = " civic-topics--below" if depth else ""
            pieces.append(f'<ul class="civic-topics{below}">' * (depth - above))
            own = {"type": "checkbox", "name": name, "value": str(key)}
            box = {"id": f"{attrs['id']}_{place}", "checked": str(key) in chosen}
            control = f"<input{attributes({**own, **attrs, **box})}>"
            pieces.append(
                f'<li><label for="{escaped(box["id"])}">{control} {escaped(label)}</label>'
            )
            above = depth
        return mark_safe("".join(pieces) + "</li></ul>" * (above + 1))


def _only_root(areas: list[Area]) -> Area | None:
    """The one area that holds all others: it is what “the whole municipality” means."""
    roots = [area for area in areas if area.depth == 0]
    return roots[0] if len(roots) == 1 and len(areas) > 1 else None


class ChoicesForm(PublicForm):
    """Topics as boxes, area as one list; what lies below a topic or area comes with it."""

    purpose = "sms.choices"
    minimum_seconds: float | None = 0

    topics = forms.MultipleChoiceField(
        label=_("Topics"),
        help_text=_("A topic brings with it what is written below it."),
        error_messages={"required": _("Choose at least one topic.")},
    )
    area = forms.ChoiceField(
        label=_("Area"),
        help_text=_("You also hear of everything inside the area you choose."),
        widget=PlainSelect,
    )
    language = forms.ChoiceField(label=_("Language of the messages"), widget=PlainSelect)

    def __init__(self, data=None, *args, site, language, **kwargs):
        self.site = site
        super().__init__(data, *args, **kwargs)
        topics, areas = trees_of(site, Topic, Area)
        self._offer_topics(topics)
        self._offer_areas(areas)
        languages = content_languages()
        self.fields["language"].choices = languages
        self.fields["language"].initial = self.initial.get("language", language)
        if len(languages) == 1:
            self.fields["language"].widget = forms.HiddenInput()

    def _offer_topics(self, rows: list[Topic]) -> None:
        if not rows:
            del self.fields["topics"]
            return
        depths = {str(row.pk): row.depth for row in rows}
        field = self.fields["topics"]
        field.widget = TopicTree(depths=depths)
        field.choices = [(ALL, _("All topics")), *((row.pk, str(row)) for row in rows)]

    def _offer_areas(self, rows: list[Area]) -> None:
        if not rows:
            del self.fields["area"]
            return
        root = _only_root(rows)
        names = [
            (row.pk, DEEPER * (row.depth - (1 if root else 0)) + str(row))
            for row in rows
            if row != root
        ]
        self.fields["area"].choices = [(ALL, _("The whole municipality")), *names]

    def choices(self) -> Choices:
        """What the citizen chose; with nothing to choose from, everything."""
        topics = self.cleaned_data.get("topics", [ALL])
        area = self.cleaned_data.get("area", ALL)
        whole = area == ALL
        return Choices(
            frozenset(int(pk) for pk in topics if pk != ALL) if ALL not in topics else frozenset(),
            frozenset() if whole else frozenset([int(area)]),
            ALL in topics,
            whole,
        )


@prepared(subscriber=BigAutoField())
def _chosen(subscriber, kind) -> QuerySet:
    """The topics or the areas of a subscriber."""
    rows = getattr(Subscriber, f"{kind}s").through.objects.filter(subscriber=subscriber)
    return rows.order_by(f"{kind}__sort_order", f"{kind}__code").values_list(kind, flat=True)


class OwnForm(ChoicesForm):
    """What a subscriber chose. Each field carries along what it was shown with, so that only what
    somebody really touched is changed, whatever another window has saved meanwhile."""

    quiet_days = forms.MultipleChoiceField(
        label=_("Days without messages"),
        help_text=_("A message then comes on the next other day. Danger does not wait."),
        choices=[(str(1 << day), name) for day, name in WEEKDAYS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, data=None, *args, subscriber: Subscriber, **kwargs):
        super().__init__(
            data,
            *args,
            site=subscriber.site,
            language=subscriber.language,
            initial=self.initial_for(subscriber),
            **kwargs,
        )
        for name in ("topics", "area", "language", "quiet_days"):
            if name in self.fields:
                self.fields[name].show_hidden_initial = True

    @staticmethod
    def initial_for(subscriber: Subscriber) -> dict:
        topics, areas = (_chosen(subscriber=subscriber.pk, kind=kind) for kind in ("topic", "area"))
        return {
            "topics": [ALL] if subscriber.all_topics else [str(pk) for pk in topics],
            "area": ALL if subscriber.all_areas else next(iter(areas), None),
            "language": subscriber.language,
            "quiet_days": [str(1 << day) for day in WEEKDAYS if subscriber.quiet_days >> day & 1],
        }

    def clean_quiet_days(self):
        days = sum(int(day) for day in self.cleaned_data["quiet_days"])
        if days == ALL_DAYS:
            raise forms.ValidationError(_("Leave at least one day, or unsubscribe."))
        return days

    def revise(self, before: Choices) -> Choices:
        """`before` with what was touched here."""
        chosen, touched = self.choices(), self.changed_data
        if "topics" in touched:
            before = replace(before, topics=chosen.topics, all_topics=chosen.all_topics)
        if "area" in touched:
            before = replace(before, areas=chosen.areas, all_areas=chosen.all_areas)
        return before

    def touched(self) -> dict:
        """Language and days, where they were changed."""
        names = ("language", "quiet_days")
        return {name: self.cleaned_data[name] for name in names if name in self.changed_data}


class SubscribeForm(ChoicesForm):
    purpose = "sms.subscribe"
    minimum_seconds = None

    number = forms.CharField(
        label=_("Mobile number"),
        max_length=phones.LONGEST,
        help_text=_("For example 599 12 34 56. We send a code to it."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    consent = forms.BooleanField(
        error_messages={"required": _("Without your consent we may not send messages.")}
    )
    wording = forms.IntegerField(widget=forms.HiddenInput, required=False)

    field_order = ["number", "topics", "area", "language", "consent"]

    def __init__(self, data=None, *args, wording: ConsentWording, **kwargs):
        self.is_reworded = data is not None and data.get("wording") not in (None, str(wording.pk))
        if self.is_reworded:
            data = data.copy()
            data["wording"] = str(wording.pk)
            data.pop("consent", None)
        super().__init__(data, *args, **kwargs)
        self.fields["consent"].label = wording.text
        self.fields["wording"].initial = wording.pk
        if self.is_reworded:
            self.fields["consent"].error_messages["required"] = _(
                "The wording has changed meanwhile. Please read it again."
            )

    def clean_number(self):
        try:
            return phones.parse(self.cleaned_data["number"])
        except InvalidContact as error:
            raise forms.ValidationError(error.messages, code=error.code) from None
        except ImportError:
            raise forms.ValidationError(
                _("Subscribing does not work at the moment. Please call the municipality."),
                code="unavailable",
            ) from None


class LeaveForm(PublicForm):
    """One button, and whether the number is to be forgotten altogether."""

    purpose = "sms.leave"
    minimum_seconds = 0

    erase = forms.BooleanField(
        label=_("Delete my number and what I have chosen as well"),
        help_text=_(
            "Only a sign remains by which we know not to write, and from which nobody can read the "
            "number. Otherwise we keep it for 90 days, to answer complaints."
        ),
        required=False,
    )


class ConfirmForm(PublicForm):
    """One button."""

    purpose = "sms.confirm"
    minimum_seconds = 0
