"""Saving one cell, and 45: CPU time of the web process against a bare JSON view with one upsert.

Both answer in one process against the same database, in turns, called as gunicorn calls them.
Ours does all it does in production: session, second factor, scope, lock, comparison, history, kept
answer. What the bare view leaves out is in benchmarks/_bare.py.
"""

import io
import json
import statistics
import sys
import time
from typing import Any

import django

from benchmarks import _bare
from benchmarks._teachers import CSRF, JSON, Sheet, emptied, signed_in

ROUNDS = 150
WARM_UP = 20


def main() -> None:
    """Print for one cell and for 45 the medians and their ratio."""
    django.setup()
    from django.conf import settings
    from django.core.handlers.wsgi import WSGIHandler
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import override_settings

    settings.EDUPORTAL_DEMO = settings.EDUPORTAL_SECOND_FACTOR_REQUIRED = True
    call_command("node_key")
    call_command("load_reference")
    call_command("seed_demo", "--schools", "2")
    with connection.cursor() as cursor:
        cursor.execute(_bare.TABLE)
    sheet, cookie = teacher_and_sheet()
    with override_settings(MIDDLEWARE=_bare.MIDDLEWARE):
        bare = WSGIHandler()
    ways = [(WSGIHandler(), sheet.address), (bare, _bare.ADDRESS)]
    for name, count in (("save_one_cell", 1), ("save_cells", 45)):
        ours, reference = measure(ways, sheet, cookie, count)
        print(
            f"{name} ratio={ours / reference:.2f} ours={ours:.2f} reference={reference:.2f} unit=ms"
        )


def teacher_and_sheet() -> tuple[Sheet, str]:
    """One of the demo teacher's sheets, and the cookies of a session."""
    from eduportal.accounts.models import User
    from eduportal.scoping import everywhere
    from grades.models import MarkSheet
    from staffing.selectors import assigned_pairs

    user = User.objects.get(username="giaovien")
    with everywhere("the benchmark looks for a sheet"):
        sheets = MarkSheet.objects.filter(assigned_pairs(user.pk), state="open").order_by("pk")
        return emptied(sheets.last()), signed_in(user)


def measure(
    ways: list[tuple[Any, str]], sheet: Sheet, cookie: str, count: int
) -> tuple[float, float]:
    """Median CPU milliseconds of this process for one save, of each way."""
    spent: list[list[float]] = [[], []]
    for number in range(WARM_UP + ROUNDS):
        ops, body = sheet.next_save(count)
        for (handler, address), times in zip(ways, spent, strict=True):
            environment = request(address, body, cookie)
            began = time.process_time()
            answer = handler(environment, lambda *_: None)
            content = b"".join(answer)
            answer.close()
            if number >= WARM_UP:
                times.append(1000 * (time.process_time() - began))
            assert answer.status_code == 200, content
            if address == sheet.address:
                assert len(sheet.accept(ops, json.loads(content))) == count, content
    ours, reference = map(statistics.median, spent)
    return ours, reference


def request(address: str, body: bytes, cookie: str) -> dict[str, Any]:
    """What gunicorn hands over for one save (PEP 3333)."""
    return {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": address,
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": JSON,
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_HOST": "localhost",
        "HTTP_ACCEPT": JSON,
        "HTTP_COOKIE": cookie,
        "HTTP_X_CSRFTOKEN": CSRF,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
