"""Two workers at once on one campaign: real threads, real transactions."""

import threading

import pytest
from django.db import connection, connections

from wagtail_civic.sms import jobs
from wagtail_civic.sms.gateways import locmem
from wagtail_civic.sms.models import Delivery


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_workers_send_nobody_twice(
    make_subscriber, make_campaign, started, gateway, now, monkeypatch
):
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads share no in-memory database")
    monkeypatch.setattr("wagtail_civic.core.jobs.enqueue", lambda *args: None)
    for _number in range(60):
        make_subscriber()
    campaign = started(make_campaign())
    faults = []

    def work():
        try:
            jobs.pump(campaign.pk, now)
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _worker in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert faults == []
    numbers = [message.to for message in locmem.outbox]
    assert len(numbers) == len(set(numbers)) == 60
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
