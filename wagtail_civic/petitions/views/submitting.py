"""A petition in a few steps. Nothing but files is kept on the server until the last: what was typed
travels along in the form, through errors, steps back and a form left open overnight."""

from datetime import timedelta

from django.forms import ChoiceField
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Site

from wagtail_civic.core import abuse, verification
from wagtail_civic.core.abuse import HONEYPOT_FIELD
from wagtail_civic.core.actions import civic_action
from wagtail_civic.core.places import requested_site

from .. import attaching, delays, registers, similar, submitting
from ..forms import AttachmentsStep, steps_for
from ..models.settings import PetitionSettings
from ..places import index_page
from .attaching import Attachments

LIMITS = abuse.Limits(
    address=(abuse.Rule(3, timedelta(hours=1)), abuse.Rule(6, timedelta(days=1))),
    network=(abuse.Rule(10, timedelta(hours=1)), abuse.Rule(30, timedelta(days=1))),
    site=(abuse.Rule(200, timedelta(hours=1)),),
)
SIMILAR_LENGTH = 2000


@civic_action
def submit(request, lang):
    site = requested_site(request)
    index = index_page(site, lang)
    settings = PetitionSettings.for_site(site)
    if index is None or not settings.accepts_petitions:
        raise Http404
    wizard = Wizard(request, site, settings, lang)
    if request.method == "POST" and wizard.is_complete():
        return _send(request, wizard, site, lang) or wizard.show(index, _too_often())
    return wizard.show(index)


class Wizard:
    """One request: which step was sent, which is shown, and what the others hold."""

    def __init__(self, request, site, rules, lang):
        self.request, self.site, self.rules = request, site, rules
        self.texts = rules.text(lang)
        self.steps = steps_for(rules)
        self.names = [form.step for form in self.steps]
        self.now = timezone.now()
        self.attachments = Attachments(request, site, rules, self.now)
        self.data = request.POST
        self.sent = self._position("step") if request.method == "POST" else -1
        self.back = self._position("back") if "back" in request.POST else None
        self.forms = [self._form(position) for position in range(self.sent + 1)]
        if self.sent >= 0 and isinstance(self.forms[self.sent], AttachmentsStep):
            self.attachments.take(self.forms[self.sent])

    def _position(self, name: str) -> int:
        value = self.data.get(name, "")
        return self.names.index(value) if value in self.names else 0

    def _form(self, position: int, bound: bool = True):
        data = self.data if bound else None
        # What was typed before a step back is offered again, but not yet judged. The stamp stays
        # that of the first step: it tells how long the whole took.
        initial = {} if bound else {name: self.data.get(name) for name in self.data}
        initial.pop(HONEYPOT_FIELD, None)
        if self.attachments.took_one:
            initial.pop("attachment_title", None)
        return self.steps[position](
            data,
            initial=initial,
            site=self.site,
            texts=self.texts,
            rules=self.rules,
            now=self.now,
        )

    def faulty(self) -> int | None:
        """The first step that is not in order."""
        return next((i for i, form in enumerate(self.forms) if not form.is_valid()), None)

    def is_complete(self) -> bool:
        is_last = self.back is None and self.sent == len(self.steps) - 1
        goes_on = not self.attachments.stays and not self.attachments.lost
        return is_last and goes_on and self.faulty() is None

    def shown(self) -> int:
        if self.attachments.refused:
            return self.sent
        if self.back is not None:
            return self.back
        faulty = self.faulty()
        if faulty is not None:
            return faulty
        stays = 0 if self.attachments.stays else 1
        return min(self.sent + stays, len(self.steps) - 1)

    def _shown_form(self, position: int):
        """As it was sent, with its faults; empty again after a file was taken."""
        bound = position <= self.sent and (self.back is None or self.attachments.refused)
        if bound and not (self.attachments.took_one and position == self.sent):
            return self.forms[position]
        return self._form(position, bound=False)

    def show(self, index, notice: str = ""):
        position = self.shown()
        form, step = self._shown_form(position), self.names[position]
        return render(
            self.request,
            "wagtail_civic/petitions/submit.html",
            {
                "form": form,
                "step": step,
                "position": position + 1,
                "steps": len(self.steps),
                "carried": self._carried(form),
                "attached": self.attachments.kept,
                "previous": self.names[position - 1] if position else "",
                "answers": self._answers() if step == "check" else [],
                "similar": self._similar() if self._follows("text", position) else [],
                "texts": self.texts,
                "notice": notice or self.attachments.notice or form.notice or self._slow(position),
                "index": index,
            },
            status=429 if notice else 200,
        )

    def _slow(self, position: int) -> str:
        return "" if position else delays.warning(self.site, self.rules, self.now)

    def _follows(self, name: str, position: int) -> bool:
        """Whether the step ``name`` was just sent, and led on."""
        return self.names[self.sent] == name and position > self.sent

    def _similar(self) -> list[dict]:
        """Petitions that ask for much the same, for who has just written one."""
        title, ask = (self.data.get(name, "")[:SIMILAR_LENGTH] for name in ("title", "ask"))
        return registers.rows(similar.similar(self.site, title, ask))

    def _carried(self, form) -> list[tuple[str, str]]:
        """The fields of the other steps, for hidden inputs."""
        own = {*form.fields, *AttachmentsStep.base_fields}
        names = [name for other in self.steps for name in other.base_fields if name not in own]
        return [(name, self.data[name]) for name in names if name in self.data]

    def _answers(self) -> list[dict]:
        """What the citizen checks before sending, step by step."""
        return [
            {
                "step": form.step,
                "heading": form.heading,
                "values": [
                    (field.label, _shown(field, form.cleaned_data.get(field.name)))
                    for field in form.visible_fields()
                    if form.cleaned_data.get(field.name) not in (None, "")
                ],
            }
            for form in (self._form(position) for position in range(len(self.steps) - 1))
            if form.is_valid()
        ]

    @property
    def contact(self):
        return self.forms[self.names.index("contact")].cleaned_data["address"]

    def content(self) -> dict:
        """What is kept until the address is confirmed."""
        forms = {form.step: form for form in self.forms}
        eligibility, text, contact = (
            forms[name].cleaned_data for name in ("eligibility", "text", "contact")
        )
        return {
            "declaration": str(forms["eligibility"].fields["eligible"].label)
            if eligibility["eligible"]
            else "",
            "title": text["title"],
            "kind": text["kind"],
            "ask": text["ask"],
            "background": text["background"],
            "video": text["video"],
            "topic": text["topic"].pk if text["topic"] else None,
            "area": text["area"].pk if text["area"] else None,
            "name": contact["name"],
            "shows_name": contact["shows_name"],
            "attachments": [str(row.handle) for row in self.attachments.kept],
        }


def _shown(field, value) -> str:
    if value is True:
        return _("yes")
    if value is False:
        return _("no")
    if isinstance(field.field, ChoiceField) and isinstance(value, str):
        return str(dict(field.field.choices).get(value, value))
    return getattr(value, "value", None) or str(value)


def _send(request, wizard: Wizard, site: Site, lang: str):
    contact = wizard.contact
    if not abuse.allow(request, "petitions.submit", site, LIMITS, contact, wizard.now):
        return None
    attaching.keep_on(wizard.attachments.kept, wizard.now)
    attempt = submitting.send(site, lang, wizard.content(), contact, wizard.now)
    return redirect(verification.entry_url(attempt))


def _too_often() -> str:
    return _("There were too many petitions from here. Please try again in an hour.")
