"""Two pages of names with the access log and without it: CPU time of whole requests.

Counted are the web process and its PostgreSQL backend, which a request waits for one after the
other; a commit of a page that is read waits for no disk. So the figure is what a page gets slower
by on a machine with nothing else to do, and can be measured on a busy one. Wall times are printed
beside it. The requests of both ways take turns in the same process, database and connection. The
reference collects whom a page shows and writes nothing. Needs Linux (/proc).
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import django
from django.http import HttpRequest, HttpResponse

ROUNDS = 200
WARM_UP = 20
PLAIN_FILES = "django.contrib.staticfiles.storage.StaticFilesStorage"


class Unwritten:
    """In the place of AccessLogMiddleware: whom a page shows is forgotten."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        from eduportal.core.looking import Looks

        looks = request.looks = Looks()  # type: ignore[attr-defined]
        response = self.get_response(request)
        looks.close()
        return response


def main() -> None:
    """Print what the log adds to each page, then the means over both pages and their ratio."""
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.EDUPORTAL_DEMO = True
    settings.ALLOWED_HOSTS = ["*"]
    # Pages name their files without a manifest, which only a collected folder has.
    settings.STORAGES["staticfiles"] = {"BACKEND": PLAIN_FILES}
    call_command("node_key")
    call_command("load_reference")
    call_command("seed_demo", "--schools", "2")
    totals = [0.0, 0.0]
    for username, address in (("hieutruong", "/students/"), ("giaovien", sheet_of("giaovien"))):
        (ours, ours_wall), (bare, bare_wall) = measure(username, address)
        print(f"{address}: {ours:.2f} ms with, {bare:.2f} ms without, {ours - bare:+.2f} ms")
        print(f"  wall: {ours_wall:.2f} ms with, {bare_wall:.2f} ms without")
        totals = [totals[0] + ours / 2, totals[1] + bare / 2]
    ours, bare = totals
    print(f"added by the log: {ours - bare:.2f} ms a page")
    print(f"access_log ratio={ours / bare:.2f} ours={ours:.2f} reference={bare:.2f} unit=ms")


def sheet_of(username: str) -> str:
    """The address of one of the user's mark sheets."""
    from eduportal.accounts.models import User
    from eduportal.scoping import everywhere
    from grades.models import MarkSheet
    from staffing.selectors import assigned_pairs

    user = User.objects.get(username=username)
    with everywhere("the benchmark looks for a sheet"):
        sheet = MarkSheet.objects.filter(assigned_pairs(user.pk)).order_by("pk").last()
    return f"/marksheets/{sheet.public_id}/"


def measure(username: str, address: str) -> list[tuple[float, float]]:
    """Median milliseconds of CPU and by the clock, of the page with the log and without it."""
    from django.conf import settings
    from django.test.utils import override_settings

    log = "eduportal.privacy.middleware.AccessLogMiddleware"
    bare = [f"{__name__}.Unwritten" if name == log else name for name in settings.MIDDLEWARE]
    with override_settings(MIDDLEWARE=bare):
        without = signed_in(username)
        # A client keeps the middleware of its first request.
        without.handler.load_middleware()
    ways = [signed_in(username), without]
    spent: list[list[tuple[float, float]]] = [[], []]
    for number in range(WARM_UP + ROUNDS):
        for way, times in zip(ways, spent, strict=True):
            cpu, wall = cpu_seconds(), time.perf_counter()
            answer = way.get(address)
            wall, cpu = time.perf_counter() - wall, cpu_seconds() - cpu
            assert answer.status_code == 200, answer.status_code
            if number >= WARM_UP:
                times.append((1000 * cpu, 1000 * wall))
    return [tuple(map(statistics.median, zip(*times, strict=True))) for times in spent]


def cpu_seconds() -> float:
    """CPU time so far of this process and of the backend behind its connection."""
    from django.db import connection

    connection.ensure_connection()
    backend = connection.connection.info.backend_pid
    on_cpu, *_waiting = Path(f"/proc/{backend}/schedstat").read_text().split()
    return time.process_time() + int(on_cpu) / 1e9


def signed_in(username: str):
    from django.test import Client

    from eduportal.accounts.models import User

    client = Client()
    user = User.objects.get(username=username)
    client.force_login(user, backend="eduportal.accounts.backends.PortalBackend")
    return client
