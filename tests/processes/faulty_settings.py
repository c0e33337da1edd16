"""Settings of the processes that the fault tests start: the tests' database, the fake gateway."""

import os

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES, INSTALLED_APPS, Q_CLUSTER
from tests.settings import WAGTAIL_CIVIC as COMMON

DATABASES["default"]["NAME"] = os.environ["FAULT_DATABASE"]
DATABASES["default"]["CONN_MAX_AGE"] = int(os.environ.get("FAULT_CONN_MAX_AGE", "0"))
INSTALLED_APPS = [*INSTALLED_APPS, "tests.processes.killing.KillingConfig"]
Q_CLUSTER = {**Q_CLUSTER, "workers": int(os.environ.get("FAULT_WORKERS", "1")), "guard_cycle": 0.1}


def civic(url: str) -> dict:
    """``WAGTAIL_CIVIC`` with the fake gateway at that address as the only way out."""
    return {
        **COMMON,
        "JOBS_SYNC": False,
        "SMS_GATEWAY": "fake",
        "SMS_GATEWAYS": {
            "fake": {
                "BACKEND": "tests.processes.killing.DyingGateway",
                "URL": f"{url}/send",
                "ALLOW_PLAIN_HTTP": True,
                "FORMAT": "json",
                "FIELDS": {"to": "{to}", "text": "{text}", "ref": "{ref}"},
                "SUCCESS_PATH": "status",
                "SUCCESS_VALUES": ["ok"],
                "ID_PATH": "id",
                "TIMEOUT": 1,
                "RATE": 1000,
                "BATCH": 10,
            }
        },
    }


WAGTAIL_CIVIC = civic(os.environ["FAULT_GATEWAY"])
