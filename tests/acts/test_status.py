from datetime import date, timedelta

import pytest

from wagtail_civic.acts.status import Status, start_of_force, status

TODAY = date(2026, 11, 22)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("start", "expires", "repealed", "expected"),
    [
        (YESTERDAY, None, None, Status.IN_FORCE),
        (TODAY, None, None, Status.IN_FORCE),
        (TOMORROW, None, None, Status.NOT_YET),
        (None, None, None, Status.NOT_YET),
        (YESTERDAY, TOMORROW, None, Status.IN_FORCE),
        (YESTERDAY, TODAY, None, Status.IN_FORCE),
        (YESTERDAY, YESTERDAY, None, Status.EXPIRED),
        (YESTERDAY, None, TOMORROW, Status.IN_FORCE),
        (YESTERDAY, None, TODAY, Status.REPEALED),
        (YESTERDAY, None, YESTERDAY, Status.REPEALED),
        (YESTERDAY, YESTERDAY, TODAY, Status.REPEALED),
        (TOMORROW, None, YESTERDAY, Status.REPEALED),
        (None, None, YESTERDAY, Status.REPEALED),
        (None, YESTERDAY, None, Status.NOT_YET),
    ],
)
def test_the_status_follows_from_the_dates(start, expires, repealed, expected):
    found = status(start=start, expires=expires, repealed=repealed, today=TODAY)
    assert found == expected


@pytest.mark.parametrize(
    ("effective", "published", "adopted", "start"),
    [
        (TOMORROW, TODAY, YESTERDAY, TOMORROW),
        (None, TODAY, YESTERDAY, TODAY),
        (None, None, YESTERDAY, YESTERDAY),
        (None, None, None, None),
    ],
)
def test_force_begins_with_the_best_known_date(effective, published, adopted, start):
    assert start_of_force(effective, published, adopted) == start
