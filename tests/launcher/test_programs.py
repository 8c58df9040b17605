"""Programs are stopped in order, and none outlives its launcher, however that ends."""

import os
import signal
from pathlib import Path

import pytest
from celery import Celery

from tests.launcher.busy import busy
from tests.launcher.conftest import Start, wait_until

pytestmark = pytest.mark.trial("programs")

SLEEP = "import time; time.sleep(600)"
LAUNCHER = f"""
import os, signal, sys, time
from pathlib import Path
from script.launcher.nodes import Node
from script.launcher.ports import usual_socket
from script.launcher import processes
from script.launcher.postgres import CARELESS, embedded_databases
from script.launcher.servers import embedded_queue
from script.launcher.state import instance
from script.launcher.steps import run_main

def program(code, name="program"):
    log = folder / "log" / f"{{name}}.log"
    command = [sys.executable, "-c", code, str(folder)]
    return processes.Program(name, command, dict(os.environ), log)

def main(arguments):
    with instance(folder) as supervisor:
        play(supervisor)
        print("ready", flush=True)
        supervisor.watch()

folder = Path(sys.argv[1])
SLEEP = {SLEEP!r}
"""
RUN = "\nrun_main(main)\n"
WITH_WORKER = """
def play(supervisor):
    embedded_databases(supervisor, CARELESS)
    settings = embedded_queue(supervisor)
    worker = Node("department", folder, usual_socket(0), settings).workers()[0]
    worker.command[3] = "--app=tests.launcher.busy"
    del worker.environment["DJANGO_SETTINGS_MODULE"]
    supervisor.start(worker)
"""
NOTING = """
NOTE = '''
import pathlib, signal, sys, time
def note(*_):
    with pathlib.Path(sys.argv[1], "order").open("a") as file: file.write("%s ")
    sys.exit()
signal.signal(signal.SIGTERM, note)
pathlib.Path(sys.argv[1], "up-%s").touch()
time.sleep(600)
'''
def play(supervisor):
    for number in range(4):
        noting = program(NOTE % (number, number))
        noting.is_server = number < 2
        supervisor.start(noting)
        while not (folder / f"up-{number}").exists(): time.sleep(0.02)
"""
DEAF = """
CODE = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True);"
def play(supervisor):
    processes.GRACE_SECONDS = 1
    deaf = supervisor.start(program(CODE + SLEEP))
    while not deaf.tail(): time.sleep(0.02)
"""
QUIET = """
def play(supervisor):
    supervisor.start(program(SLEEP))
"""
DYING = """
def play(supervisor):
    supervisor.start(program(SLEEP, "bystander"))
    supervisor.start(program("import sys; sys.exit('out of memory')", "the server"))
"""


def test_a_killed_launcher_leaves_nothing_running_and_the_next_one_may_start(
    launch: Start, tmp_path: Path
) -> None:
    launcher = launch(LAUNCHER + WITH_WORKER + RUN)
    launcher.wait_for("ready")
    queue = dict(
        line.split("=", 1) for line in (launcher.folder / "long-an.env").read_text().splitlines()
    )["REDIS_URL"]
    note = tmp_path / "busy"
    with Celery(broker=queue, set_as_current=False).connection_for_write() as connection:
        busy.apply_async([str(note)], connection=connection, queue="eduportal-long-an")
    wait_until(lambda: launcher.process.poll() or (note.exists() and note.read_text()))

    os.kill(launcher.process.pid, signal.SIGKILL)
    wait_until(launcher.everything_has_ended)

    assert not Path("/proc", note.read_text()).exists()
    launcher.output.write_text("")
    launch(LAUNCHER + QUIET + RUN).wait_for("ready")


def test_a_start_after_a_kill_waits_for_what_is_still_ending(launch: Start) -> None:
    killed = launch(LAUNCHER + WITH_WORKER + RUN)
    killed.wait_for("ready")
    os.kill(killed.process.pid, signal.SIGKILL)
    killed.process.wait()
    killed.output.write_text("")
    launch(LAUNCHER + WITH_WORKER + RUN).wait_for("ready")


def test_a_second_start_is_refused_with_the_number_of_the_first(launch: Start) -> None:
    first = launch(LAUNCHER + QUIET + RUN)
    first.wait_for("ready")
    second = launch(LAUNCHER + QUIET + RUN)
    assert second.process.wait() == 1
    refusal = f"error: EduPortal is already running from this folder (process {first.process.pid})"
    assert refusal in second.printed()


def test_an_interrupt_stops_all_beside_each_other_and_the_servers_last(launch: Start) -> None:
    launcher = launch(LAUNCHER + NOTING + RUN)
    launcher.wait_for("ready")
    assert launcher.interrupt() == 130
    order = (launcher.folder / "order").read_text().split()
    assert sorted(order[:2]) == ["2", "3"] and order[2:] == ["1", "0"]


def test_a_program_that_ignores_the_request_to_stop_is_killed(launch: Start) -> None:
    launcher = launch(LAUNCHER + DEAF + RUN)
    launcher.wait_for("ready")
    assert launcher.interrupt() == 130
    assert launcher.everything_has_ended()


def test_a_program_that_dies_ends_everything_with_its_last_words(launch: Start) -> None:
    launcher = launch(LAUNCHER + DYING + RUN)
    assert launcher.process.wait() == 1
    assert "error: the server ended with code 1: out of memory" in launcher.printed()
    assert launcher.everything_has_ended()
