"""The references of benchmarks: a bare JSON view with one raw upsert, and a bare table.

The view checks that a user is signed in, parses the same JSON and writes the same cells in one
statement: no second factor, no permission, no scope, no lock, no comparison, no history, no kept
answer.
"""

import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

ADDRESS = "/bare/"
MIDDLEWARE = [
    f"{__name__}.OwnAddresses",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
TABLE_ADDRESS = "/bare/table/"
TABLE = """
create table if not exists bench_mark
    (record bigint, cell text, value text, primary key (record, cell))
"""
UPSERT = """
insert into bench_mark (record, cell, value)
select (v->>'record')::bigint, v->>'cell', v->>'to' from jsonb_array_elements(%s::jsonb) v
on conflict (record, cell) do update set value = excluded.value
"""


class OwnAddresses:
    """This module's addresses in place of the portal's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.urlconf = __name__  # type: ignore[attr-defined]
        return self.get_response(request)


def save(request: HttpRequest) -> HttpResponse:
    """What the same save costs without anything that makes it safe."""
    from django.db import connection

    if not request.user.is_authenticated:
        return JsonResponse({}, status=401)
    ops = json.loads(request.body)["ops"]
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, [json.dumps(ops)])
    return JsonResponse({"results": [{"op": op["op"], "status": "saved"} for op in ops]})


def table(request: HttpRequest, pk: int) -> HttpResponse:
    """A mark sheet as a table of inputs and nothing else: one query, no style, no script."""
    from eduportal.scoping import everywhere
    from grades.cells import read_cell, text_of
    from grades.models import MarkSheet

    with everywhere("the benchmark's table"):
        sheet = MarkSheet.objects.select_related("regulation", "subject").get(pk=pk)
        lines = list(sheet.records.select_related("enrolment__student"))
    rows = []
    for line in lines:
        line.sheet = sheet
        texts = (text_of(sheet, name, read_cell(line, name)) for name in sheet.columns)
        cells = "".join(f'<td><input value="{text}"></td>' for text in texts)
        rows.append(f"<tr><th>{line.enrolment.student.full_name}</th>{cells}</tr>")
    return HttpResponse(f"<!DOCTYPE html><title>-</title><table>{''.join(rows)}</table>")


def __getattr__(name: str) -> object:
    """What Django and gunicorn ask for; only then are the settings ready."""
    if name == "urlpatterns":
        from django.urls import path

        return [
            path(ADDRESS.lstrip("/"), save),
            path(TABLE_ADDRESS.lstrip("/") + "<int:pk>/", table),
        ]
    if name == "application":
        import django
        from django.conf import settings
        from django.core.handlers.wsgi import WSGIHandler

        django.setup()
        settings.MIDDLEWARE = MIDDLEWARE
        return WSGIHandler()
    raise AttributeError(name)
