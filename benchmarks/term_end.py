"""The last evening of a term: 200 teachers save marks for a minute, against a bare view.

Real gunicorn with the options of deploy/, real PostgreSQL written to disk, real Valkey, all on this
machine, and so are the teachers. Each has a sheet and a session of its own and saves one cell
after the other without a pause, so that the figure is what the machine can take. At the end every
acknowledged save must have its kept answer, its history and its mark: what has not is lost. No
worker of the queue runs beside it. Needs Linux (/proc).
"""

import asyncio
import contextlib
import json
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import django

from benchmarks import _bare
from benchmarks._teachers import CSRF, JSON, Sheet, emptied, signed_in

ROOT = Path(__file__).resolve().parent.parent
UNIT = ROOT / "deploy/eduportal-web.service"
PORTAL = "eduportal.wsgi:application"
TEACHERS = 200
SCHOOLS = 24
SECONDS = 60
READY_WITHIN_SECONDS = 30


@dataclass
class Teacher:
    """One teacher with a sheet, and what the server has acknowledged."""

    sheet: Sheet
    cookie: str
    saved: list[str] = field(default_factory=list)


@dataclass
class Run:
    """What one minute gave: seconds of each answered save, and answers that were no success.

    `lasted` is its length and `cpu` what the web server's processes have used, in seconds.
    """

    seconds: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    lasted: float = 0.0
    cpu: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.seconds) / self.lasted

    def described(self, name: str) -> str:
        cuts = statistics.quantiles(self.seconds, n=20)
        return (
            f"{name}: {len(self.seconds)} saves, {self.rate:.0f} saves/s, "
            f"p50 {1000 * cuts[9]:.0f} ms, p95 {1000 * cuts[18]:.0f} ms, "
            f"{1000 * self.cpu / len(self.seconds):.1f} ms of CPU a save in the web server, "
            f"{len(self.refused)} without success"
        )


def main() -> None:
    """Print rate, p50 and p95 of both, what was lost, then the closing line; fails if any was."""
    django.setup()
    teachers = prepare()
    before = history_rows(teachers)
    ours = minute(PORTAL, teachers, is_bare=False)
    lost = count_lost(teachers, history_rows(teachers) - before)
    bare = minute("benchmarks._bare:application", teachers, is_bare=True)
    print(ours.described("ours"))
    print(bare.described("bare"))
    if ours.refused:
        print(f"  the first: {ours.refused[0]}")
    print(f"lost {lost}")
    print(
        f"term_end ratio={ours.rate / bare.rate:.2f} ours={ours.rate:.0f} "
        f"reference={bare.rate:.0f} unit=saves/s"
    )
    if lost:
        sys.exit("acknowledged saves were lost")


def prepare() -> list[Teacher]:
    """A province, and accounts for 200 teachers who each have an open sheet this term."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from eduportal.scoping import everywhere

    settings.EDUPORTAL_DEMO = True
    call_command("node_key")
    call_command("load_reference")
    call_command("seed_demo", "--schools", str(SCHOOLS))
    call_command("grant_runtime", "eduportal", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(_bare.TABLE)
        cursor.execute("grant select, insert, update on bench_mark to eduportal")
    with everywhere("the benchmark makes its teachers"):
        return [teacher(sheet, number) for number, sheet in enumerate(own_sheets())]


def own_sheets() -> list[Any]:
    """Open sheets of marks, each given by another teacher who has no account."""
    from django.utils import timezone

    from grades.models import MarkSheet
    from staffing.models import TeachingAssignment

    sheets = MarkSheet.objects.filter(
        state="open", form="scored", term__entry_closes_on__gte=timezone.localdate()
    )
    by_pair = {(sheet.class_group_id, sheet.subject_id): sheet for sheet in sheets}
    given: dict[int, Any] = {}
    assignments = TeachingAssignment.objects.in_force().filter(staff__user=None)
    for each in assignments.select_related("staff").order_by("pk"):
        sheet = by_pair.pop((each.class_group_id, each.subject_id), None)
        if sheet is not None and each.staff_id not in given:
            sheet.teacher = each.staff
            given[each.staff_id] = sheet
    assert len(given) >= TEACHERS, f"only {len(given)} teachers have an open sheet"
    return list(given.values())[:TEACHERS]


def teacher(sheet: Any, number: int) -> Teacher:
    """An account for the sheet's teacher, signed in with a second factor."""
    from eduportal.accounts.models import Membership, User
    from eduportal.accounts.roles import Role

    user = User.objects.create(username=f"teacher-{number}", full_name=f"Teacher {number}")
    Membership.objects.create(user=user, role=Role.TEACHER, school_id=sheet.school_id)
    sheet.teacher.user = user
    sheet.teacher.save()
    return Teacher(emptied(sheet), signed_in(user))


