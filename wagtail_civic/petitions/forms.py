"""What citizens type: submitting, withdrawing, and the fields that all forms share."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wagtail_civic.core import contacts, players
from wagtail_civic.core.actions import PublicForm
from wagtail_civic.core.models import Area, Topic
from wagtail_civic.core.text import clean, mixes_scripts
from wagtail_civic.core.verification import channels
from wagtail_civic.core.video import MAX_PASTED
from wagtail_civic.core.widgets import PlainSelect

from . import attaching, videos
from .wording import ASK_LENGTH, BACKGROUND_LENGTH, TITLE_LENGTH, kind_choices

DASH = "\u2013 "
NAME_LENGTH = 120
PERSONAL_DIGITS = 11
MAXIMUM_TEXT = 10_000
_ADDRESS_IN_NAME = re.compile(r"://|www\.|@", re.IGNORECASE)


class CleanCharField(forms.CharField):
    """Text of a citizen, cleaned of what nobody types."""

    def to_python(self, value):
        # Cut before it is composed: composing a long run of accents takes the square of its length.
        text = (super().to_python(value) or "")[: (self.max_length or MAXIMUM_TEXT) * 4]
        return clean(text)


class NameField(CleanCharField):
    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"autocomplete": "name"})
        super().__init__(max_length=NAME_LENGTH, min_length=3, widget=widget, **kwargs)

    def to_python(self, value):
        return " ".join(super().to_python(value).split())

    def validate(self, value):
        super().validate(value)
        if not value:
            return
        if value[0] in "=+-@" or _ADDRESS_IN_NAME.search(value):
            raise ValidationError(_("Write your first and last name, nothing else."))
        if sum(char.isalpha() for char in value) < 3 or " " not in value:
            raise ValidationError(_("Write both your first and your last name."))
        if mixes_scripts(value):
            raise ValidationError(_("Write each name in one alphabet."))


class AddressField(forms.CharField):
    """An e-mail address, or a phone number where the municipality can send codes."""

    def __init__(self, *, only_email: bool = False, **kwargs):
        self.only_email = only_email
        widget = forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email"})
        super().__init__(max_length=contacts.MAXIMUM_EMAIL, widget=widget, **kwargs)

    def clean(self, value):
        value = super().clean(value)
        if not value:
            return None
        by_phone = "@" not in value and not self.only_email and "phone" in channels
        return contacts.parse("phone" if by_phone else "email", value)


class VideoField(forms.CharField):
    """The address of a video, or its embed code; cleaned it is the plain address."""

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"})
        super().__init__(max_length=MAX_PASTED, widget=widget, **kwargs)

    def clean(self, value):
        value = super().clean(value)
        if not value:
            return ""
        video = videos.video_at(value)
        if video is None or not players.has_player(video):
            raise videos.refusal()
        return video.link


class PersonalNumberField(forms.CharField):
    """Eleven digits; spaces and dashes between them are left out."""

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"})
        super().__init__(max_length=40, widget=widget, **kwargs)

    def clean(self, value):
        value = super().clean(value)
        if not value:
            return ""
        # Digits of other scripts mean the same number.
        digits = "".join(str(int(char)) for char in value if char.isdecimal())
        if len(digits) != PERSONAL_DIGITS or any(char.isalpha() for char in value):
            raise ValidationError(
                _("A personal number has %(digits)s digits.") % {"digits": PERSONAL_DIGITS}
            )
        return digits


def takes_phones() -> bool:
    return "phone" in channels


class AreaField(forms.ModelChoiceField):
    widget = PlainSelect

    def __init__(self, **kwargs):
        super().__init__(Area.objects.none(), empty_label=_("choose"), **kwargs)

    #: Of an area that was sent, what the database has said already; see ``know``.
    known: tuple[int | None] | None = None

    def know(self, area: int | None) -> None:
        """Which of the site's areas was sent, None for none of them: it is not asked for again."""
        self.known = (area,)

    def to_python(self, value):
        if self.known is None or value in self.empty_values:
            return super().to_python(value)
        [area] = self.known
        if area is None:
            raise ValidationError(
                self.error_messages["invalid_choice"], "invalid_choice", {"value": value}
            )
        return Area.from_db(self.queryset.db, ["id"], [area])

    def offer(self, site, ordered: list[Area] | None = None) -> None:
        """The areas of ``site`` in tree order; ``ordered`` if they are known already."""
        self.queryset = Area.objects.for_site(site)

        def choices():
            areas = self.queryset.in_tree_order() if ordered is None else ordered
            return [
                ("", self.empty_label),
                *((area.pk, area.indented(DASH)) for area in areas),
            ]

        # Called when the field is shown: a form that was sent needs no list.
        self.choices = choices


class FollowForm(PublicForm):
    purpose = "petitions.follow"

    address = AddressField(
        only_email=True,
        label=_("E-mail"),
        help_text=_("We send you a confirmation. Your address is never published."),
    )


