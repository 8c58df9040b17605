"""The two nodes of a demo: the settings of each, and the programs it runs."""

import os
import secrets
import signal
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import PIPE

import requests

from eduportal.exchange.keys import create_key, load_key
from eduportal.exchange.wire import signing
from script.launcher.ports import HOST, NAME
from script.launcher.processes import Program
from script.launcher.state import kept_secrets, private_folder, write_settings

MINISTRY = {"EDUPORTAL_NODE": "bo", "EDUPORTAL_ORGANISATION": "Bộ Giáo dục và Đào tạo"}
DEPARTMENT = {
    "EDUPORTAL_NODE": "long-an",
    "EDUPORTAL_ORGANISATION": "Sở Giáo dục và Đào tạo tỉnh Tây Ninh",
}
# The Ministry only receives: one process is enough.
PROCESSES = {"department": 2, "ministry": 1}


@dataclass
class Node:
    """One running portal: `settings` is what its `.env` file holds.

    `instance` is what its `/healthz` answers with, so that no other program is taken for it.
    `accounts` is what its preparation prints about the accounts of the demo.
    """

    tier: str
    state: Path
    listener: socket.socket
    settings: dict[str, str]
    instance: str = field(default_factory=lambda: secrets.token_hex(8))
    accounts: str = ""

    def __post_init__(self) -> None:
        """Let `manage.py` in another terminal find this node (settings/embedded.py)."""
        folder = private_folder(self.state / self.tier)
        self.settings |= {
            "EDUPORTAL_TIER": self.tier,
            "EDUPORTAL_SECRET_KEY": kept_secrets(self.state)[f"{self.tier.upper()}_SECRET_KEY"],
            "EDUPORTAL_SIGNING_KEY_FILE": str(folder / "signing.key"),
            "EDUPORTAL_PRIVATE_DIR": str(private_folder(folder / "private")),
            "EDUPORTAL_DEMO": "1",
        }
        write_settings(self.state / f"{self.tier}.env", self.settings)
        self.port = self.listener.getsockname()[1]
        # For people, and for programs, which need no look-up of a name.
        self.url = f"http://{NAME}:{self.port}"
        self.address = f"http://{HOST}:{self.port}"

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
        program.name = f"manage.py {arguments[0]} on the {self.tier} node"
        program.environment["DATABASE_URL"] = self.settings["DATABASE_OWNER_URL"]
        program.stdout = PIPE
        return program

    def web(self) -> Program:
        """The pages."""
        descriptor = self.listener.fileno()
        command = ["-m", "gunicorn", "eduportal.wsgi:application", f"--bind=fd://{descriptor}"]
        command += [f"--workers={PROCESSES[self.tier]}", "--threads=4", "--graceful-timeout=5"]
        command += ["--no-control-socket"]
        program = self._program("web", command)
        program.environment["EDUPORTAL_INSTANCE"] = self.instance
        program.sockets = [descriptor]
        return program

    def workers(self) -> list[Program]:
        """The Celery workers: what travels has one of its own, and keeps nothing else waiting."""
        queue = f"eduportal-{self.settings['EDUPORTAL_NODE']}"
        own = self._worker("worker", queue, PROCESSES[self.tier])
        return [own, self._worker("exchange", f"{queue}-exchange", 1)]

    def _worker(self, name: str, queue: str, processes: int) -> Program:
        """A worker of one queue. At its end it drops what it does: rows remember."""
        command = ["-m", "celery", "--app=eduportal", "worker", f"--queues={queue}"]
        command += [f"--hostname={self.tier}-{name}@%h", f"--concurrency={processes}"]
        # A heartbeat to a queue that has ended is retried for ever, and the worker never ends.
        command += ["--loglevel=INFO", "--without-gossip", "--without-mingle"]
        program = self._program(name, [*command, "--without-heartbeat"])
        program.stop_signal = signal.SIGQUIT
        return program

    def beat(self) -> Program:
        """The clock that starts the scheduled sweeps."""
        schedule = f"--schedule={self.state / self.tier / 'beat-schedule'}"
        command = ["-m", "celery", "--app=eduportal", "beat", schedule, "--pidfile="]
        return self._program("beat", command)

    def _program(self, name: str, arguments: list[str]) -> Program:
        return Program(
            name=f"{self.tier} {name}",
            command=[sys.executable, *arguments],
            environment=self.environment(),
            log=self.state / "log" / f"{self.tier}-{name}.log",
        )

    def is_well(self) -> bool:
        """Whether this very node answers, and finds its database and queue in order."""
        with requests.Session() as visitor, suppress(requests.RequestException):
            # No proxy of this shell stands before a program of this machine.
            visitor.trust_env = False
            answer = visitor.get(f"{self.address}/healthz", timeout=20)
            return answer.ok and answer.headers.get("X-EduPortal-Instance") == self.instance
        return False
