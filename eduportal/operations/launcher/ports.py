"""TCP ports of this machine: whether one is taken, and which is free."""

import os
import socket

from eduportal.operations.launcher.steps import CannotStart

HOST = "127.0.0.1"


def chosen_port(setting: str, default: int) -> int:
    """The port a setting names; raises CannotStart unless it is a free port number."""
    text = os.environ.get(setting, "").strip() or str(default)
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise CannotStart(f"{setting} must be a port number from 1 to 65535; it is {text!r}.")
    if not is_free(int(text)):
        raise CannotStart(
            f"Port {text} is taken by another program: stop that program, or set {setting} to "
            "another port."
        )
    return int(text)


def is_free(port: int) -> bool:
    """Whether a server could listen on the port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise CannotStart(
                f"This user may not listen on port {port}; choose one above 1023."
            ) from None
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port nobody listens on; another program could still take it before it is used."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port