class MineForm(PublicForm):
    purpose = "petitions.mine"

    address = AddressField(label=_("E-mail"), help_text=_("The address with which you signed."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if takes_phones():
            self.fields["address"].label = _("E-mail or phone")


class ChangeForm(PublicForm):
    """One button of “My signatures”: what is to be done, and with which signature or petition."""

    purpose = "petitions.change"
    minimum_seconds = 0

    action = forms.ChoiceField(
        choices=[
            (name, name)
            for name in ("withdraw", "hide", "show", "follow", "unfollow", "take_back", "erase")
        ],
        widget=forms.HiddenInput,
    )
    target = forms.UUIDField(required=False, widget=forms.HiddenInput)


class ConfirmWithdrawalForm(PublicForm):
    purpose = "petitions.withdraw_link"
    minimum_seconds = 0


class WizardForm(PublicForm):
    """One step; what the other steps hold travels along as hidden fields."""

    purpose = "petitions.submit"
    minimum_seconds = 0
    step = ""
    heading = ""
    introduction = ""

    def __init__(self, *args, site, texts, rules, **kwargs):
        super().__init__(*args, **kwargs)
        self.site, self.texts, self.rules = site, texts, rules
        self.prepare()

    def prepare(self) -> None:
        """Fill in what depends on the municipality."""


class EligibilityStep(WizardForm):
    step = "eligibility"
    heading = _("Who can submit a petition")
    introduction = _(
        "It takes about ten minutes: you write what you ask for, leave your e-mail address, check "
        "everything and confirm by a link that we send you. The municipality then checks the "
        "petition and publishes it for signatures. Nothing is sent before your last step."
    )

    eligible = forms.BooleanField(label=_("I am entitled to submit a petition"))

    def prepare(self):
        if self.texts.eligibility:
            self.fields["eligible"].label = self.texts.eligibility


class TextStep(WizardForm):
    step = "text"
    heading = _("What you ask for")

    title = CleanCharField(label=_("Title"), max_length=TITLE_LENGTH, min_length=10)
    kind = forms.ChoiceField(
        label=_("Kind of petition"),
        choices=kind_choices,
        initial="request",
        widget=forms.RadioSelect,
    )
    ask = CleanCharField(
        label=_("What you ask for"),
        max_length=ASK_LENGTH,
        min_length=20,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What should the council do? Two or three sentences."),
    )
    background = CleanCharField(
        label=_("Background"),
        max_length=BACKGROUND_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Why is it needed? What has been tried?"),
    )
    video = VideoField(label=_("Video"), required=False)
    topic = forms.ModelChoiceField(
        Topic.objects.none(), label=_("Topic"), required=False, empty_label=_("choose")
    )
    area = AreaField(label=_("The place it is about"), required=False)

    def prepare(self):
        self.fields["video"].help_text = _(
            "Have you made a video about it? Copy its address here: %(places)s."
        ) % {"places": videos.places()}
        topics = Topic.objects.for_site(self.site)
        self.fields["topic"].queryset = topics
        choices = [(topic.pk, topic.label()) for topic in topics.in_tree_order()]
        self.fields["topic"].choices = [("", _("choose")), *choices]
        self.fields["area"].offer(self.site)

    def clean_title(self):
        return " ".join(self.cleaned_data["title"].split())


class AttachmentsStep(WizardForm):
    """One file at a time; those attached before are kept on the server."""

    step = "attachments"
    heading = _("Attachments")
    introduction = _(
        "Plans, photographs, calculations: whatever helps to understand what you ask for. You can "
        "go on without."
    )

    attachment_title = CleanCharField(
        label=_("What the file shows"),
        max_length=attaching.TITLE_LENGTH,
        required=False,
        help_text=_("Where nothing is written, the file's own name is its title."),
    )
    attachment = forms.FileField(label=_("File"), required=False, allow_empty_file=True)

    def prepare(self):
        kinds = self.rules.attachment_kinds
        field = self.fields["attachment"]
        field.widget.attrs["accept"] = ",".join(
            f".{extension}" for kind in kinds for extension in kind.extensions
        )
        field.help_text = _(
            "%(kinds)s; at most %(size)s MB, and %(number)s files. An officer looks at each before "
            "it is published."
        ) % {
            "kinds": ", ".join(kind.label for kind in kinds),
            "size": self.rules.attachments_megabytes,
            "number": self.rules.attachments_number,
        }

    def clean_attachment_title(self):
        return " ".join(self.cleaned_data["attachment_title"].split())


class ContactStep(WizardForm):
    step = "contact"
    heading = _("How we reach you")

    name = NameField(label=_("First and last name"))
    address = AddressField(
        only_email=True,
        label=_("E-mail"),
        help_text=_("We confirm it and write to you what happens. It is never published."),
    )
    shows_name = forms.BooleanField(label=_("Show my name with the petition"), required=False)


class CheckStep(WizardForm):
    step = "check"
    heading = _("Check and send")
    minimum_seconds = None


STEPS = (EligibilityStep, TextStep, AttachmentsStep, ContactStep, CheckStep)


def steps_for(rules) -> list[type[WizardForm]]:
    """The steps of a municipality; ``rules`` are its settings of petitions."""
    return [step for step in STEPS if step is not AttachmentsStep or rules.takes_attachments]
