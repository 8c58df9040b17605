"""Behind script/run: start both nodes and stay, or do the main job once and say how it went."""

import argparse
import socket
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import urlsplit

from eduportal.core.translations import compile_catalogues
from script.launcher.nodes import DEPARTMENT, MINISTRY, Node
from script.launcher.ports import portal_sockets, usual_socket
from script.launcher.processes import LINES_SHOWN, Supervisor
from script.launcher.servers import servers_of_both
from script.launcher.state import LOCAL, instance, throwaway
from script.launcher.steps import run_main, say, step

ANSWERS_WITHIN_SECONDS = 60


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
    """Start both nodes, say where to go and as whom, and watch until the person interrupts."""
    began = time.monotonic()
    nodes = start_portal(supervisor, portal_sockets(), may_be_given=True)
    with suppress(KeyboardInterrupt):
        say(f"\nEduPortal is running; it took {time.monotonic() - began:.0f} s to start.")
        for node in nodes:
            say(f"\n{node.tier.capitalize()}: {node.url}")
            say("\n".join(f"  {line.rstrip()}" for line in node.accounts.strip().splitlines()))
        say(f"\nLogs are in {supervisor.folder / 'log'}. Ctrl-C stops everything.")
        supervisor.watch()
    say("")
    return 0


def check(supervisor: Supervisor) -> int:
    """Carry marks from a school to the Ministry; the check's last line is the last line printed."""
    sockets = [usual_socket(0), usual_socket(0)]
    department, ministry = start_portal(supervisor, sockets, may_be_given=False)
    say("  Carry marks from a school to the Ministry")
    command = [sys.executable, "manage.py", "check_main_job"]
    command += ["--department", department.address, "--ministry", ministry.address]
    code = supervisor.run(command, department.environment())
    # The logs are deleted with everything else.
    for log in sorted((supervisor.folder / "log").glob("*.log")) if code else []:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-LINES_SHOWN:]
        print(f"--- {log.name}", *lines, sep="\n    ", file=sys.stderr)
    return code


def start_portal(
    supervisor: Supervisor, sockets: Sequence[socket.socket], *, may_be_given: bool
) -> tuple[Node, Node]:
    """Everything from the servers to the first answer of the department and the ministry."""
    below, above = servers_of_both(supervisor, may_be_given=may_be_given)
    ministry = Node("ministry", supervisor.folder, sockets[1], above | MINISTRY)
    below |= DEPARTMENT | {"EDUPORTAL_UPSTREAM_URL": ministry.address}
    nodes = Node("department", supervisor.folder, sockets[0], below), ministry
    prepare(supervisor, *nodes)
    with step("Start both nodes"):
        # The pages first: a person waits for them; workers and clocks need no one to wait.
        webs = [supervisor.start(node.web()) for node in nodes]
        for node, web in zip(nodes, webs, strict=True):
            web.wait_until(node.is_well, ANSWERS_WITHIN_SECONDS)
        for program in [each for node in nodes for each in (*node.workers(), node.beat())]:
            supervisor.start(program)
    return nodes


def prepare(supervisor: Supervisor, lower: Node, upper: Node) -> None:
    """Bring both databases, the catalogues, the static files and the demo up to date."""
    with step("Compile translations"):
        compile_catalogues()
    with step("Migrate both databases"):
        supervisor.finish([node.owners_command("migrate", "--noinput") for node in (lower, upper)])
    with step("Prepare the demo, collect static files"):
        demo = ("prepare_demo_node", urlsplit(lower.settings["DATABASE_URL"]).username or "")
        lower.accounts, upper.accounts, _ = supervisor.finish(
            [
                lower.owners_command(*demo, *known(upper), "--above", upper.address),
                upper.owners_command(*demo, *known(lower)),
                lower.owners_command("collectstatic", "--noinput"),
            ]
        )


def known(node: Node) -> tuple[str, str, str]:
    """What the other node is told of this one."""
    code, name = node.settings["EDUPORTAL_NODE"], node.settings["EDUPORTAL_ORGANISATION"]
    return code, name, node.public_key()


if __name__ == "__main__":
    run_main(main)
