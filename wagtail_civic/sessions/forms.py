"""The form for a question or an opinion."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from wagtail_civic.core import clock, contacts
from wagtail_civic.core.actions import PublicForm
from wagtail_civic.core.models import Membership, Person
from wagtail_civic.core.text import mixes_scripts
from wagtail_civic.core.widgets import PlainSelect

from . import asking
from .models.questions import question_kinds


def deputies_of(session):
    """The people who sit on the session's bodies on its day."""
    day = clock.day_of(session.start) if session.start else None
    seats = Membership.objects.on(day).filter(body__in=session.bodies)
    return Person.objects.filter(pk__in=seats.values("person")).prefetch_related("names")


class QuestionForm(PublicForm):
    purpose = "sessions.question"

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=question_kinds,
        initial="question",
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Your question or opinion"),
        max_length=asking.LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("It is published after a moderator has read it."),
    )
    item = forms.ChoiceField(label=_("About which agenda item"), required=False, widget=PlainSelect)
    deputy = forms.ModelChoiceField(
        Person.objects.none(),
        label=_("To whom"),
        required=False,
        widget=PlainSelect,
    )
    author_name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=asking.LONGEST_NAME,
        help_text=_("Published with the text. Leave it empty to stay anonymous."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("We send a link to confirm it. It is not published."),
    )
    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, data=None, *args, session, **kwargs):
        self.session = session
        if data is not None and not data.get("once"):
            data = data.copy()
            data["once"] = asking.new_once()
        super().__init__(data, *args, **kwargs)
        self.fields["once"].initial = asking.new_once()
        language = get_language()
        self.items = {str(item.key): item for item in session.agenda.filter(is_public=True)}
        self.fields["item"].choices = [
            ("", _("about none in particular")),
            *((key, _shortened(item.title(language))) for key, item in self.items.items()),
        ]
        if not self.items:
            del self.fields["item"]
        self._offer_deputies()
        if not asking.asks_for_email():
            del self.fields["email"]

    def _offer_deputies(self) -> None:
        field, people = self.fields["deputy"], deputies_of(self.session)
        field.queryset = people
        field.choices = [
            ("", _("To the whole session")),
            *((person.pk, person.label()) for person in people),
        ]
        if not people:
            del self.fields["deputy"]

    def clean_text(self):
        text = asking.tidy(self.cleaned_data["text"])
        if len(text) < asking.SHORTEST:
            raise forms.ValidationError(
                _("Please write at least %(count)s characters."),
                params={"count": asking.SHORTEST},
            )
        return text

    def clean_author_name(self):
        name = " ".join(asking.tidy(self.cleaned_data["author_name"]).split())
        if mixes_scripts(name):
            raise forms.ValidationError(_("Write each name in one alphabet."))
        return name

    def clean_email(self):
        self.contact = contacts.parse("email", self.cleaned_data["email"])
        return self.contact.value

    def submission(self) -> asking.Submission:
        data = self.cleaned_data
        return asking.Submission(
            kind=data["kind"],
            text=data["text"],
            language=get_language(),
            once=data["once"],
            author_name=data["author_name"],
            item=self.items.get(data.get("item", "")),
            deputy=data.get("deputy"),
            contact=getattr(self, "contact", None),
        )


def _shortened(text: str, length: int = 90) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
