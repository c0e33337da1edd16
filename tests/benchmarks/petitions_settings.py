"""Settings of the petitions benchmark and of the processes that it starts."""

import os

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES
from tests.settings import WAGTAIL_CIVIC as COMMON

DATABASES["default"]["TEST"]["NAME"] = "test_petitions_benchmark"
if "BENCHMARK_DATABASE" in os.environ:
    DATABASES["default"]["NAME"] = os.environ["BENCHMARK_DATABASE"]
WAGTAIL_CIVIC = {**COMMON, "JOBS_SYNC": False}
