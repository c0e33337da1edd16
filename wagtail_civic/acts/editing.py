"""The registrar's form: what may be chosen, what is fixed once an act has been published."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)
from wagtail.admin.widgets import AdminDateInput

from wagtail_civic.core.panels import SitePanel
from wagtail_civic.core.viewsets import limit_to_sites

from . import numbering
from .checked_forms import CheckedForm, PersonalPanel
from .permissions import ACTIONS, act_policy


class ActForm(CheckedForm):
    """Offers the rows of the editor's municipalities; the model's ``clean`` judges the rest."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        sites = act_policy().sites(self.for_user, ACTIONS) if self.for_user else set()
        if self.instance.pk:
            sites &= {self.instance.site_id}
        limit_to_sites(self, sites)
        for relation in self.formsets["relations"].forms if "relations" in self.formsets else ():
            relation.instance.act = self.instance
            limit_to_sites(relation, sites)
        if len(sites) == 1 and "site" in self.fields:
            self.instance.site_id = next(iter(sites))
            del self.fields["site"]
        for name in ("topics", "areas"):
            if name in self.fields:
                self.fields[name].queryset = self.fields[name].queryset.prefetch_related("names")
        self._explain_number()

    def clean(self):
        # Whoever saves the form has looked at what a program had read.
        self.instance.guessed_at = None
        return super().clean()

    def clean_text(self):
        """What the worker has read since an empty form was opened stays."""
        text = self.cleaned_data["text"]
        return self.initial["text"] if "text_awaited" in self.data and not text else text

    def _explain_number(self) -> None:
        if "number" not in self.fields:
            return
        self.fields["number"].help_text = _("As it stands on the act: 17-51.")
        if self.instance.first_published_at is None:
            return
        for name in numbering.REQUIRED:
            self.fields[name].disabled = True
            self.fields[name].required = False
        self.fields["number"].help_text = _(
            "Fixed since publication; “Change number or date” in the menu above moves it."
        )


class RenumberForm(forms.Form):
    """A published act gets another identity, with the reason written down."""

    act_type = forms.ModelChoiceField(label=_("Type"), queryset=None)
    body = forms.ModelChoiceField(label=_("Body"), queryset=None)
    number = forms.CharField(label=_("Number"), max_length=50)
    adopted = forms.DateField(label=_("Date of adoption"), widget=AdminDateInput)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args, act, types, bodies, **kwargs):
        initial = {name: getattr(act, name) for name in ("act_type", "body", "number", "adopted")}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["act_type"].queryset = types.filter(site=act.site)
        self.fields["body"].queryset = bodies.filter(site=act.site)


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("Everybody can read it at the address of the act."),
        widget=forms.Textarea({"rows": 3}),
    )


AWAITS_TEXT = _(
    "The text is read from the file by the background worker, usually within minutes, and is put "
    "here unless you enter one. If it does not come, no worker runs: tell whoever runs the server."
)


class AwaitsTextPanel(HelpPanel):
    """Why a draft made of a file has no text yet."""

    def __init__(self, **kwargs):
        template = "wagtail_civic/acts/admin/awaits_text.html"
        super().__init__(**{"content": AWAITS_TEXT, "template": template, **kwargs})

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self):
            return self.instance.awaits_text


def edit_handler() -> TabbedInterface:
    return TabbedInterface(
        [
            ObjectList(_act_panels(), heading=_("Act")),
            ObjectList(
                [FieldPanel("language"), AwaitsTextPanel(), PersonalPanel(), FieldPanel("text")],
                heading=_("Text"),
            ),
            ObjectList(
                [
                    InlinePanel("files", heading=_("Files"), label=_("file")),
                    InlinePanel("relations", heading=_("Related acts"), label=_("relation")),
                ],
                heading=_("Files and relations"),
            ),
            ObjectList(
                [
                    InlinePanel("summaries", heading=_("In plain words"), label=_("language")),
                    FieldPanel("topics", widget=forms.CheckboxSelectMultiple),
                    FieldPanel("areas", widget=forms.CheckboxSelectMultiple),
                ],
                heading=_("For residents"),
            ),
            ObjectList([PublishingPanel()], heading=_("Publishing")),
        ],
        base_form_class=ActForm,
    )


def _act_panels() -> list:
    return [
        SitePanel(),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("act_type"), FieldPanel("body")]),
                FieldRowPanel([FieldPanel("number"), FieldPanel("adopted")]),
            ],
            heading=_("Which act"),
            help_text=_("Type, body, year and number are its address for ever."),
        ),
        FieldPanel("title", required_on_save=True),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("effective_on"), FieldPanel("expires_on")]),
                InlinePanel(
                    "commencements",
                    heading=_("Parts that come into force later"),
                    label=_("part"),
                ),
                FieldPanel(
                    "repealed_on",
                    help_text=_("Only if the act that repealed it is not in this registry."),
                ),
            ],
            heading=_("In force"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("published_on"), FieldPanel("published_in")]),
                FieldPanel("official_url", help_text=_("The act's page on matsne.gov.ge.")),
                FieldPanel("registration_code"),
            ],
            heading=_("Official publication"),
        ),
    ]
