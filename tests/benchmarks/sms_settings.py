"""Settings of the SMS benchmark and of the worker it starts: a gateway that accepts all at once."""

import os

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES
from tests.settings import WAGTAIL_CIVIC as COMMON

DATABASES["default"]["TEST"]["NAME"] = "test_sms_benchmark"
if "BENCHMARK_DATABASE" in os.environ:
    DATABASES["default"]["NAME"] = os.environ["BENCHMARK_DATABASE"]
WAGTAIL_CIVIC = {
    **COMMON,
    "JOBS_SYNC": False,
    "SMS_GATEWAY": "null",
    "SMS_GATEWAYS": {"null": {"BACKEND": "tests.benchmarks.null_gateway.NullGateway"}},
}
