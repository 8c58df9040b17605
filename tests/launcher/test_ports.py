"""Which ports the portal takes, and that nobody else gets them."""

import socket
from collections.abc import Iterator

import pytest

from script.launcher.places import PLACES, TWO
from script.launcher.ports import HOST, portal_sockets, reserved_port, usual_socket
from script.launcher.steps import CannotStart


@pytest.fixture(autouse=True)
def no_port_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for place in PLACES.values():
        monkeypatch.delenv(place.setting, raising=False)


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server((HOST, 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize("setting", [place.setting for place in PLACES.values()])
def test_a_port_asked_for_by_name_and_taken_is_refused(
    setting: str, taken: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(setting, str(taken))
    with pytest.raises(CannotStart, match=f"{setting}: port {taken} cannot be used"):
        portal_sockets(list(PLACES))


@pytest.mark.parametrize("text", ["abc", "-1", "0", "65536", "80.5", "²"])
def test_a_setting_that_is_no_port_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDUPORTAL_PORT", text)
    with pytest.raises(CannotStart, match="EDUPORTAL_PORT must be a port number"):
        portal_sockets(TWO)


def test_both_nodes_cannot_have_the_same_port(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in TWO:
        monkeypatch.setenv(PLACES[name].setting, "8000")
    with pytest.raises(CannotStart, match="EDUPORTAL_PORT and EDUPORTAL_MINISTRY_PORT must differ"):
        portal_sockets(TWO)


def test_a_port_asked_for_by_name_is_left_to_the_node_it_was_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with usual_socket(0) as free:
        port = free.getsockname()[1]
    monkeypatch.setitem(PLACES, "department", PLACES["department"]._replace(port=port))
    monkeypatch.setenv("EDUPORTAL_MINISTRY_PORT", str(port))
    department, ministry = portal_sockets(TWO)
    with department, ministry:
        assert ministry.getsockname() == (HOST, port)
        assert department.getsockname() != (HOST, port)


def test_another_port_is_taken_and_held_where_the_usual_one_is_taken(taken: int) -> None:
    with usual_socket(taken) as held:
        port = held.getsockname()[1]
        assert port != taken
        with pytest.raises(OSError, match="in use"):
            socket.create_server((HOST, port))


def test_a_port_whose_other_address_another_program_has_is_taken() -> None:
    """Browsers ask ::1 first where a person types "localhost"."""
    try:
        other = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        pytest.skip("this machine has no IPv6")
    with other, usual_socket(other.getsockname()[1]) as held:
        assert held.getsockname()[1] != other.getsockname()[1]


def test_a_reserved_port_is_free_for_one_server_and_not_for_other_programs() -> None:
    with reserved_port() as port:
        with socket.socket() as other, pytest.raises(OSError, match="in use"):
            other.bind((HOST, port))
        # PostgreSQL and Valkey say SO_REUSEADDR, as create_server does.
        with socket.create_server((HOST, port)):
            pass
