"""Saving 45 cells: CPU time of the web process against a bare JSON view with one raw upsert.

Both answer an authenticated request in the same process against the same database. The bare view
checks that a user is signed in, parses the same JSON and writes the same rows in one statement:
no permission, no lock, no comparison, no history, no answer per cell.
"""

import json
import statistics
import time
import uuid
from collections.abc import Callable

import django
from django.http import HttpRequest, HttpResponse, JsonResponse

CELLS = 45
ROUNDS = 40
WARM_UP = 5
BARE_MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
UPSERT = """
insert into bench_mark (record, cell, value)
select (v->>'record')::bigint, v->>'cell', v->>'to' from jsonb_array_elements(%s::jsonb) v
on conflict (record, cell) do update set value = excluded.value
"""
TABLE = "create table bench_mark (record bigint, cell text, value text, primary key (record, cell))"


def bare_save(request: HttpRequest) -> HttpResponse:
    """What the same save costs without anything that makes it safe."""
    from django.db import connection

    if not request.user.is_authenticated:
        return JsonResponse({}, status=401)
    ops = json.loads(request.body)["ops"]
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, [json.dumps(ops)])
    return JsonResponse({"saved": len(ops)})


def main() -> None:
    """Print the medians and their ratio."""
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import override_settings

    settings.EDUPORTAL_DEMO = True
    settings.ALLOWED_HOSTS = ["*"]
    call_command("node_key")
    call_command("load_reference")
    call_command("seed_demo", "--schools", "2")
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
    records, address, client = teacher_and_sheet()
    ours = measure(lambda number: client.post(address, body(records, number), JSON))
    with override_settings(MIDDLEWARE=BARE_MIDDLEWARE, ROOT_URLCONF=__name__):
        # A client keeps the middleware of its first request.
        client.handler.load_middleware()
        bare = measure(lambda number: client.post("/bare/", body(records, number), JSON))
    print(f"save_cells ratio={ours / bare:.2f} ours={ours:.2f} reference={bare:.2f} unit=ms")


JSON = "application/json"


def teacher_and_sheet():
    """Lines of one of the demo teacher's sheets, its address, and a signed-in client."""
    from django.test import Client

    from eduportal.accounts.models import User
    from eduportal.scoping import everywhere
    from grades.models import MarkSheet
    from staffing.selectors import assigned_pairs

    user = User.objects.get(username="giaovien")
    with everywhere("the benchmark looks for a sheet"):
        sheets = MarkSheet.objects.filter(assigned_pairs(user.pk), state="open").order_by("pk")
        sheet = sheets.last()
        sheet.records.update(midterm=None, final=None)
        records = list(sheet.records.values_list("pk", flat=True))[:CELLS]
    client = Client()
    client.force_login(user, backend="eduportal.accounts.backends.PortalBackend")
    return records, f"/marksheets/{sheet.public_id}/cells/", client


def body(records: list[int], number: int) -> str:
    """45 operations (two cells of a line where the class is smaller), each a real change."""
    before, after = ("", "5,0") if number == 0 else (f"{mark(number - 1)}", f"{mark(number)}")
    cells = [(record, cell) for cell in ("gk", "ck") for record in records][:CELLS]
    ops = [
        {"op": str(uuid.uuid4()), "record": r, "cell": c, "from": before, "to": after}
        for r, c in cells
    ]
    return json.dumps({"ops": ops})


def mark(number: int) -> str:
    return "5,0" if number % 2 == 0 else "6,0"


def measure(save: Callable[[int], HttpResponse]) -> float:
    """Median CPU milliseconds of this process for one save."""
    spent = []
    for number in range(ROUNDS):
        started = time.process_time()
        answer = save(number)
        spent.append(1000 * (time.process_time() - started))
        assert answer.status_code == 200, answer.content
    return statistics.median(spent[WARM_UP:])


def __getattr__(name: str) -> object:
    """`urlpatterns`, when Django asks for them: only then are its settings ready."""
    if name == "urlpatterns":
        from django.urls import path

        return [path("bare/", bare_save)]
    raise AttributeError(name)
