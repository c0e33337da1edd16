"""The editors' forms: facts, agenda and video of a session; moves; moderation."""

from django import forms
from django.db import transaction
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import InlinePanel
from wagtail.admin.widgets import AdminDateTimeInput

from wagtail_civic.core import links, video
from wagtail_civic.core.link_fields import NOTHING, LinkField, offers
from wagtail_civic.core.models import Person

#: What only the moves of ``status`` write; a form opened earlier must not carry old values back.
MOVED_FACTS = (
    "status",
    "status_reason",
    "planned_start",
    "planned_end",
    "previous_start",
    "channel",
    "current_item_id",
    "version",
    "sequence",
)


#: What decides no item of an agenda.
OTHER_KINDS = ("session",)


class SessionForm(WagtailAdminModelForm):
    def clean(self):
        data = super().clean()
        start, end = data.get("actual_start"), data.get("actual_end")
        if end and not start:
            self.add_error("actual_start", _("Say when it began, or leave both empty."))
        elif end and end < start:
            self.add_error("actual_end", _("The end lies before the beginning."))
        if data.get("body") and data["body"] in (data.get("joint_bodies") or []):
            self.add_error("joint_bodies", _("This body leads the session already."))
        return data

    def save(self, commit=True):
        if not commit:
            return super().save(commit=False)
        with transaction.atomic():
            now = self.instance.lock()
            for name in MOVED_FACTS:
                setattr(self.instance, name, getattr(now, name))
            self.instance.bump(calendar=True)
            return super().save()


class AgendaItemForm(WagtailAdminModelForm):
    link = LinkField(
        label=_("Decision"),
        help_text=_("Number of the act, or words of its title. The newest are offered."),
    )

    def __init__(self, *args, people=None, presenters=(), linking=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["presenter"].queryset = Person.objects.none() if people is None else people
        self.fields["presenter"].widget.choices = presenters
        current = (self.instance.link_kind, self.instance.link_key)
        if linking:
            site, offered, titles = linking
            self.fields["link"].prepare(
                site,
                self.for_user,
                but=OTHER_KINDS,
                offered=offered,
                current=current,
                title=titles.get(current),
            )
        self.initial["link"] = current

    def clean(self):
        data = super().clean()
        self.instance.link_kind, self.instance.link_key = data.get("link") or NOTHING
        return data


class AgendaFormSet(BaseChildFormSet):
    """Asks once, not once an item, who may present and what may be linked."""

    @cached_property
    def people(self):
        return Person.objects.for_site(self.instance.site_id)

    @cached_property
    def presenters(self):
        people = self.people.prefetch_related("names")
        rows = sorted(((person.pk, str(person)) for person in people), key=lambda row: row[1])
        return [("", "---------"), *rows]

    @cached_property
    def linking(self):
        """The site, what is offered, and the titles of what the items name now."""
        return (
            self.instance.site,
            offers(self.instance.site, self.form_kwargs.get("for_user"), but=OTHER_KINDS),
            links.titles(self._named(), get_language()),
        )

    def _named(self):
        items = self.instance.agenda.all() if self.instance.pk else ()
        return [(item.link_kind, item.link_key) for item in items if item.link_key]

    def get_form_kwargs(self, index):
        kwargs = super().get_form_kwargs(index)
        chosen = {"people": self.people, "presenters": self.presenters, "linking": self.linking}
        return {**kwargs, **chosen}


class StreamForm(WagtailAdminModelForm):
    address = forms.CharField(
        label=_("Address"),
        max_length=video.MAX_PASTED,
        help_text=_(
            "Paste the address or the embed code from YouTube, Facebook, Vimeo or PeerTube, "
            "or the address of an MP4 file or HLS stream."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["address"] = self.instance.video.link

    def clean_address(self):
        found = video.parse(self.cleaned_data["address"])
        if found is None:
            raise forms.ValidationError(
                _(
                    "No video is known at this address. Open the video itself and copy its "
                    "address, for example https://www.youtube.com/watch?v=…"
                )
            )
        self.instance.provider, self.instance.ref = found.provider, found.ref
        return found.link


class StreamFormSet(BaseChildFormSet):
    def clean(self):
        seen = set()
        for form in self.forms:
            data = getattr(form, "cleaned_data", {})
            if not data.get("address") or data.get("DELETE"):
                continue
            named = (data.get("role"), data["address"])
            if named in seen:
                form.add_error("address", _("This video is listed twice."))
            seen.add(named)
        super().clean()


class FormSetPanel(InlinePanel):
    """An ``InlinePanel`` with a form and a formset of our own, which know the user."""

    def __init__(self, *args, form=None, formset=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.form_class, self.formset_class = form, formset

    def clone_kwargs(self):
        return {**super().clone_kwargs(), "form": self.form_class, "formset": self.formset_class}

    def get_form_options(self):
        options = super().get_form_options()
        own = {"form": self.form_class, "formset": self.formset_class}
        own["inherit_kwargs"] = ["for_user"]
        options["formsets"][self.relation_name].update(own)
        return options


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Citizens read it on the page of the session."),
    )


class RescheduleForm(ReasonForm):
    start = forms.DateTimeField(label=_("New start"), widget=AdminDateTimeInput)
    end = forms.DateTimeField(label=_("Planned end"), required=False, widget=AdminDateTimeInput)

    field_order = ["start", "end", "reason"]

    def clean(self):
        data = super().clean()
        if data.get("start") and data.get("end") and data["end"] <= data["start"]:
            self.add_error("end", _("The end lies before the beginning."))
        return data


class ModerationForm(forms.Form):
    """Reason and answer; which of them a move needs, the rule says."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed to reject or hide. The author reads it."),
    )
    answer = forms.CharField(
        label=_("Answer"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Published under the question."),
    )
    person = forms.ModelChoiceField(Person.objects.none(), label=_("Answered by"), required=False)

    def __init__(self, *args, question, **kwargs):
        super().__init__(*args, **kwargs)
        people = Person.objects.for_site(question.session.site)
        self.fields["person"].queryset = people.prefetch_related("names")
        self.initial.setdefault("answer", question.answer_text)
        self.initial.setdefault("person", question.answered_by_id or question.deputy_id)
