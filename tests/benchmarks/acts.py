"""What it costs to take in 10,000 acts from a list, against storing as many bare rows.

``python tests/benchmarks/acts.py`` makes a database of its own and a list of acts with texts, and
takes it in by ``importing.run``, as the command does: every line is read, judged, stored, logged
and handed to the search. The floor stores the same acts one by one, reading and judging nothing,
in the same run. Prints CPU time of both, and how much the memory of the process grew from the
thousandth act to the last. ``DATABASE_URL`` and ``TEST_DATABASE_NAME`` name another server.
"""

import os
import resource
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
COUNT, FIRST = 10_000, 1_000
#: At most so many times the floor, and so many megabytes more for nine thousand acts more.
MOST_TIMES, MOST_GROWTH = 3.0, 16.0
HEAD = "type;body;number;adopted;title;text\n"
ARTICLE = "მუხლი {n}. სათაური\nადგილობრივი მნიშვნელობის გზების მოვლა-შენახვის წესი განისაზღვრება."


def start(scratch: str) -> None:
    sys.path[:0] = [str(ROOT)]
    os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "MEDIA_ROOT": scratch}
    import django
    from django.db import connection

    django.setup()
    name = os.environ.get("TEST_DATABASE_NAME") or None
    file = str(Path(scratch, "test.sqlite3"))
    connection.settings_dict["TEST"]["NAME"] = file if connection.vendor == "sqlite" else name
    connection.creation.create_test_db(verbosity=0, autoclobber=True)


def town():
    from django.core.management import call_command
    from wagtail.models import Locale, Page, Site

    if not Site.objects.exists():
        root = Page.get_first_root_node()
        home = root.add_child(instance=Page(title="Home", locale=Locale.get_default()))
        Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    site = Site.objects.get(is_default_site=True)
    with open(os.devnull, "w") as silence:
        call_command("civic_setup", stdout=silence)
    from wagtail_civic.core.models import Body

    Body.objects.get_or_create(site=site, code="council", defaults={"kind": "council"})
    return site


def text(number: int) -> str:
    return "\n".join(ARTICLE.format(n=n) for n in range(1, 6)) + f"\n{number}"


def written(path: Path, first: int, last: int) -> Path:
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        for number in range(first, last):
            day = date(1996, 1, 1) + timedelta(days=number)
            title = f"გზების მოვლა-შენახვის წესის შესახებ {number}"
            file.write(f'resolution;council;№{number};{day};{title};"{text(number)}"\n')
    return path


def take_in(site, path: Path) -> int:
    from wagtail_civic.acts import importing
    from wagtail_civic.core import tables

    with path.open("rb") as file:
        lines = tables.stream(file, most_rows=COUNT * 2, longest=importing.LONGEST_CELL)
        report = importing.run(importing.Order(site=site, is_check=False, is_live=True), lines)
    if report.faulty:
        raise SystemExit(f"{report.faulty} lines were refused: {report.faults[0]}")
    return report.made


def floor(site, first: int, last: int) -> None:
    """The same acts, made of values that are known and right."""
    from wagtail_civic.acts.models import Act, ActType
    from wagtail_civic.core import history
    from wagtail_civic.core.models import Body

    act_type = ActType.objects.get(site=site, code="resolution")
    body = Body.objects.get(site=site, code="council")
    words = "".join(f"<p>{line}</p>" for line in text(0).splitlines())
    for number in range(first, last):
        act = Act.objects.create(
            site=site,
            act_type=act_type,
            body=body,
            number=f"f{number}",
            adopted=date(1996, 1, 1) + timedelta(days=number),
            title=f"გზების მოვლა-შენახვის წესის შესახებ {number}",
            text=[{"type": "paragraph", "value": words}],
            live=True,
        )
        history.log(act, "civic_acts.import", data={"row": number})


def measured(work, *args) -> float:
    begun = time.process_time()
    work(*args)
    return time.process_time() - begun


def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    with tempfile.TemporaryDirectory() as scratch:
        start(scratch)
        site = town()
        take_in(site, written(Path(scratch, "first.csv"), 0, FIRST))
        before = megabytes()
        rest = written(Path(scratch, "rest.csv"), FIRST, COUNT)
        cost = measured(take_in, site, rest)
        growth = megabytes() - before
        bare = measured(floor, site, FIRST, COUNT)
    count = COUNT - FIRST
    print(f"import of {count} acts: {cost:.1f} s CPU, {cost / count * 1000:.2f} ms an act")
    print(
        f"bare rows:             {bare:.1f} s CPU, ratio {cost / bare:.2f} (at most {MOST_TIMES})"
    )
    print(f"memory grew by {growth:.1f} MB (at most {MOST_GROWTH})")
    return int(cost > bare * MOST_TIMES or growth > MOST_GROWTH)


if __name__ == "__main__":
    raise SystemExit(main())
