"""Whom a campaign concerns, decided by the database, and one delivery row for each of them."""

from datetime import datetime

from django.db import models
from django.db.models import (
    CharField,
    DateTimeField,
    F,
    IntegerField,
    Q,
    TextField,
    UUIDField,
    Value,
)
from django.db.models.expressions import Exists, Func, OuterRef

from .inserting import insert_select
from .models.campaigns import Campaign, CampaignText, Purpose
from .models.messages import Delivery
from .models.people import Origin, Subscriber
from .models.settings import SmsSettings
from .models.states import MessageState
from .models.suppression import Suppression

ORPHAN = frozenset({-1})


class NewUUID(Func):
    """A random UUID made by the database, as Django stores it there."""

    template, arity, output_field = "%(function)s()", 0, UUIDField()

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="GEN_RANDOM_UUID", **context)

    def as_sqlite(self, compiler, connection, **context):
        return "LOWER(HEX(RANDOMBLOB(16)))", []

    def as_mysql(self, compiler, connection, **context):
        native = connection.features.has_native_uuid_field
        return ("UUID()" if native else "REPLACE(UUID(), '-', '')"), []


def matching(campaign: Campaign) -> models.QuerySet[Subscriber]:
    """Those who asked for one of the campaign's topics in one of its areas.

    A topic or area stands for everything below it, on both sides: who chose a unit hears of its
    villages, and a campaign for a unit reaches who chose one of its villages. A request to confirm
    goes to those who wait for it and were never asked.
    """
    rows = _public(campaign).filter(site=campaign.site_id)
    if campaign.only_language:
        rows = rows.filter(language=campaign.only_language)
    if not campaign.all_topics:
        rows = rows.filter(Q(all_topics=True) | _chose("topics", campaign.topics.all()))
    if not campaign.all_areas:
        rows = rows.filter(Q(all_areas=True) | _chose("areas", campaign.areas.all()))
    return rows.exclude(refused(campaign, "lookup", "consented_at"))


def refused(campaign: Campaign, lookup: str, consented_at: str) -> Q:
    """Whose number wants no mailings. A form that was signed after the “no” may be confirmed."""
    said_no = Suppression.objects.filter(site=campaign.site_id, lookup=OuterRef(lookup))
    if campaign.purpose != Purpose.CONFIRM:
        return Q(Exists(said_no))
    later = said_no.filter(created_at__gte=OuterRef(consented_at))
    unproven = Q(**{f"{consented_at}__isnull": True})
    return Q(Exists(later)) | (unproven & Q(Exists(said_no)))


def _public(campaign: Campaign) -> models.QuerySet[Subscriber]:
    """Those who get mailings; for a request to confirm, those who were never asked."""
    if campaign.purpose != Purpose.CONFIRM:
        return Subscriber.objects.active()
    rows = Subscriber.objects.waiting().filter(asked_at__isnull=True)
    if SmsSettings.for_site(campaign.site).inherited_basis:
        return rows
    return rows.exclude(origin=Origin.INHERITED)


def _chose(relation: str, wanted) -> Exists:
    field = Subscriber._meta.get_field(relation)
    related = Q(pk__in=ORPHAN)
    for row in wanted:
        above = [int(part) for part in row.lineage.strip("/").split("/")]
        related |= Q(pk__in=above) | Q(lineage__startswith=row.lineage)
    rows = field.related_model.objects.filter(related)
    through = field.remote_field.through.objects
    return Exists(
        through.filter(
            **{
                "subscriber_id": OuterRef("pk"),
                f"{field.m2m_reverse_field_name()}_id__in": rows.values("pk"),
            }
        )
    )


def counts(rows: models.QuerySet[Subscriber]) -> dict[str, int]:
    """How many of these there are, by the language they read."""
    return dict(rows.order_by().values_list("language").annotate(count=models.Count("pk")))


def expand(campaign: Campaign, now: datetime) -> int:
    """Write the missing deliveries of a frozen campaign; a second run adds nothing.

    One `INSERT … SELECT` per language of the campaign; nobody's row passes through Python.
    """
    texts = list(campaign.texts.all())
    written = [text.language for text in texts]
    fallback = campaign.text_for(campaign.site.root_page.locale.language_code)
    made = 0
    for text in texts:
        readers = Q(language=text.language)
        if text == fallback:
            readers |= ~Q(language__in=written)
        made += _insert(campaign, text, matching(campaign).filter(readers), now)
    if campaign.purpose == Purpose.CONFIRM:
        _stamp(campaign, now)
    return made


def _stamp(campaign: Campaign, now: datetime) -> None:
    """Asked is asked: no second request goes to these numbers."""
    written = Delivery.objects.filter(campaign=campaign, subscriber__isnull=False)
    rows = Subscriber.objects.filter(pk__in=written.values("subscriber"), asked_at__isnull=True)
    rows.update(asked_at=now)


def unasked(campaign: Campaign) -> int:
    """Whom a request to confirm never reached, because it was cancelled or too late, may be asked
    again; how many."""
    if campaign.purpose != Purpose.CONFIRM:
        return 0
    states = [MessageState.CANCELLED, MessageState.EXPIRED]
    left = Delivery.objects.filter(campaign=campaign, state__in=states, subscriber__isnull=False)
    return Subscriber.objects.filter(pk__in=left.values("subscriber")).update(asked_at=None)


def _insert(campaign: Campaign, text: CampaignText, readers, now: datetime) -> int:
    def constant(value, field):
        return Value(value, output_field=field)

    columns = {
        "campaign_id": constant(campaign.pk, IntegerField()),
        "subscriber_id": F("pk"),
        "lookup": F("lookup"),
        "language": constant(text.language, CharField()),
        "text": constant(text.final, TextField()),
        "segments": constant(text.segments, IntegerField()),
        "ref": NewUUID(),
        "gateway": constant("", CharField()),
        "only_gateway": constant("", CharField()),
        "state": constant(MessageState.QUEUED.value, CharField()),
        "reason": constant("", CharField()),
        "provider_id": constant("", CharField()),
        "tries": constant(0, IntegerField()),
        "created_at": constant(now, DateTimeField()),
    }
    return insert_select(Delivery, columns, readers.order_by("pk"))
