"""Behind script/run: start both nodes and stay, or do the main job once and say how it went."""

import argparse
import sys
import time

from script.launcher.portal import Portal
from script.launcher.ports import portal_sockets, usual_socket
from script.launcher.processes import LINES_SHOWN, Supervisor
from script.launcher.state import LOCAL, instance, throwaway
from script.launcher.steps import STARTED_AT, run_main, say, step


def main(arguments: list[str]) -> int:
    """Start, and stay until Ctrl-C; with --check, exit with the check's own code."""
    parser = argparse.ArgumentParser(prog="script/run", description=__doc__)
    parser.add_argument(
        "--check",
        action="store_true",
        help="carry marks from a school to the Ministry once, on servers of its own",
    )
    if parser.parse_args(arguments).check:
        with throwaway("check") as supervisor:
            return check(supervisor)
    with instance(LOCAL) as supervisor:
        return stay(supervisor)


def stay(supervisor: Supervisor) -> int:
    """Start both nodes and watch them until the person interrupts."""
    for log in (supervisor.folder / "log").glob("*.log"):
        log.unlink()
    code = 130
    try:
        portal = Portal(supervisor, portal_sockets(), may_be_given=True)
        code = 0
        announce(portal)
        supervisor.watch()
    except KeyboardInterrupt:
        say("")
    finally:
        with step("Stop everything"):
            supervisor.stop_all()
    return code


def announce(portal: Portal) -> None:
    """Where to go, as whom, and how long it took."""
    say(f"\nEduPortal is running; it took {time.time() - STARTED_AT:.0f} s to start.")
    for node, accounts in zip(portal.nodes, portal.accounts, strict=True):
        say(f"\n{node.tier.capitalize()}: {node.url}")
        say("\n".join(f"  {line.rstrip()}" for line in accounts.strip().splitlines()))
    say(f"\nLogs are in {portal.department.state / 'log'}. Ctrl-C stops everything.")


def check(supervisor: Supervisor) -> int:
    """Carry marks from a school to the Ministry; the check's last line is the last line printed."""
    portal = Portal(supervisor, [usual_socket(0), usual_socket(0)], may_be_given=False)
    say("  Carry marks from a school to the Ministry")
    command = [sys.executable, "manage.py", "check_main_job"]
    command += ["--department", portal.department.url, "--ministry", portal.ministry.url]
    code = supervisor.run(command, portal.department.environment)
    # The logs are deleted with everything else.
    for log in sorted((supervisor.folder / "log").glob("*.log")) if code else []:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-LINES_SHOWN:]
        print(f"--- {log.name}", *lines, sep="\n    ", file=sys.stderr)
    return code


if __name__ == "__main__":
    run_main(main)
