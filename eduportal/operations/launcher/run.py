"""Behind script/run: start both nodes and stay, or do the main job once and say how it went."""

import argparse
import os
from pathlib import Path

from eduportal.operations.launcher.check import check_once
from eduportal.operations.launcher.interrupts import interrupts
from eduportal.operations.launcher.portal import Portal
from eduportal.operations.launcher.ports import chosen_port
from eduportal.operations.launcher.processes import Supervisor, stop_leftovers
from eduportal.operations.launcher.state import LOCAL, ROOT, claimed
from eduportal.operations.launcher.steps import (
    CannotStart,
    run_main,
    seconds_since_start,
    step,
)
from eduportal.operations.launcher.venv import need_space

START_NEEDS_MEGABYTES = 300


def main(arguments: list[str]) -> int:
    """Start, and stay until Ctrl-C; with --check, exit with the check's own code."""
    parser = argparse.ArgumentParser(prog="script/run", description=__doc__)
    parser.add_argument(
        "--check",
        action="store_true",
        help="carry marks from a school to the Ministry once, on servers of its own",
    )
    interrupts.install()
    need_space(ROOT, START_NEEDS_MEGABYTES)
    if parser.parse_args(arguments).check:
        return check_once()
    with claimed(LOCAL) as state:
        return stay(state)


def stay(state: Path) -> int:
    """Start both nodes and watch them until the person interrupts."""
    clear_the_way(state)
    ports = two_ports()
    supervisor = Supervisor(state / "processes.json")
    started = False
    try:
        portal = Portal(state, supervisor, ports, os.environ)
        portal.start()
        started = True
        announce(portal)
        supervisor.watch()
    except KeyboardInterrupt:
        print(flush=True)
        return 0 if started else 130
    finally:
        interrupts.hold_for_good()
        with step("Stop everything"):
            supervisor.stop_all()
    return 0


def two_ports() -> tuple[int, int]:
    """The ports of the department and the ministry; raises CannotStart when one is taken."""
    ports = chosen_port("EDUPORTAL_PORT", 8000), chosen_port("EDUPORTAL_MINISTRY_PORT", 8001)
    if ports[0] == ports[1]:
        raise CannotStart("EDUPORTAL_PORT and EDUPORTAL_MINISTRY_PORT must differ.")
    return ports


def clear_the_way(state: Path) -> None:
    """Stop what a killed launcher left running, and start with empty logs."""
    if stop_leftovers(state / "processes.json"):
        print("  Stopped what an earlier start had left running.")
    for log in (state / "log").glob("*.log"):
        log.unlink()


def announce(portal: Portal) -> None:
    """Where to go, as whom, and how long it took."""
    print(f"\nEduPortal is running; it took {seconds_since_start():.0f} s to start.")
    for node, accounts in zip((portal.department, portal.ministry), portal.accounts, strict=True):
        print(f"\n{node.tier.capitalize()}: {node.url}")
        for line in accounts.strip().splitlines():
            print(f"  {line.rstrip()}")
    print("\nLogs are in .local/log/. Ctrl-C stops everything.", flush=True)


if __name__ == "__main__":
    run_main(main)
