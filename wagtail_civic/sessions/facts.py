"""The facts of a session in its page's editor, until the session has been announced.

Before the first publication nothing is public, so a clerk fills in words and facts on one
screen. Afterwards facts change only at the session desk: no draft of a page can carry them.
"""

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.widgets import AdminDateTimeInput

from wagtail_civic.core.admin_forms import CivicPageForm
from wagtail_civic.core.models import Area, Body, Topic
from wagtail_civic.core.records import record_for, site_of

from .texts import TextsFormField

PREFIX = "facts_"
SINGLE = ("body", "kind", "number", "planned_start", "place")
MANY = ("topics", "areas")


def kinds():
    from .models.session import kinds

    return kinds()


def store(page) -> None:
    """Write what the page's form brought into the record, unless the session is announced."""
    facts = page.__dict__.pop("pending_facts", None)
    session = record_for(page) if facts else None
    if session is None or session.is_announced():
        return
    for name in SINGLE:
        if name in facts:
            setattr(session, name, facts[name])
    session.bump(calendar=True)
    session.save()
    for name in MANY:
        if name in facts:
            getattr(session, name).set(facts[name])


class SessionPageForm(CivicPageForm):
    facts_body = forms.ModelChoiceField(Body.objects.none(), required=False, label=_("Body"))
    facts_kind = forms.ChoiceField(choices=kinds, required=False, label=_("Kind"))
    facts_number = forms.CharField(max_length=20, required=False, label=_("Number"))
    facts_planned_start = forms.DateTimeField(
        required=False, label=_("Planned start"), widget=AdminDateTimeInput
    )
    facts_place = TextsFormField(required=False, max_length=255, label=_("Place"))
    facts_topics = forms.ModelMultipleChoiceField(
        Topic.objects.none(),
        required=False,
        label=_("Topics"),
        widget=forms.CheckboxSelectMultiple,
    )
    facts_areas = forms.ModelMultipleChoiceField(
        Area.objects.none(), required=False, label=_("Areas"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        site = site_of(self.instance if self.instance.pk else self.parent_page)
        session = record_for(self.instance) if self.instance.pk else None
        for name, model in (("body", Body), ("topics", Topic), ("areas", Area)):
            if field := self.fields.get(PREFIX + name):
                field.queryset = model.objects.for_site(site).prefetch_related("names")
        for name in (*SINGLE, *MANY) if session else ():
            value = getattr(session, name)
            self.initial[PREFIX + name] = list(value.all()) if name in MANY else value

    def save(self, commit=True):
        changed = [name for name in (*SINGLE, *MANY) if PREFIX + name in self.changed_data]
        sent = [name for name in changed if self._was_sent(PREFIX + name)]
        if sent:
            facts = {name: self.cleaned_data[PREFIX + name] for name in sent}
            if "body" in facts:
                facts["body"] = facts["body"] or None
            self.instance.pending_facts = facts
        return super().save(commit=commit)

    def _was_sent(self, name: str) -> bool:
        """Checkboxes send nothing when none is ticked; the panel itself says that it was there."""
        return f"{PREFIX}shown" in self.data and name in self.fields


class FactsPanel(MultiFieldPanel):
    """When and who, before the announcement; afterwards a way to the session desk."""

    def __init__(self, children=None, **kwargs):
        kwargs.setdefault("heading", _("session"))
        children = children or [
            FieldRowPanel([FieldPanel("facts_body"), FieldPanel("facts_kind")]),
            FieldRowPanel([FieldPanel("facts_number"), FieldPanel("facts_planned_start")]),
            FieldPanel("facts_place"),
            FieldPanel("facts_topics"),
            FieldPanel("facts_areas"),
        ]
        super().__init__(children, **kwargs)

    class BoundPanel(MultiFieldPanel.BoundPanel):
        template_name = "wagtail_civic/sessions/admin/facts_panel.html"

        @cached_property
        def session(self):
            return record_for(self.instance) if self.instance.pk else None

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            announced = bool(self.session and self.session.is_announced())
            return {**context, "session": self.session, "announced": announced}
