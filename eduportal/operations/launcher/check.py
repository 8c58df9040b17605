"""Behind script/run --check: the main job once, on servers, databases and nodes of its own."""

import subprocess
import sys
from pathlib import Path

from eduportal.operations.launcher.portal import Portal
from eduportal.operations.launcher.ports import free_port
from eduportal.operations.launcher.processes import LOG_LINES_SHOWN, foreground
from eduportal.operations.launcher.throwaway import throwaway

TROUBLE = ("ERROR", "CRITICAL", "FATAL", "Traceback")


def check_once() -> int:
    """Start both nodes, carry marks to the Ministry, stop, remove; the check's exit code.

    The check's own last line is the last line printed.
    """
    with throwaway("check") as (state, supervisor):
        portal = Portal(state, supervisor, (free_port(), free_port()), given={})
        portal.start()
        print("  Carry marks from a school to the Ministry", flush=True)
        last_line, code = main_job(portal, state / "log" / "check.log")
        if code:
            show_logs(state)
    if last_line:
        print(last_line, flush=True)
    return code


def main_job(portal: Portal, log: Path) -> tuple[str, int]:
    """Run the check against both nodes; its last line, held back, and its exit code."""
    command = [sys.executable, "manage.py", "check_main_job"]
    command += ["--department", portal.department.url, "--ministry", portal.ministry.url]
    last_line = ""
    with (
        log.open("wb") as errors,
        foreground(command, portal.department.environment, subprocess.PIPE, errors) as job,
    ):
        assert job.stdout is not None
        for line in job.stdout:
            if last_line:
                print(f"    {last_line}", flush=True)
            last_line = line.rstrip()
    return last_line, job.returncode


def show_logs(state: Path) -> None:
    """The end of every log that tells of trouble, the check's own last: they are deleted now."""
    logs = sorted((state / "log").glob("*.log"), key=lambda log: (log.stem == "check", log.name))
    for log in logs:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        if log.stem == "check" or any(word in line for line in lines for word in TROUBLE):
            print(f"--- {log.name}", *lines[-LOG_LINES_SHOWN:], sep="\n    ", file=sys.stderr)
