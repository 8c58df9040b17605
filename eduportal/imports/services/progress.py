"""How far a job is, visible while the transaction that does the work is still open."""

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from itertools import islice
from types import TracebackType
from typing import Any, Self

from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.utils.translation import gettext as _

from eduportal.imports.models import ImportJob, PreparedFile
from eduportal.imports.services.errors import JobMoved
from eduportal.scoping.scope import setting_for
from eduportal.workbooks.problems import Problem

REPORT_EVERY_SECONDS = 0.3
BEGIN = """
update imports_importjob
set done = 0, working_since = null, so_far = '[]', attempts = attempts + 1
where id = %s returning attempts
"""
BEGIN_PREPARED = """
update imports_preparedfile set attempts = attempts + 1 where id = %s returning attempts
"""
START = "update imports_importjob set total = %s, working_since = clock_timestamp() where id = %s"
REPORT = "update imports_importjob set done = %s where id = %s returning state"
# The first problems a check meets, while it goes on: what stands at its end are all of them. Those
# of the beginning alone are replaced by the first that the whole file gives.
TELL = "update imports_importjob set so_far = so_far || %s::jsonb where id = %s"
TELL_ANEW = "update imports_importjob set so_far = %s::jsonb where id = %s"
TOLD_SO_FAR = 20

# This connection serves one job only, so its settings may last as long as it does.
PREPARE = "select set_config('eduportal.scope', %s, false), set_config('lock_timeout', '2s', false)"


class Progress:
    """Writes a job's `done` and `total` over a connection of its own.

    The working transaction should leave the job's row alone until its end: while it holds the
    row, this one gives up after two seconds and the page sees no progress. A job that is not yet
    committed is simply not updated. Of a file to be marked only the attempt is counted.
    """

    def __init__(self, job: ImportJob | PreparedFile) -> None:
        self._job_id = job.pk
        self._begin = BEGIN if isinstance(job, ImportJob) else BEGIN_PREPARED
        self._setting = setting_for(None if job.school_id is None else [job.school_id])
        self._connection = connections.create_connection(DEFAULT_DB_ALIAS)
        self._state = job.state if isinstance(job, ImportJob) else ""
        self._last = 0.0
        self._told = 0
        self._is_anew = False
        # How often this stage was begun: a file that ends its worker must not be tried for ever.
        self.attempt = 1

    def __enter__(self) -> Self:
        self._write(PREPARE, [self._setting])
        row = self._write(self._begin, [self._job_id])
        self.attempt = row[0] if row else 1
        return self

    def start(self, total: int) -> None:
        """Say how many rows there are to do; the time they take counts from here."""
        self._write(START, [total, self._job_id])
        self._told, self._is_anew = 0, True

    def tell(self, problems: Iterable[tuple[Problem, Mapping[str, Any]]]) -> None:
        """Show some problems at once that the end of the work will store.

        Each with the values of its row, which say whom it means.
        """
        some = list(islice(problems, TOLD_SO_FAR - self._told))
        if some:
            self._told += len(some)
            told = [{"problem": asdict(each), "values": values} for each, values in some]
            sql, self._is_anew = (TELL_ANEW if self._is_anew else TELL), False
            self._write(sql, [json.dumps(told), self._job_id])

    def report(self, done: int) -> None:
        """Say how many rows are done; the page need not know more often than it asks.

        Raises JobMoved for a job that somebody has given up: the work ends there.
        """
        now = time.monotonic()
        if now - self._last < REPORT_EVERY_SECONDS:
            return
        self._last = now
        row = self._write(REPORT, [done, self._job_id])
        if row is not None and row[0] != self._state:
            raise JobMoved(_("This import was given up meanwhile."))

    def _write(self, sql: str, params: list[int | str]) -> tuple[Any, ...] | None:
        """Run one statement; a page without progress is no reason to stop the work."""
        try:
            with self._connection.cursor() as cursor:
                cursor.execute(sql, params)
                return cursor.fetchone() if cursor.description else None
        except OperationalError:
            return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()
