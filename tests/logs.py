"""What tests of the logs share: marked values, faults of the database, every log of a test."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from eduportal.logs import JsonFormatter, WorkFilter
from tests.owner import owner_cursor

NAME = "Zyxwvut Bí Mật"
NUMBER = "080299777777"
MARKERS = ("Zyxwvut", "Mật", NUMBER)
# What a database says of a row it refuses: all of it, in message and detail.
FAULT = """
create function planted_fault() returns trigger language plpgsql as $$ begin
    raise exception 'the row % is refused', new
        using errcode = 'check_violation', detail = 'Failing row contains ' || new::text,
        constraint = 'planted', table = tg_table_name;
end $$
"""
FAULTY = (
    "accounts_signin",
    "exchange_package",
    "grades_markrecord",
    "imports_importrow",
    "students_student",
)


@pytest.fixture
def faults(django_db_setup: None) -> Iterator[None]:
    """Every table a door writes to refuses its rows, as a bug would make it."""
    with owner_cursor() as cursor:
        cursor.execute(FAULT)
        for table in FAULTY:
            cursor.execute(
                f"create trigger planted before insert or update on {table}"
                " for each row execute function planted_fault()"
            )
        yield
        for table in FAULTY:
            cursor.execute(f"drop trigger planted on {table}")
        cursor.execute("drop function planted_fault()")


class Logs:
    """The files of one test's processes, and what PostgreSQL has written meanwhile."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._postgres = Path(settings.EDUPORTAL_STATE_DIR) / "log" / "postgres.log"
        self._start = self._postgres.stat().st_size

    def postgres(self) -> str:
        return self._postgres.read_bytes()[self._start :].decode()

    def texts(self) -> dict[str, str]:
        files = {path.name: path.read_text() for path in self.folder.glob("*.log")}
        return files | {"postgres": self.postgres()}

    def assert_silent(self) -> None:
        for name, text in self.texts().items():
            # A traceback in JSON escapes nothing but quotes and line ends.
            told = [marker for marker in MARKERS if marker in text]
            assert not told, f"{name} names {told}: {text[-3000:]}"

    def lines(self, name: str) -> list[dict[str, Any]]:
        """The lines of one file; only Celery's banner is no JSON."""
        lines = (self.folder / name).read_text().splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]


@pytest.fixture
def logs(tmp_path: Path) -> Logs:
    folder = tmp_path / "log"
    folder.mkdir(mode=0o700)
    return Logs(folder)


@pytest.fixture
def own_log(logs: Logs) -> Iterator[Path]:
    """The portal's lines of this process, as its settings write them."""
    path = logs.folder / "own.log"
    handler = logging.FileHandler(path)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(WorkFilter())
    logging.getLogger().addHandler(handler)
    yield path
    logging.getLogger().removeHandler(handler)
    handler.close()
