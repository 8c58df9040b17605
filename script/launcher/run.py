"""Behind script/run: start the nodes and stay, or do the main job once and say how it went."""

import argparse
import socket
import sys
import time
from collections.abc import Sequence
from contextlib import suppress

from eduportal.core.translations import compile_catalogues
from script.launcher.nodes import Node
from script.launcher.places import PLACES, TWO, way_up
from script.launcher.ports import portal_sockets, usual_socket
from script.launcher.postgres import copy_to, new_ones
from script.launcher.processes import LINES_SHOWN, Supervisor
from script.launcher.servers import DATABASES, are_given, servers_of
from script.launcher.state import LOCAL, instance, throwaway
from script.launcher.steps import run_main, say, step

ANSWERS_WITHIN_SECONDS = 60


def main(arguments: list[str]) -> int:
    """Start, and stay until Ctrl-C; with --check, exit with the check's own code."""
    parser = argparse.ArgumentParser(prog="script/run", description=__doc__)
    parser.add_argument(
        "--tiers",
        action="store_true",
        help="start a school's own portal and a second department as well",
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="carry marks through all of them to the Ministry once, on servers of their own",
    )
    options = parser.parse_args(arguments)
    if options.check:
        with throwaway("check") as supervisor:
            return check(supervisor)
    with instance(LOCAL) as supervisor:
        return stay(supervisor, list(PLACES) if options.tiers else TWO)


def stay(supervisor: Supervisor, names: Sequence[str]) -> int:
    """Start the nodes, say where to go and as whom, and watch until the person interrupts."""
    began = time.monotonic()
    nodes = start_portal(supervisor, names, portal_sockets(names), may_be_given=True)
    with suppress(KeyboardInterrupt):
        say(f"\nEduPortal is running; it took {time.monotonic() - began:.0f} s to start.")
        for node in nodes:
            say(f"\n{node.name.capitalize()}: {node.url}")
            say("\n".join(f"  {line.rstrip()}" for line in node.accounts.strip().splitlines()))
        say(f"\nLogs are in {supervisor.folder / 'log'}. Ctrl-C stops everything.")
        supervisor.watch()
    say("")
    return 0


def check(supervisor: Supervisor) -> int:
    """Carry marks from two schools to the Ministry, one of them with a portal of its own.

    The last line printed counts the records of each level.
    """
    sockets = [usual_socket(0) for _name in PLACES]
    nodes = start_portal(supervisor, list(PLACES), sockets, may_be_given=False)
    code = 0
    for node in nodes:
        if node.name in ("school", "neighbour") and not code:
            say(f"  Carry marks from the {node.name} to the Ministry")
            command = [sys.executable, "manage.py", "check_main_job", node.address]
            code = supervisor.run(command, node.environment())
    ways = [":".join(way_up(node.name)) for node in nodes if node.place.above]
    command = [sys.executable, "manage.py", "check_levels", *ways]
    code = code or supervisor.run(command, nodes[0].environment())
    # The logs are deleted with everything else.
    for log in sorted((supervisor.folder / "log").glob("*.log")) if code else []:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-LINES_SHOWN:]
        print(f"--- {log.name}", *lines, sep="\n    ", file=sys.stderr)
    return code


def start_portal(
    supervisor: Supervisor,
    names: Sequence[str],
    sockets: Sequence[socket.socket],
    *,
    may_be_given: bool,
) -> list[Node]:
    """Everything from the servers to the first answer of each node."""
    servers = servers_of(names, supervisor, may_be_given=may_be_given)
    nodes = [
        Node(name, supervisor.folder, listener, settings)
        for name, listener, settings in zip(names, sockets, servers, strict=True)
    ]
    migrate(supervisor, nodes, are_own=not (may_be_given and are_given(DATABASES)))
    prepare(supervisor, nodes)
    with step("Start the nodes"):
        # The pages first: a person waits for them; workers and clocks need no one to wait.
        webs = [supervisor.start(node.web()) for node in nodes]
        for node, web in zip(nodes, webs, strict=True):
            web.wait_until(node.is_well, ANSWERS_WITHIN_SECONDS)
        for program in [each for node in nodes for each in (*node.workers(), node.beat())]:
            supervisor.start(program)
    return nodes


def migrate(supervisor: Supervisor, nodes: Sequence[Node], *, are_own: bool) -> None:
    """Bring the databases up to date; where the server is our own, new ones begin as copies.

    To migrate from nothing costs 18 s of processor time, to look through a copy 4 s.
    """
    with step("Migrate the databases"):
        commands = [node.owners_command("migrate", "--noinput") for node in nodes]
        template, *others = [node.settings["DATABASE_OWNER_URL"] for node in nodes]
        if are_own and (new := new_ones(others)):
            supervisor.finish([commands.pop(0)])
            copy_to(template, new)
        supervisor.finish(commands)


def prepare(supervisor: Supervisor, nodes: Sequence[Node]) -> None:
    """Bring the catalogues, the static files and the demo up to date."""
    with step("Compile translations"):
        compile_catalogues()
    with step("Prepare the demo, collect static files"):
        schools = [node for node in nodes if node.place.tier == "school"]
        provinces = [node for node in nodes if node not in schools]
        static = nodes[0].owners_command("collectstatic", "--noinput")
        # A school's own portal begins with what its Department hands over.
        for group, other in ((provinces, [static]), (schools, [])):
            printed = supervisor.finish([*(node.preparation(nodes) for node in group), *other])
            for node, accounts in zip(group, printed, strict=False):
                node.accounts = accounts


if __name__ == "__main__":
    run_main(main)
