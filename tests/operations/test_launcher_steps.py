"""One line a step, one sentence a failure."""

import errno
import os
import re

import pytest

from eduportal.operations.launcher import steps
from eduportal.operations.launcher.steps import CannotStart, run_main, sentence, step


def failing(error: BaseException) -> int:
    raise error


def test_step_prints_its_name_and_its_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    with step("Start PostgreSQL"):
        pass
    assert re.fullmatch(r"  Start PostgreSQL +0\.0 s\n", capsys.readouterr().out)


def test_failed_step_says_so_and_lets_the_error_through(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(CannotStart), step("Start PostgreSQL"):
        raise CannotStart("no")
    assert capsys.readouterr().out.endswith("s  failed\n")


def test_failure_is_one_sentence_and_exit_code_1(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        run_main(lambda arguments: failing(CannotStart("Port 8000 is taken.", ["a log line"])))
    assert end.value.code == 1
    assert capsys.readouterr().err == "    a log line\nerror: Port 8000 is taken.\n"


def test_interrupted_start_ends_with_130(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        run_main(lambda arguments: failing(KeyboardInterrupt()))
    assert end.value.code == 130


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EACCES, "may not write"),
        (errno.EROFS, "may not write"),
        (errno.ENOEXEC, "operating system refused: Exec format error"),
    ],
)
def test_error_of_the_operating_system_becomes_advice(number: int, words: str) -> None:
    text = sentence(OSError(number, os.strerror(number), "/some/where"))
    assert words in text
    assert "/some/where" in text


def test_full_disk_is_named_whatever_failed_because_of_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "FULL_BELOW_BYTES", 1 << 62)
    steps.explain(CannotStart("PostgreSQL did not start: server closed the connection"))
    first, last = capsys.readouterr().err.splitlines()
    assert "server closed the connection" in first
    assert last == f"error: {steps.DISK_FULL}"
