"""Programs are stopped in order, killed when they do not listen, and never left behind."""

import json
import sys
import time
from pathlib import Path

import psutil
import pytest

from eduportal.operations.launcher import processes
from eduportal.operations.launcher.processes import Program, Stage, Supervisor
from eduportal.operations.launcher.steps import CannotStart

SLEEP = "print('ready', flush=True); import time; time.sleep(60)"
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEP}"
PARENT = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {SLEEP!r}]); {SLEEP}"


def program(folder: Path, name: str, code: str, stage: Stage = Stage.WORKER) -> Program:
    return Program(
        name=name,
        command=[sys.executable, "-c", code],
        log=folder / f"{name}.log",
        stage=stage,
        grace_seconds=1,
    )


def wait_until_ready(running: processes.Running) -> None:
    deadline = time.monotonic() + 20
    while not running.log_tail():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def supervisor(tmp_path: Path) -> Supervisor:
    return Supervisor(tmp_path / "processes.json")


def test_stopping_leaves_nothing_running(tmp_path: Path, supervisor: Supervisor) -> None:
    running = supervisor.start(program(tmp_path, "worker", PARENT))
    wait_until_ready(running)
    family = [psutil.Process(running.process.pid)]
    family += family[0].children(recursive=True)
    supervisor.stop_all()
    _, alive = psutil.wait_procs(family, timeout=5)
    assert len(family) == 2
    assert not alive
    assert not (tmp_path / "processes.json").exists()


def test_program_that_ignores_the_request_is_killed(tmp_path: Path, supervisor: Supervisor) -> None:
    running = supervisor.start(program(tmp_path, "deaf", DEAF))
    wait_until_ready(running)
    supervisor.stop_all()
    assert running.process.returncode == -9


def test_servers_stop_last(tmp_path: Path, supervisor: Supervisor) -> None:
    at_end = "import atexit, signal, sys, time; signal.signal(15, lambda *a: sys.exit());"
    at_end += (
        f"atexit.register(lambda: open({str(tmp_path / 'order')!r}, 'a').write('%s '));{SLEEP}"
    )
    for stage in Stage:
        running = supervisor.start(program(tmp_path, stage.name, at_end % stage.name, stage))
        wait_until_ready(running)
    supervisor.stop_all()
    assert (tmp_path / "order").read_text().split() == ["CLOCK", "WORKER", "WEB", "SERVER"]


def test_dead_server_ends_everything_and_shows_its_last_words(
    tmp_path: Path, supervisor: Supervisor, capsys: pytest.CaptureFixture[str]
) -> None:
    supervisor.start(program(tmp_path, "PostgreSQL", "exit('out of memory')", Stage.SERVER))
    with pytest.raises(CannotStart, match="PostgreSQL ended with exit code 1"):
        supervisor.watch()
    assert "out of memory" in capsys.readouterr().out


def test_worker_that_keeps_dying_is_not_started_forever(
    tmp_path: Path, supervisor: Supervisor, capsys: pytest.CaptureFixture[str]
) -> None:
    supervisor.start(program(tmp_path, "worker", "exit(3)"))
    with pytest.raises(CannotStart, match="again and again"):
        supervisor.watch()
    assert capsys.readouterr().out.count("Starting worker again") == processes.DEATHS_ALLOWED


def test_next_start_stops_what_a_killed_launcher_left(
    tmp_path: Path, supervisor: Supervisor
) -> None:
    running = supervisor.start(program(tmp_path, "worker", SLEEP))
    assert processes.stop_leftovers(tmp_path / "processes.json") == 1
    assert processes.birth(running.process.pid) == 0.0
    running.process.wait()


def test_process_that_only_has_the_same_number_is_left_alone(
    tmp_path: Path, supervisor: Supervisor
) -> None:
    running = supervisor.start(program(tmp_path, "worker", SLEEP))
    record = tmp_path / "processes.json"
    rows = json.loads(record.read_text())
    rows[0]["born"] -= 3600
    record.write_text(json.dumps(rows))
    assert processes.stop_leftovers(record) == 0
    assert running.process.poll() is None
    supervisor.stop_all()


def test_interrupt_reaches_the_program_in_the_foreground(tmp_path: Path) -> None:
    with (
        pytest.raises(KeyboardInterrupt),
        processes.foreground([sys.executable, "-c", SLEEP], {}) as process,
    ):
        raise KeyboardInterrupt
    assert process.returncode is not None
