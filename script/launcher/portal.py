"""The demo as a whole: servers, a department node, a ministry node, and what they must know."""

import http.client
import socket
import time
from collections.abc import Sequence
from urllib.parse import urlsplit

from eduportal.core.translations import compile_catalogues
from script.launcher.nodes import DEPARTMENT, MINISTRY, Node
from script.launcher.ports import HOST
from script.launcher.postgres import RUNTIME
from script.launcher.processes import Program, Supervisor
from script.launcher.servers import start_servers
from script.launcher.state import kept_secrets
from script.launcher.steps import step

ANSWERS_WITHIN_SECONDS = 60


class Portal:
    """Both nodes of one state folder; `accounts` is what each prints about its demo accounts."""

    def __init__(
        self, supervisor: Supervisor, sockets: Sequence[socket.socket], *, may_be_given: bool
    ) -> None:
        """Everything from the servers to the first answer."""
        self._supervisor = supervisor
        state = supervisor.folder
        secrets = kept_secrets(state)
        below, above = start_servers(supervisor, may_be_given=may_be_given)
        above |= MINISTRY | {"EDUPORTAL_SECRET_KEY": secrets["MINISTRY_SECRET_KEY"]}
        self.ministry = Node("ministry", state, sockets[1], above)
        below |= DEPARTMENT | {"EDUPORTAL_SECRET_KEY": secrets["DEPARTMENT_SECRET_KEY"]}
        below |= {"EDUPORTAL_UPSTREAM_URL": self.ministry.url}
        self.department = Node("department", state, sockets[0], below)
        self.nodes = (self.department, self.ministry)
        self._prepare()
        self._start_nodes()

    def _prepare(self) -> None:
        """Bring both databases, the catalogues, the static files and the demo up to date."""
        lower, upper = self.nodes
        demo = ("prepare_demo_node", urlsplit(lower.settings["DATABASE_URL"]).username or RUNTIME)
        with step("Compile translations"):
            compile_catalogues()
        with step("Migrate both databases"):
            self._supervisor.finish(
                [node.owners_command("migrate", "--noinput") for node in self.nodes]
            )
        with step("Prepare the demo, collect static files"):
            commands = [
                lower.owners_command(*demo, upper.code, upper.public_key(), "--above", upper.url),
                upper.owners_command(*demo, lower.code, lower.public_key()),
                lower.owners_command("collectstatic", "--noinput"),
            ]
            self.accounts = self._supervisor.finish(commands)[: len(self.nodes)]

    def _start_nodes(self) -> None:
        """The pages first: a person waits for them; workers and clocks need no one to wait."""
        with step("Start both nodes"):
            webs = [self._supervisor.start(node.web()) for node in self.nodes]
            for node, web in zip(self.nodes, webs, strict=True):
                wait_for_answer(node, web)
            for node in self.nodes:
                self._supervisor.start(node.worker())
                self._supervisor.start(node.beat())


def wait_for_answer(node: Node, web: Program) -> None:
    """Wait until the node itself says that it is well; raises CannotStart when it does not."""
    until = time.monotonic() + ANSWERS_WITHIN_SECONDS
    while not is_well(node):
        if web.process.poll() is not None or time.monotonic() > until:
            raise web.failure(f"The {node.tier} node is not well")
        time.sleep(0.1)


def is_well(node: Node) -> bool:
    """Whether this very node answers there, and finds its database and queue in order."""
    connection = http.client.HTTPConnection(HOST, node.port, timeout=20)
    try:
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        return answer.status == 200 and answer.getheader("X-EduPortal-Instance") == node.instance
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
