"""The two nodes of a demo: what each is told through its settings, and the programs it runs."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from eduportal.operations.launcher.ports import HOST
from eduportal.operations.launcher.processes import Program, Stage
from eduportal.operations.launcher.servers import Addresses
from eduportal.operations.launcher.state import ROOT, private_folder, write_settings

DEPARTMENT_CODE = "long-an"
MINISTRY_CODE = "bo"
MINISTRY_ORGANISATION = "Bộ Giáo dục và Đào tạo"


@dataclass(frozen=True)
class Node:
    """One running portal: `settings` is what its `.env` file holds, `owner` migrates."""

    state: Path
    port: int
    worker_processes: int
    settings: dict[str, str]
    owner: str

    @property
    def tier(self) -> str:
        """`department` or `ministry`."""
        return self.settings["EDUPORTAL_TIER"]

    @property
    def code(self) -> str:
        """The code the other node knows it by."""
        return self.settings["EDUPORTAL_NODE"]

    @property
    def url(self) -> str:
        """The address a browser opens."""
        return f"http://{HOST}:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """The environment of every process of this node."""
        own = {
            "DJANGO_SETTINGS_MODULE": "eduportal.settings.dev",
            "EDUPORTAL_STATE_DIR": str(self.state),
            "PYTHONUNBUFFERED": "1",
        }
        return dict(os.environ) | self.settings | own

    @property
    def owner_environment(self) -> dict[str, str]:
        """The environment of the commands the owner of the database runs."""
        return self.environment | {"DATABASE_URL": self.owner}

    def write_settings(self) -> None:
        """Let `manage.py` in another terminal find this node (settings/embedded.py)."""
        write_settings(self.state / f"{self.tier}.env", self.settings)

    def web(self) -> Program:
        """The pages."""
        command = ["gunicorn", "eduportal.wsgi:application", f"--bind={HOST}:{self.port}"]
        command += [f"--workers={self.worker_processes}", "--threads=4", "--graceful-timeout=5"]
        command += ["--access-logfile=-", "--no-control-socket"]
        return self._program("web", Stage.WEB, command)

    def worker(self) -> Program:
        """The Celery worker."""
        command = ["celery", "--app=eduportal", "worker", f"--hostname={self.tier}@%h"]
        command += [f"--concurrency={self.worker_processes}", "--loglevel=INFO"]
        command += ["--without-gossip", "--without-mingle"]
        return self._program("worker", Stage.WORKER, command)

    def beat(self) -> Program:
        """The clock that starts the scheduled sweeps."""
        schedule = self.state / self.tier / "beat-schedule"
        command = ["celery", "--app=eduportal", "beat", f"--schedule={schedule}", "--pidfile="]
        return self._program("beat", Stage.CLOCK, command)

    def _program(self, name: str, stage: Stage, command: list[str]) -> Program:
        return Program(
            name=f"{self.tier} {name}",
            command=[sys.executable, "-m", *command],
            log=self.state / "log" / f"{self.tier}-{name}.log",
            stage=stage,
            environment=self.environment,
            folder=ROOT,
        )


def department(
    state: Path, addresses: Addresses, secret_key: str, port: int, upstream: str
) -> Node:
    """The Department's node, which hosts the schools of the demo."""
    settings = {
        "EDUPORTAL_TIER": "department",
        "EDUPORTAL_NODE": os.environ.get("EDUPORTAL_NODE", DEPARTMENT_CODE),
        "EDUPORTAL_UPSTREAM_URL": upstream,
        "DATABASE_URL": addresses.department_database,
        "REDIS_URL": addresses.department_redis,
        "EDUPORTAL_SECRET_KEY": secret_key,
    }
    if organisation := os.environ.get("EDUPORTAL_ORGANISATION"):
        settings["EDUPORTAL_ORGANISATION"] = organisation
    return Node(
        state, port, 2, settings | own_files(state, "department"), addresses.department_owner
    )


def ministry(state: Path, addresses: Addresses, secret_key: str, port: int) -> Node:
    """The Ministry's node: it only receives, one worker process is enough."""
    settings = {
        "EDUPORTAL_TIER": "ministry",
        "EDUPORTAL_NODE": MINISTRY_CODE,
        "EDUPORTAL_ORGANISATION": MINISTRY_ORGANISATION,
        "EDUPORTAL_UPSTREAM_URL": "",
        "DATABASE_URL": addresses.ministry_database,
        "REDIS_URL": addresses.ministry_redis,
        "EDUPORTAL_SECRET_KEY": secret_key,
    }
    return Node(state, port, 1, settings | own_files(state, "ministry"), addresses.ministry_owner)


def own_files(state: Path, tier: str) -> dict[str, str]:
    """Settings of a node's own folder: its signing key and its private files."""
    folder = private_folder(state / tier)
    return {
        "EDUPORTAL_SIGNING_KEY_FILE": str(folder / "signing.key"),
        "EDUPORTAL_PRIVATE_DIR": str(private_folder(folder / "private")),
        "EDUPORTAL_DEMO": "1",
    }
