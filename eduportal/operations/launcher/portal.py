"""The demo as a whole: servers, a department node, a ministry node, and what they must know."""

import http.client
import json
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from eduportal.operations.launcher.console import Console
from eduportal.operations.launcher.nodes import Node, department, ministry
from eduportal.operations.launcher.ports import HOST
from eduportal.operations.launcher.postgres import ROLE
from eduportal.operations.launcher.processes import Running, Supervisor
from eduportal.operations.launcher.servers import start_servers
from eduportal.operations.launcher.state import ROOT, kept_secrets
from eduportal.operations.launcher.steps import CannotStart, step
from eduportal.operations.launcher.translations import compile_catalogues

DEMO_SCHOOLS = 12
PAGE_WITHIN_SECONDS = 60


class Portal:
    """Both nodes of one state folder.

    `given` holds the DATABASE_URL and REDIS_URL to use instead of embedded servers.
    """

    def __init__(
        self, state: Path, supervisor: Supervisor, ports: tuple[int, int], given: Mapping[str, str]
    ) -> None:
        self._state = state
        self._supervisor = supervisor
        self._ports = ports
        self._given = given
        self.accounts: list[str] = []

    def start(self) -> None:
        """Everything from the servers to the first answered page."""
        addresses = start_servers(self._supervisor, self._state, self._given)
        kept = kept_secrets(self._state)
        own, above = self._ports
        self.ministry = ministry(self._state, addresses, kept["MINISTRY_SECRET_KEY"], above)
        self.department = department(
            self._state, addresses, kept["DEPARTMENT_SECRET_KEY"], own, self.ministry.url
        )
        self._prepare()
        self._start_nodes()

    def _prepare(self) -> None:
        """Bring both databases, the catalogues, the static files, keys and demo up to date."""
        with step("Compile translations"):
            compile_catalogues(ROOT / "locale")
        for node in (self.department, self.ministry):
            node.write_settings()
        with self._console(self.department) as lower, self._console(self.ministry) as upper:
            with step("Migrate both databases"):
                at_once([lower, upper], "migrate", "--noinput")
                role = urlsplit(self.department.settings["DATABASE_URL"]).username
                at_once([lower, upper], "grant_runtime", role or ROLE)
            with step("Collect static files"):
                lower.run("collectstatic", "--noinput")
            with step("Let the nodes trust each other"):
                self._introduce(lower, upper)
            with step("Fill the demo, unless it is there"):
                seed = ("seed_demo", "--schools", str(DEMO_SCHOOLS), "--if-empty")
                at_once([lower, upper], *seed)
            self.accounts = at_once([lower, upper], "demo_accounts")

    def _introduce(self, lower: Console, upper: Console) -> None:
        """Give each node the other's public key, and the department the ministry's address."""
        below, above = (json.loads(line) for line in at_once([lower, upper], "node_key"))
        lower.ask(
            *("trust_node", above["node"], "--public-key", above["public_key"]),
            *("--relation", "upstream", "--base-url", self.ministry.url),
        )
        upper.ask(
            *("trust_node", below["node"], "--public-key", below["public_key"]),
            *("--relation", "downstream"),
        )
        lower.answer()
        upper.answer()

    def _start_nodes(self) -> None:
        """The pages first: a person waits for them; workers and clocks need no one to wait."""
        nodes = (self.department, self.ministry)
        with step("Start both nodes"):
            webs = [(node, self._supervisor.start(node.web())) for node in nodes]
            for node, running in webs:
                wait_for_page(node, running)
            for node in nodes:
                self._supervisor.start(node.worker())
                self._supervisor.start(node.beat())

    def _console(self, node: Node) -> Console:
        log = self._state / "log" / f"{node.tier}-setup.log"
        return Console(node.tier, node.owner_environment, log)


def at_once(consoles: list[Console], *command: str) -> list[str]:
    """Run the same command on several nodes at the same time; what each printed."""
    for console in consoles:
        console.ask(*command)
    return [console.answer() for console in consoles]


def wait_for_page(node: Node, running: Running) -> None:
    """Wait until the node answers a request; raises CannotStart when it dies or stays silent."""
    until = time.monotonic() + PAGE_WITHIN_SECONDS
    while not answers(node.port):
        if running.process.poll() is not None or time.monotonic() > until:
            raise CannotStart(
                f"The {node.tier} node does not answer at {node.url} "
                f"(details: {running.program.log})",
                running.log_tail(),
            )
        time.sleep(0.1)


def answers(port: int) -> bool:
    """Whether a web server answers there without an error of its own."""
    connection = http.client.HTTPConnection(HOST, port, timeout=20)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()
