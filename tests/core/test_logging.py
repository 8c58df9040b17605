"""Pages and background work write one kind of line: JSON, with no name of a person in it."""

import json
import subprocess
import sys

import pytest

from eduportal.logs import cleaned

PROGRAM = """
import logging, django
django.setup()
from eduportal.celery import app
app.log.setup(loglevel="INFO")
logging.getLogger("celery.worker").info("sẵn sàng")
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("grades").exception("chia cho không")
"""


def lines_of_a_worker() -> list[dict[str, str]]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    return [json.loads(line) for line in done.stderr.splitlines()]


@pytest.mark.trial("programs")
def test_a_worker_writes_one_json_object_a_line() -> None:
    ready, failed = lines_of_a_worker()

    assert (ready["level"], ready["logger"]) == ("INFO", "celery.worker")
    assert ready["message"] == "sẵn sàng"
    assert failed["traceback"].endswith("ZeroDivisionError: division by zero")


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        (
            "Invalid request from ip=203.0.113.9: Invalid HTTP Header: 'Cookie sessionid=MRK'",
            "Invalid request from ip=203.0.113.9",
        ),
        (
            "Invalid request from ip=2001:db8::1: Invalid chunk size: b'MRK\\n'",
            "Invalid request from ip=2001:db8::1",
        ),
        (
            "Forbidden (Origin checking failed - http://MRK does not match any): /students/",
            "Forbidden (Origin checking failed",
        ),
    ],
)
def test_a_refused_request_is_not_quoted(line: str, kept: str) -> None:
    assert cleaned(line) == kept
