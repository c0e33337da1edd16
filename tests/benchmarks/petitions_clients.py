"""A process of the petitions benchmark: threads that sign and confirm, or that read the page.

``python -m tests.benchmarks.petitions_clients`` gets its task as JSON on the standard input,
says "ready", begins with the next line, and answers how many it did.
"""

import json
import sys
import threading
import time
from uuid import uuid4


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


def work(task: dict, until: float, done: list[int]) -> None:
    from django.db import connection
    from django.test import Client

    from wagtail_civic.petitions.models import Petition

    petition = Petition.objects.select_related("site").get(pk=task["petition"])
    client, count = Client(), 0
    while time.monotonic() < until:
        if task["does"] == "read":
            assert client.get(task["url"]).status_code == 200
        else:
            sign_and_confirm(petition, f"{uuid4().hex}@example.org")
        count += 1
    done.append(count)
    connection.close()


def main() -> None:
    import django

    django.setup()
    task = json.loads(sys.stdin.readline())
    without_mail()
    work({**task, "does": "sign"}, time.monotonic() + 0.3, [])
    if task["does"] == "read":
        work(task, time.monotonic() + 0.3, [])
    print("ready", flush=True)
    sys.stdin.readline()
    done: list[int] = []
    until = time.monotonic() + task["seconds"]
    threads = [
        threading.Thread(target=work, args=(task, until, done)) for _n in range(task["threads"])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(sum(done), flush=True)


if __name__ == "__main__":
    main()
