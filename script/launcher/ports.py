"""TCP ports of this machine, held from the moment they are chosen, and what answers at them."""

import errno
import os
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg2
import redis

from script.launcher.places import PLACES
from script.launcher.steps import CannotStart, say

HOST = "127.0.0.1"
# What a person types: browsers make passkeys under a name only, never at a bare address.
NAME = "localhost"


def portal_sockets(names: Sequence[str]) -> list[socket.socket]:
    """Listening sockets for these nodes, which inherit them.

    A port that a setting names is used, or the start is refused. Otherwise it is the usual one,
    or a free one where another program has that.
    """
    places = [PLACES[name] for name in names]
    settings = [place.setting for place in places]
    chosen = [os.environ[setting] for setting in settings if os.environ.get(setting)]
    if len(chosen) > len(set(chosen)):
        raise CannotStart(f"{' and '.join(settings)} must differ.")
    named = {setting: named_socket(setting) for setting in settings if os.environ.get(setting)}
    return [named.get(place.setting) or usual_socket(place.port) for place in places]


def named_socket(setting: str) -> socket.socket:
    """Listen on the port the setting names; raises CannotStart when that is not possible."""
    text = os.environ[setting].strip()
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise CannotStart(f"{setting} must be a port number from 1 to 65535; it is {text!r}.")
    try:
        return _server(int(text))
    except OSError as error:
        raise CannotStart(f"{setting}: port {text} cannot be used: {error.strerror}.") from None


def usual_socket(port: int) -> socket.socket:
    """Listen on this port, or on a free one where that is taken; 0 is any free port."""
    try:
        return _server(port)
    except OSError:
        free = socket.create_server((HOST, 0))
    say(f"  Another program has port {port}: port {free.getsockname()[1]} is used instead.")
    return free


def _server(port: int) -> socket.socket:
    """Listen on the port; raises OSError where that is taken, under IPv6 as well.

    A browser asks ::1 first for "localhost": another program's pages would come.
    """
    if port and socket.has_ipv6:
        with socket.socket(socket.AF_INET6) as other:
            if other.connect_ex(("::1", port)) == 0:
                raise OSError(errno.EADDRINUSE, f"port {port} of ::1 is taken")
    return socket.create_server((HOST, port))


@contextmanager
def reserved_port() -> Iterator[int]:
    """A free port for a server that opens its own: no other program gets it inside the block.

    On Linux, servers may listen on a port that is bound with SO_REUSEADDR and not listened on.
    Elsewhere the port is only likely to stay free.
    """
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind((HOST, 0))
        port: int = holder.getsockname()[1]
        if sys.platform != "linux":
            holder.close()
        yield port


def why_silent(address: str) -> str:
    """Why no Redis or PostgreSQL server answers there; empty when one does."""
    try:
        if address.startswith("redis"):
            with redis.Redis.from_url(address, socket_connect_timeout=5) as client:
                client.ping()
        else:
            psycopg2.connect(address, connect_timeout=5).close()
    except (psycopg2.Error, redis.RedisError, ValueError) as error:
        return " ".join(str(error).split()) or type(error).__name__
    return ""