def minute(application: str, teachers: list[Teacher], *, is_bare: bool) -> Run:
    """Let all teachers save through a gunicorn of this application until the time is over."""
    with gunicorn(application) as (port, master):
        # The first save of each is not counted: processes load, connections open.
        asyncio.run(everybody(teachers, port, is_bare, 0))
        before = cpu_of(master)
        run = asyncio.run(everybody(teachers, port, is_bare, SECONDS))
        run.cpu = cpu_of(master) - before
    return run


def cpu_of(master: int) -> float:
    """CPU seconds so far of gunicorn's processes."""
    workers = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    ticks = 0
    for pid in (master, *workers):
        _name, _end, fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")
        ticks += sum(map(int, fields.split()[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def gunicorn(application: str) -> Iterator[tuple[int, int]]:
    """The web server as deploy/ starts it, as the runtime role: its port, and its process."""
    start = next(line for line in UNIT.read_text().splitlines() if line.startswith("ExecStart="))
    options = [each for each in shlex.split(start)[2:] if not each.startswith("--bind=")]
    environment = os.environ | {
        "DATABASE_URL": os.environ["DATABASE_RUNTIME_URL"],
        "EDUPORTAL_SECOND_FACTOR_REQUIRED": "1",
    }
    with tempfile.TemporaryFile("w+") as log:
        command = [sys.executable, "-m", "gunicorn", application, "--bind=127.0.0.1:0", *options]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=log)
        try:
            yield port_of(process, log), process.pid
        finally:
            process.terminate()
            process.wait()


def port_of(process: "subprocess.Popen[bytes]", log: IO[str]) -> int:
    """The port gunicorn has chosen, from its log, once a worker is there."""
    until = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < until and process.poll() is None:
        log.seek(0)
        text = log.read()
        if "Booting worker" in text:
            return int(text.partition("127.0.0.1:")[2].partition(" ")[0])
        time.sleep(0.1)
    raise RuntimeError("gunicorn did not start")


async def everybody(teachers: list[Teacher], port: int, is_bare: bool, seconds: int) -> Run:
    """All of them at once; who has an answer outstanding at the end still waits for it."""
    run = Run()
    began = time.monotonic()
    until = began + seconds
    await asyncio.gather(*(one(each, port, is_bare, until, run) for each in teachers))
    run.lasted = time.monotonic() - began
    return run


async def one(teacher: Teacher, port: int, is_bare: bool, until: float, run: Run) -> None:
    """One teacher: a cell, its answer, the next cell, until the time is over."""
    sheet = teacher.sheet
    address = _bare.ADDRESS if is_bare else sheet.address
    while True:
        ops, body = sheet.next_save(1)
        began = time.monotonic()
        status, content = await post(port, address, teacher.cookie, body)
        saved = sheet.accept(ops, json.loads(content)) if status == 200 else []
        if saved:
            run.seconds.append(time.monotonic() - began)
        else:
            run.refused.append(f"{status} {content[:300]!r}")
        if not is_bare:
            teacher.saved += saved
        if time.monotonic() >= until:
            return


async def post(port: int, address: str, cookie: str, body: bytes) -> tuple[int, bytes]:
    """One request on a connection of its own, as nginx sends it on."""
    head = (
        f"POST {address} HTTP/1.0\r\nHost: localhost\r\nContent-Type: {JSON}\r\nAccept: {JSON}\r\n"
        f"Cookie: {cookie}\r\nX-CSRFToken: {CSRF}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head.encode() + body)
    answer = await reader.read()
    writer.close()
    start, _blank, content = answer.partition(b"\r\n\r\n")
    return int(start.split(b" ", 2)[1]) if start else 0, content


def history_rows(teachers: list[Teacher]) -> int:
    """Rows in the history of their sheets."""
    from eduportal.scoping import everywhere
    from grades.models import MarkChange

    with everywhere("the benchmark counts"):
        sheets = [each.sheet.pk for each in teachers]
        return MarkChange.objects.filter(sheet__in=sheets).count()


def count_lost(teachers: list[Teacher], changes: int) -> int:
    """Acknowledged saves without their kept answer, their row of history or their mark."""
    from eduportal.scoping import everywhere
    from grades.cells import read_cell, text_of
    from grades.models import CellOperation, MarkRecord

    acknowledged = {op for each in teachers for op in each.saved}
    with everywhere("the benchmark counts"):
        kept = {str(op) for op in CellOperation.objects.values_list("op", flat=True)}
        lost = len(acknowledged - kept) + max(0, len(acknowledged) - changes)
        for each in teachers:
            lines = MarkRecord.objects.filter(sheet=each.sheet.pk).select_related(
                "sheet__regulation"
            )
            by_key = {line.pk: line for line in lines}
            for (record, cell), text in each.sheet.holds.items():
                lost += text_of(by_key[record].sheet, cell, read_cell(by_key[record], cell)) != text
    return lost
