"""What is missing or wrong for messages to leave, and how to mend it (5xx)."""

from django.conf import settings as django_settings
from django.core.checks import Error, Tags, Warning, register
from django.db import connections, router
from django.utils.module_loading import import_string

from wagtail_civic.core import conf
from wagtail_civic.core.extras import Need, lacking

from . import gateways, routing
from .models.messages import Delivery

LEAST_TIMEOUT, EXPECTED_ANSWER = 120, 30
"""A turn of a minute, a batch of half a minute, and the answer to its last request."""


@register("wagtail_civic")
def check_phone_numbers(app_configs=None, **kwargs):
    needs = [
        Need(("phonenumbers",), "it cannot read telephone numbers", "E501"),
        Need(("openpyxl",), "lists of people can be read from CSV only", "W520"),
        Need(("segno",), "paper forms have no QR code", "W521"),
    ]
    return lacking("sms", "sms", needs)


@register("wagtail_civic")
def check_gateways(app_configs=None, **kwargs):
    given = conf.settings.SMS_GATEWAYS
    if not isinstance(given, dict):
        return []
    found = []
    for key, entry in given.items():
        if isinstance(entry, dict) and isinstance(entry.get("BACKEND"), str):
            found += _check_gateway(key, entry)
    return found


def _check_gateway(key: str, entry: dict) -> list[Error]:
    setting = f"WAGTAIL_CIVIC['SMS_GATEWAYS'][{key!r}]"
    try:
        backend = import_string(entry["BACKEND"])
    except ImportError:
        return [
            Error(
                f"{setting}: there is no gateway at {entry['BACKEND']!r}.",
                hint="Write the dotted path of a class, e.g. "
                "'wagtail_civic.sms.gateways.http.HttpGateway'.",
                id="wagtail_civic.E502",
            )
        ]
    if not (isinstance(backend, type) and issubclass(backend, gateways.BaseGateway)):
        return [
            Error(
                f"{setting}: {entry['BACKEND']!r} is not a gateway.",
                hint="Name a subclass of wagtail_civic.sms.gateways.BaseGateway.",
                id="wagtail_civic.E502",
            )
        ]
    try:
        problems = gateways.get(key).problems()
    except gateways.NoGateway as error:
        problems = [str(error)]
    return [
        Error(
            f"{setting}: {problem}",
            hint=f"Correct the entry {key!r}; its options are in docs/reference/gateways.md.",
            id="wagtail_civic.E503",
        )
        for problem in problems
    ]


@register("wagtail_civic")
def check_default_gateway(app_configs=None, **kwargs):
    key = conf.settings.SMS_GATEWAY
    if not isinstance(key, str) or not isinstance(conf.settings.SMS_GATEWAYS, dict):
        return []
    if key not in gateways.configured():
        return [
            Error(
                f"WAGTAIL_CIVIC['SMS_GATEWAY'] names no gateway: {key!r}.",
                hint=f"Use one of {sorted(gateways.configured())}, or add it to SMS_GATEWAYS.",
                id="wagtail_civic.E504",
            )
        ]
    return []


@register("wagtail_civic", deploy=True)
def check_production_gateway(app_configs=None, **kwargs):
    """A gateway in the settings sends nothing until it is named; what reaches nobody is said."""
    if django_settings.DEBUG or not isinstance(conf.settings.SMS_GATEWAYS, dict):
        return []
    key = conf.settings.SMS_GATEWAY
    if not isinstance(key, str):
        return []
    try:
        if gateways.get(key).capabilities.reaches_phones:
            return []
    except gateways.NoGateway:
        return []
    ready = sorted(set(conf.settings.SMS_GATEWAYS) - {key})
    return [
        Warning(
            f"SMS go to {key!r}: citizens receive neither codes nor mailings.",
            hint=f"Name one of {ready} in WAGTAIL_CIVIC['SMS_GATEWAY']."
            if ready
            else "Set WAGTAIL_CIVIC['SMS_GATEWAYS'] and name one in ['SMS_GATEWAY'].",
            id="wagtail_civic.W505",
        )
    ]


@register("wagtail_civic", deploy=True)
def check_receipts(app_configs=None, **kwargs):
    """Providers that could report deliveries and cannot reach us, or would not be believed."""
    if not isinstance(conf.settings.SMS_GATEWAYS, dict):
        return []
    found = []
    for key in conf.settings.SMS_GATEWAYS:
        try:
            advice = gateways.get(key).advice()
        except gateways.NoGateway:
            continue
        found += [
            Warning(
                f"WAGTAIL_CIVIC['SMS_GATEWAYS'][{key!r}]: {line}",
                hint="See “Calls from the provider” in docs/reference/gateways.md.",
                id="wagtail_civic.W507",
            )
            for line in advice
        ]
    return found


@register("wagtail_civic")
def check_worker_time(app_configs=None, **kwargs):
    """A pump works for a minute and waits for one slow batch; a shorter timeout kills it."""
    queue = getattr(django_settings, "Q_CLUSTER", None)
    if conf.settings.JOBS_SYNC is True or not isinstance(queue, dict):
        return []
    timeout = queue.get("timeout")
    needed = LEAST_TIMEOUT + max(0, _slowest() - EXPECTED_ANSWER)
    if timeout is None or timeout >= needed:
        return []
    return [
        Warning(
            f"Q_CLUSTER['timeout'] is {timeout}: the worker is stopped while it sends SMS.",
            hint=f"Set 'timeout': {needed} and 'retry': {needed + 60}, or give the gateways a "
            "shorter TIMEOUT.",
            id="wagtail_civic.W506",
        )
    ]


FORGETS = {
    "postgresql": [("SHOW synchronous_commit", "off"), ("SHOW fsync", "off")],
    "mysql": [
        ("SELECT @@innodb_flush_log_at_trx_commit", 0),
        ("SELECT @@innodb_flush_log_at_trx_commit", 2),
    ],
}
"""Questions to the server, and the answers after which a commit may be lost with its machine."""


@register("wagtail_civic", Tags.database)
def check_claims_last(app_configs=None, databases=None, **kwargs):
    """A claim that is forgotten is made again, and its messages leave twice."""
    alias = router.db_for_write(Delivery)
    if alias not in (databases or []):
        return []
    found = set()
    with connections[alias].cursor() as cursor:
        for question, bad in FORGETS.get(connections[alias].vendor, []):
            cursor.execute(question)
            if cursor.fetchone()[0] == bad:
                found.add(question.split()[-1].strip("@"))
    return [
        Warning(
            f"The database has {setting} switched off or low: when its machine fails it may forget "
            "that an SMS was handed over, and the message may leave twice.",
            hint="PostgreSQL: synchronous_commit = on, fsync = on. "
            "MariaDB: innodb_flush_log_at_trx_commit = 1.",
            id="wagtail_civic.W508",
        )
        for setting in sorted(found)
    ]


def _slowest() -> int:
    """Seconds for which a worker may wait for an answer of the slowest gateway."""
    given = conf.settings.SMS_GATEWAYS
    found = map(routing.usable, given) if isinstance(given, dict) else ()
    return max((int(gateway.capabilities.timeout) for gateway in found if gateway), default=0)
