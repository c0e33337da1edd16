"""What makes an act this act: body, type, number and date; taken once, moved on purpose."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail_civic.core import clock, history

from . import relations

#: Columns that revisions no longer change once the act has been published.
FIELDS = ["body_id", "act_type_id", "number", "adopted"]
#: Facts about the row that no revision knows or changes.
FACTS = [
    *("schedule_failed_at", "withdrawn_at", "withdrawn_reason", "guessed_at"),
    *("awaits_text", "personal_checked"),
]
#: Form fields without which an act cannot be published.
REQUIRED = ["number", "adopted", "act_type", "body"]

RENUMBERED = "civic_acts.renumber"


def same_identity(act):
    """Another act that has the same body, type, year and number; None if the number is free."""
    if not (act.site_id and act.body_id and act.act_type_id and act.year and act.number_key):
        return None
    return (
        type(act)
        .objects.filter(
            site=act.site_id,
            body=act.body_id,
            act_type=act.act_type_id,
            year=act.year,
            number_key=act.number_key,
        )
        .exclude(pk=act.pk)
        .first()
    )


def taken(other) -> str:
    """Why the number cannot be used, naming the act that has it."""
    words = {"act": other.title, "number": other.number, "year": other.year}
    if other.live:
        return _("№%(number)s of %(year)s is published already: “%(act)s”.") % words
    return _("№%(number)s of %(year)s is held by a draft: “%(act)s”.") % words


def validate(act) -> None:
    """Raises ``ValidationError`` by field where the identity or the dates cannot be."""
    errors = faults(act)
    if "number" not in errors and (other := same_identity(act)):
        errors["number"] = taken(other)
    if errors:
        raise ValidationError(errors)


def faults(act) -> dict[str, str]:
    """What cannot be of an act by itself, whatever others there are, by field."""
    errors: dict[str, str] = {}
    if act.number and not act.number_key:
        errors["number"] = _("Write the number as it stands on the act.")
    for name in ("body", "act_type"):
        chosen = getattr(act, name, None)
        if chosen and act.site_id and chosen.site_id != act.site_id:
            errors[name] = _("Choose one of the same municipality.")
    if act.adopted and act.adopted > clock.today():
        errors["adopted"] = _("An act is entered once it is adopted; this date lies ahead.")
    if act.expires_on and act.effective_on and act.expires_on < act.effective_on:
        errors["expires_on"] = _("The last day in force lies before the first.")
    return errors


def missing(act) -> dict[str, str]:
    """What an act lacks to be published, by field."""
    return {
        name: _("An act cannot be published without its %(field)s.")
        % {"field": act._meta.get_field(name).verbose_name}
        for name in REQUIRED
        if not getattr(act, name)
    }


@contextmanager
def taking() -> Iterator[None]:
    """What is saved inside takes a number: all of it or nothing, and where somebody else was faster
    the error is one of the field ``number``."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        words = _("Another act took this number a moment ago.")
        raise ValidationError({"number": words}) from error


def renumber(act, *, body, act_type, number: str, adopted, reason: str, user=None):
    """Give a published act another identity; its old address leads to the new one for ever.

    Raises ``ValidationError`` where the identity is incomplete or taken.
    """
    with taking():
        act = type(act).objects.select_for_update().get(pk=act.pk)
        before = act.identity
        former = {name: getattr(act, name) for name in ("site", "body", "act_type", "year")}
        former["number_key"] = act.number_key
        act.body, act.act_type, act.number, act.adopted = body, act_type, number, adopted
        if lacking := missing(act):
            raise ValidationError(lacking)
        act.clean()
        with relations.changing(act):
            act.save()
        if before and act.identity != before:
            # The newest owner of a former address is the one it leads to.
            aliases = act.aliases.model.objects
            aliases.update_or_create(**former, defaults={"act": act})
            aliases.filter(
                act=act, body=body, act_type=act_type, year=act.year, number_key=act.number_key
            ).delete()
        history.log(
            act,
            RENUMBERED,
            user=user,
            reason=reason,
            data={"from": list(before or ()), "to": list(act.identity)},
        )
    return act


def register_history() -> None:
    history.register(
        RENUMBERED, gettext_lazy("Renumber"), gettext_lazy("Number or date of the act changed")
    )
