"""A process of the petitions benchmark: threads that sign and confirm, or that read the page.

``python -m tests.benchmarks.petitions_clients`` gets its task as JSON on the standard input,
says "ready" once each thread has its connection and has done it once, begins with the next line,
and answers how many it did.
"""

import json
import sys
import threading
import time
from uuid import uuid4

PATIENCE = 120
"""Seconds until a thread that has failed lets the others go."""


def without_mail() -> None:
    """What is measured ends where a message would be queued."""
    from wagtail_civic.core import jobs

    jobs.wake = lambda func: None


def sign_and_confirm(petition, address: str) -> None:
    from django.utils import timezone

    from wagtail_civic.core import contacts, verification
    from wagtail_civic.petitions import signing

    row = signing.begin(
        petition,
        contact=contacts.parse("email", address),
        signer=signing.Signer("ნინო ბერიძე"),
        area=None,
        shows_name=False,
        language="ka",
        now=timezone.now(),
    )
    verification.confirm(row)


class Clients:
    """The threads of this process; none counts before all of them are warm."""

    def __init__(self, task: dict) -> None:
        self.task = task
        self.done: list[int] = []
        self.warm = threading.Barrier(task["threads"] + 1, timeout=PATIENCE)
        self.begin = threading.Barrier(task["threads"] + 1, timeout=PATIENCE)
        self.until = 0.0

    def work(self) -> None:
        from django.db import connection
        from django.test import Client

        from wagtail_civic.petitions.models import Petition

        petition = Petition.objects.select_related("site").get(pk=self.task["petition"])
        client, count = Client(), 0

        def once() -> None:
            if self.task["does"] == "read":
                assert client.get(self.task["url"]).status_code == 200
            else:
                sign_and_confirm(petition, f"{uuid4().hex}@example.org")

        once()
        self.warm.wait()
        self.begin.wait()
        while time.monotonic() < self.until:
            once()
            count += 1
        self.done.append(count)
        connection.close()


def main() -> None:
    import django

    django.setup()
    clients = Clients(json.loads(sys.stdin.readline()))
    without_mail()
    threads = [threading.Thread(target=clients.work) for _n in range(clients.task["threads"])]
    for thread in threads:
        thread.start()
    clients.warm.wait()
    print("ready", flush=True)
    sys.stdin.readline()
    clients.until = time.monotonic() + clients.task["seconds"]
    clients.begin.wait()
    for thread in threads:
        thread.join()
    print(sum(clients.done), flush=True)


if __name__ == "__main__":
    main()
