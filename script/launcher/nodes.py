"""The nodes of a demo: the settings of each, and the programs it runs."""

import json
import os
import secrets
import signal
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import PIPE
from urllib.parse import urlsplit

import requests

from eduportal.exchange.keys import create_key, load_key
from eduportal.exchange.wire import signing
from script.launcher.places import PLACES, way_up
from script.launcher.ports import HOST, NAME
from script.launcher.processes import Program
from script.launcher.state import kept_secrets, private_folder, write_settings


@dataclass
class Node:
    """One running portal of PLACES: `settings` is what its `.env` file holds.

    `instance` is what its `/healthz` answers with, so that no other program is taken for it.
    `accounts` is what its preparation prints about the accounts of the demo.
    """

    name: str
    state: Path
    listener: socket.socket
    settings: dict[str, str]
    instance: str = field(default_factory=lambda: secrets.token_hex(8))
    accounts: str = ""

    def __post_init__(self) -> None:
        """Let `manage.py` in another terminal find this node (settings/embedded.py)."""
        self.place = PLACES[self.name]
        self.folder = folder = private_folder(self.state / self.place.code)
        self.settings |= {
            "EDUPORTAL_NODE": self.place.code,
            "EDUPORTAL_TIER": self.place.tier,
            "EDUPORTAL_ORGANISATION": self.place.organisation,
            "EDUPORTAL_SECRET_KEY": kept_secrets(self.state)[f"{self.name.upper()}_SECRET_KEY"],
            "EDUPORTAL_SIGNING_KEY_FILE": str(folder / "signing.key"),
            "EDUPORTAL_PRIVATE_DIR": str(private_folder(folder / "private")),
            "EDUPORTAL_DEMO": "1",
        }
        write_settings(self.state / f"{self.place.code}.env", self.settings)
        port = self.listener.getsockname()[1]
        # For people, and for programs, which need no look-up of a name.
        self.url = f"http://{NAME}:{port}"
        self.address = f"http://{HOST}:{port}"

    def preparation(self, nodes: Sequence["Node"]) -> Program:
        """The one command that makes this node of the demo ready, among the others."""
        runtime = urlsplit(self.settings["DATABASE_URL"]).username or ""
        options = [f"--first-school={self.place.first_school}"]
        for other in nodes:
            options += self._told_of(other)
        return self.owners_command("prepare_demo_node", runtime, *options)

    def _told_of(self, other: "Node") -> list[str]:
        """What this node must know of another one, if one of the two sends to the other.

        Of a node further above only the key, which proves its receipts.
        """
        if other.place.code in way_up(self.name)[2:]:
            beyond = {"relation": "beyond", **other.as_peer()}
            return ["--peer", json.dumps(beyond)]
        below, above = (self, other) if self.place.above == other.name else (other, self)
        if below.place.above != above.name:
            return []
        peer = {
            **other.as_peer(),
            "relation": "upstream" if other is above else "downstream",
            "base_url": other.address if other is above else "",
            "school_prefix": other.place.prefix if other is below else "",
            "brings_schools": above.place.tier == "ministry" and other is below,
        }
        school = below.place.school
        handing = ["--hand-over", school, below.place.code] if other is below else ["--take"]
        register = [*handing, str(below.folder / "register.json")] if school else []
        return ["--peer", json.dumps(peer), *register]

    def as_peer(self) -> dict[str, str]:
        """What any node must know of this one to trust its signatures."""
        return {
            "code": self.place.code,
            "name": self.place.organisation,
            "public_key": self.public_key(),
        }

    def public_key(self) -> str:
        """What the other node knows it by; the key is made at the first start."""
        path = Path(self.settings["EDUPORTAL_SIGNING_KEY_FILE"])
        create_key(path)
        return signing.to_text(signing.public_bytes(load_key(path)))

    def environment(self) -> dict[str, str]:
        """The environment of every process of this node; only the owner's commands know more."""
        own = {"DJANGO_SETTINGS_MODULE": "eduportal.settings.dev", "PYTHONUNBUFFERED": "1"}
        own |= {"EDUPORTAL_STATE_DIR": str(self.state), "DATABASE_OWNER_URL": ""}
        return dict(os.environ) | self.settings | own

    def owners_command(self, *arguments: str) -> Program:
        """A management command, run as the owner of the database."""
        program = self._program(arguments[0], ["manage.py", *arguments])
        program.name = f"manage.py {arguments[0]} on the {self.name} node"
        program.environment["DATABASE_URL"] = self.settings["DATABASE_OWNER_URL"]
        program.stdout = PIPE
        return program

    def web(self) -> Program:
        """The pages."""
        descriptor = self.listener.fileno()
        command = ["-m", "gunicorn", "eduportal.wsgi:application", f"--bind=fd://{descriptor}"]
        command += [f"--workers={self.place.processes}", "--threads=4", "--graceful-timeout=5"]
        command += ["--no-control-socket"]
        program = self._program("web", command)
        program.environment["EDUPORTAL_INSTANCE"] = self.instance
        program.sockets = [descriptor]
        return program

    def workers(self) -> list[Program]:
        """The Celery workers: what travels, and what a Department computes, has one of its own, and
        keeps nothing else waiting."""
        queue = f"eduportal-{self.place.code}"
        own = self._worker("worker", queue, self.place.processes)
        lanes = ["exchange", *(["solving"] if self.place.tier == "department" else [])]
        return [own, *(self._worker(name, f"{queue}-{name}", 1) for name in lanes)]

    def _worker(self, name: str, queue: str, processes: int) -> Program:
        """A worker of one queue. At its end it drops what it does: rows remember."""
        command = ["-m", "celery", "--app=eduportal", "worker", f"--queues={queue}"]
        command += [f"--hostname={self.place.code}-{name}@%h", f"--concurrency={processes}"]
        # A heartbeat to a queue that has ended is retried for ever, and the worker never ends.
        command += ["--loglevel=INFO", "--without-gossip", "--without-mingle"]
        program = self._program(name, [*command, "--without-heartbeat"])
        program.stop_signal = signal.SIGQUIT
        return program

    def beat(self) -> Program:
        """The clock that starts the scheduled sweeps."""
        schedule = f"--schedule={self.state / self.place.code / 'beat-schedule'}"
        command = ["-m", "celery", "--app=eduportal", "beat", schedule, "--pidfile="]
        return self._program("beat", command)

    def _program(self, name: str, arguments: list[str]) -> Program:
        return Program(
            name=f"{self.name} {name}",
            command=[sys.executable, *arguments],
            environment=self.environment(),
            log=self.state / "log" / f"{self.place.code}-{name}.log",
        )

    def is_well(self) -> bool:
        """Whether this very node answers, and finds its database and queue in order."""
        with requests.Session() as visitor, suppress(requests.RequestException):
            # No proxy of this shell stands before a program of this machine.
            visitor.trust_env = False
            answer = visitor.get(f"{self.address}/healthz", timeout=20)
            return answer.ok and answer.headers.get("X-EduPortal-Instance") == self.instance
        return False
