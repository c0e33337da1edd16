"""A municipality in which every word that somebody may write is an attack on whoever reads it."""

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Concat, Left
from wagtail.documents import get_document_model
from wagtail.models import Collection, Page, Site, Task, Workflow

from wagtail_civic.core.encryption import EncryptedTextField
from wagtail_civic.sessions.texts import TextsField

#: Leaves an attribute, an element, a title; makes an element; is computed by a careless template.
PAYLOAD = "\"onxss=7 '></title></script><xss onxss={{7*7}}>"
SHORT = '"onxss=7 ><xss>'

#: Fields of the kinds below that hold what programs write: codes, states, digests, languages.
MACHINE = {
    *("action", "answer_kind", "axis", "channel", "code", "code_digest", "code_key", "currency"),
    *("contact_lookup", "direction", "document_id", "earlier_state", "ended_as", "event", "kind"),
    *("file_hash", "fingerprint", "from_state", "gateway", "hearing_kind", "language", "lineage"),
    *("link_kind", "lookup", "method", "move", "name", "number_key", "object_id", "occasion"),
    *("only_gateway", "outcome", "problem", "provider", "provider_id", "purpose", "ref", "role"),
    *("rounding", "scope", "seed", "sender", "sha256", "active_sha256", "stage", "state", "words"),
    *("title_keys", "to_state", "token_digest", "value", "version", "key", "keys", "mask"),
}
#: Of those, what people write all the same.
WRITTEN = {
    "civic_core.BodyName.name",
    "civic_core.PersonName.name",
    "civic_core.TopicName.name",
    "civic_core.AreaName.name",
    "civic_core.MunicipalityText.name",
    "civic_acts.ActTypeName.name",
    "civic_budget.NodeName.name",
    "civic_petitions.RejectionReasonName.name",
}
#: Rows that programs write from the others, and rows of the housekeeping.
DERIVED = {"IndexEntry", "Attempt", "Receipt", "GatewayState", "DemoObject", "SetupMark", "JobRun"}
ADDRESSES = {"civic_news.AlertBannerText.url", "civic_acts.Act.number", "civic_sessions.Stream.ref"}


#: What people write in rows of Django and Wagtail that our screens show.
OF_OTHERS = {
    Page: ["title", "draft_title"],
    Collection: ["name"],
    Workflow: ["name"],
    Task: ["name"],
    Group: ["name"],
    Site: ["site_name"],
    get_document_model: ["title"],
    get_user_model: ["first_name", "last_name"],
}


def poison() -> list[str]:
    """Put the attack into every text field of the suite's rows; the names of the fields."""
    done = []
    for found, names in OF_OTHERS.items():
        model = found if isinstance(found, type) else found()
        for name in names:
            _prepend(model, model._meta.get_field(name))
    for model in apps.get_models():
        if not model._meta.app_label.startswith("civic_") or model.__name__ in DERIVED:
            continue
        for field in model._meta.local_fields:
            label = f"{model._meta.label}.{field.name}"
            if label in ADDRESSES or (field.name in MACHINE and label not in WRITTEN):
                continue
            if _poison_field(model, field):
                done.append(label)
    return done


def _prepend(model, field) -> bool:
    """The attack, then as much of what was there as there is room for."""
    limit = field.max_length or 1000
    word = PAYLOAD if limit > len(PAYLOAD) else SHORT
    if limit <= len(word):
        return False
    text = Concat(Value(word), F(field.name), output_field=models.TextField())
    model._base_manager.update(**{field.name: Left(text, limit)})
    return True


def _poison_field(model, field) -> bool:
    if type(field) in (models.CharField, models.TextField) and not field.choices:
        return _prepend(model, field)
    elif isinstance(field, TextsField):
        model._default_manager.update(**{field.name: {"ka": PAYLOAD, "en": PAYLOAD}})
    elif isinstance(field, EncryptedTextField) and field.name == "name":
        model._default_manager.update(**{field.name: PAYLOAD})
    else:
        return False
    return True
