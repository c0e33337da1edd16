"""Where a worker dies: by its own hand, with SIGKILL, once, at the point that ``DIE_AT`` names.

Only the settings of the fault tests install this; the suite itself has no hooks for it.
"""

import os
import signal
from pathlib import Path

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from wagtail_civic.sms.gateways.http import HttpGateway

POINTS = ["after_claim", "before_request", "after_acceptance", "in_record", "after_record"]
FOURTH = 4


def die_at(point: str) -> None:
    if os.environ.get("DIE_AT") != point:
        return
    try:
        Path(os.environ["DIE_MARK"]).touch(exist_ok=False)
    except FileExistsError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


class DyingGateway(HttpGateway):
    requests = 0

    def send(self, batch):
        die_at("after_claim")
        return super().send(batch)

    def transmit(self, message):
        DyingGateway.requests += 1
        if self.requests == FOURTH:
            die_at("before_request")
        result = super().transmit(message)
        if self.requests == FOURTH:
            die_at("after_acceptance")
        return result


class Watch:
    """Around every statement of a connection."""

    recorded = False

    def __call__(self, execute, sql, params, many, context):
        alone = not context["connection"].in_atomic_block and not sql.startswith("BEGIN")
        if self.recorded and alone:
            die_at("after_record")
        result = execute(sql, params, many, context)
        if sql.startswith("INSERT") and "civic_sms_attempt" in sql:
            die_at("in_record")
        if sql.startswith("UPDATE") and "civic_sms_delivery" in sql and "sent_at" in sql:
            self.recorded = True
        return result


def watch(sender, connection, **kwargs):
    connection.execute_wrappers.append(Watch())


class KillingConfig(AppConfig):
    name = "tests.processes"
    label = "killing"

    def ready(self):
        connection_created.connect(watch, dispatch_uid="fault tests")
