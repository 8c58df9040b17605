"""How far a job is, visible while the transaction that does the work is still open."""

import time
from types import TracebackType
from typing import Self

from django.db import DEFAULT_DB_ALIAS, OperationalError, connections

from eduportal.imports.models import ImportJob, MarkedFile
from eduportal.scoping.scope import setting_for

REPORT_EVERY_SECONDS = 0.3
BEGIN = """
update imports_importjob set done = 0, attempts = attempts + 1
where id = %s returning attempts
"""
BEGIN_MARKED = """
update imports_markedfile set attempts = attempts + 1 where id = %s returning attempts
"""
REPORT = "update imports_importjob set done = %s, total = %s where id = %s"


# This connection serves one job only, so its settings may last as long as it does.
PREPARE = "select set_config('eduportal.scope', %s, false), set_config('lock_timeout', '2s', false)"


class Progress:
    """Writes a job's `done` and `total` over a connection of its own.

    The working transaction should leave the job's row alone until its end: while it holds the
    row, this one gives up after two seconds and the page sees no progress. A job that is not yet
    committed is simply not updated. Of a file to be marked only the attempt is counted.
    """

    def __init__(self, job: ImportJob | MarkedFile) -> None:
        self._job_id = job.pk
        self._begin = BEGIN if isinstance(job, ImportJob) else BEGIN_MARKED
        self._setting = setting_for(None if job.school_id is None else [job.school_id])
        self._connection = connections.create_connection(DEFAULT_DB_ALIAS)
        self._last = 0.0
        self.total = 0
        # How often this stage was begun: a file that ends its worker must not be tried for ever.
        self.attempt = 1

    def __enter__(self) -> Self:
        self._write(PREPARE, [self._setting])
        row = self._write(self._begin, [self._job_id])
        self.attempt = row[0] if row else 1
        return self

    def report(self, done: int) -> None:
        """Say how many rows are done; the page need not know more often than it asks."""
        now = time.monotonic()
        if now - self._last < REPORT_EVERY_SECONDS:
            return
        self._last = now
        self._write(REPORT, [done, self.total, self._job_id])

    def _write(self, sql: str, params: list[int | str]) -> tuple[int, ...] | None:
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
