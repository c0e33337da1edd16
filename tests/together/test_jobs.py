"""Jobs of several workers, or of a cron that overtakes itself."""

from datetime import timedelta
from uuid import uuid4

from wagtail_civic.core import jobs
from wagtail_civic.core.models.jobs import JobRun
from wagtail_civic.documents.models.texts import DocumentText

from .moves import NOW


def test_what_is_due_is_run_by_one(crew):
    JobRun.objects.filter(name__in=[job.name for job in jobs.registered]).delete()
    moments = [NOW + timedelta(days=2 * number) for number in range(3)]
    every = sorted(job.name for job in jobs.registered)
    for ran in crew("run_due", [(moment,) for moment in moments]):
        assert sorted(name for names in ran for name in names) == every


def test_a_file_is_read_by_one_worker(crew):
    texts = [DocumentText.objects.create(file_hash=uuid4().hex) for _n in range(20)]
    answers = crew("claim_text", [(text.pk,) for text in texts])
    assert [sum(answer) for answer in answers] == [1] * 20
