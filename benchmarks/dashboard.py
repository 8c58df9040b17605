"""Every page of the officials, as Department and as commune, against computing it from the marks.

An invented province (`seed_demo --full`; BENCH_SCHOOLS for a smaller one). Of each page the median
and the 95th percentile of processor time are printed, the web process's and its PostgreSQL
backend's, and how many statements it sends, those about transactions and scope apart. The reference
is the Department's overview whose figures are counted from the mark records in place of being read.
Fails where a page takes 60 ms or more, or 15 statements, and below 200 times. Needs Linux (/proc).
"""

import os
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

SCHOOLS = os.environ.get("BENCH_SCHOOLS", "")
ROUNDS, WARM_UP = 40, 3
MOST_MILLISECONDS, MOST_STATEMENTS, LEAST_RATIO = 60, 15, 200
PLAIN_FILES = "django.contrib.staticfiles.storage.StaticFilesStorage"
STAGE = "03"
# What only begins and ends transactions, and sets the scope in them.
AROUND = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "select set_config")


def main() -> None:
    """Print each page and what is over, then the closing line."""
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.EDUPORTAL_DEMO = True
    settings.ALLOWED_HOSTS = ["*"]
    # Pages name their files without a manifest, which only a collected folder has.
    settings.STORAGES["staticfiles"] = {"BACKEND": PLAIN_FILES}
    call_command("node_key")
    call_command("load_reference")
    size = ["--schools", SCHOOLS] if SCHOOLS else ["--full"]
    call_command("seed_demo", *size)
    ours, over = 0.0, []
    for username in ("canboso", "canboxa"):
        for name, address in addresses(username):
            median, high, statements = measure(username, address)
            ours = ours or median
            print(f"{username} {name}: {median:.1f} ms, p95 {high:.1f} ms, {statements} statements")
            if high >= MOST_MILLISECONDS or statements >= MOST_STATEMENTS:
                over.append(f"{username} {name}")
    reference = ours + counted_from_marks()
    print(f"over: {', '.join(over) or 'nothing'}")
    print(
        f"dashboard ratio={reference / ours:.1f} ours={ours:.1f} reference={reference:.1f} unit=ms"
    )
    # A smaller province says little: what is read grows far less than what is counted.
    assert SCHOOLS or not over, over
    assert SCHOOLS or reference / ours >= LEAST_RATIO


def addresses(username: str) -> Iterator[tuple[str, str]]:
    """The officials' pages of the largest place the user has, each by a name."""
    from django.urls import reverse

    unit, school, group = largest(username)
    places: dict[str, list[Any]] = {"commune": [unit], "school": [school], "class": [group]}
    if username == "canboso":
        places = {"overview": [], **places, "paths": [], "paths-waiting": [], "flows": []}
        places |= {"left": []}
    for name, keys in (places | {"late": [], "figures": []}).items():
        yield name, reverse(f"dashboards:{name}", args=keys)
    kinds: dict[str, list[Any]] = {"figure-commune": [unit], "figure-school": [school]}
    if username == "canboso":
        kinds = {"figure": [], **kinds}
    for kind, keys in kinds.items():
        for code in ("TD-03", "KQ-01a"):
            address = reverse(f"dashboards:{kind}", args=[code, *keys])
            yield f"{kind} {code}", f"{address}?stage={STAGE}"


def largest(username: str) -> tuple[str, Any, Any]:
    """Code of the commune with the most schools the user sees, its largest school and a class."""
    from django.db.models import Count

    from eduportal.accounts.models import Membership
    from eduportal.scoping import everywhere
    from schools.models import AdminUnit, ClassGroup, School

    with everywhere("the benchmark looks for places"):
        own = Membership.objects.filter(user__username=username).exclude(unit=None).first()
        units = AdminUnit.objects.filter(pk=own.unit_id) if own else AdminUnit.objects.all()
        unit = units.annotate(count=Count("schools")).order_by("-count", "pk").first()
        schools = School.objects.filter(unit=unit, stages__contains=[STAGE])
        school = schools.annotate(count=Count("classes")).order_by("-count", "pk").first()
        assert unit and school
        group = ClassGroup.objects.filter(school=school).order_by("-school_year", "pk").first()
        assert group
        return unit.code, school.public_id, group.public_id


def measure(username: str, address: str) -> tuple[float, float, int]:
    """Median and 95th percentile of milliseconds of processor time, and statements of one."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from eduportal.accounts.models import User

    client = Client()
    user = User.objects.get(username=username)
    client.force_login(user, backend="eduportal.accounts.backends.PortalBackend")
    times = []
    for number in range(WARM_UP + ROUNDS):
        began = cpu_seconds()
        answer = client.get(address)
        took = cpu_seconds() - began
        assert answer.status_code == 200, (address, answer.status_code)
        if number >= WARM_UP:
            times.append(1000 * took)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    asking = [each for each in queries if not each["sql"].startswith(AROUND)]
    return statistics.median(times), statistics.quantiles(times, n=20)[-1], len(asking)


def counted_from_marks() -> float:
    """Milliseconds of processor time to count the figures of the newest term from the marks."""
    from django.db import connection

    from eduportal.dashboards.figures.services import differences_of
    from eduportal.dashboards.models import ClassFigure
    from eduportal.scoping import everywhere
    from schools.selectors import current_term

    term = current_term()
    assert term is not None
    with everywhere("the benchmark counts figures"), connection.cursor() as cursor:
        # Workers beside the backend would not be counted.
        cursor.execute("set local max_parallel_workers_per_gather = 0")
        figures = ClassFigure.objects.filter(term=term)
        pairs = list(figures.values_list("class_group", "term"))
        began = cpu_seconds()
        differing = sum(1 for _difference in differences_of(pairs, None))
        took = 1000 * (cpu_seconds() - began)
    print(f"{len(pairs)} classes counted from the marks in {took:.0f} ms; {differing} differ")
    return took


def cpu_seconds() -> float:
    """Processor time so far of this process and of the backend behind its connection."""
    from django.db import connection

    connection.ensure_connection()
    backend = connection.connection.info.backend_pid
    on_cpu, *_waiting = Path(f"/proc/{backend}/schedstat").read_text().split()
    return time.process_time() + int(on_cpu) / 1e9


if __name__ == "__main__":
    main()
