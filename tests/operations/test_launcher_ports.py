"""A taken or nonsensical port is named before anything starts."""

import socket
from collections.abc import Iterator

import pytest

from eduportal.operations.launcher import ports
from eduportal.operations.launcher.steps import CannotStart


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server((ports.HOST, 0)) as server:
        yield server.getsockname()[1]


def test_free_port_can_be_listened_on() -> None:
    with socket.create_server((ports.HOST, ports.free_port())):
        pass


def test_port_somebody_listens_on_is_not_free(taken: int) -> None:
    assert not ports.is_free(taken)


def test_taken_port_is_named_with_the_setting_that_changes_it(
    taken: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDUPORTAL_PORT", str(taken))
    with pytest.raises(CannotStart, match=rf"Port {taken} is taken .* EDUPORTAL_PORT"):
        ports.chosen_port("EDUPORTAL_PORT", 8000)


@pytest.mark.parametrize("text", ["abc", "-1", "0", "65536", "80.5"])
def test_setting_that_is_no_port_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDUPORTAL_PORT", text)
    with pytest.raises(CannotStart, match="EDUPORTAL_PORT must be a port number"):
        ports.chosen_port("EDUPORTAL_PORT", 8000)


def test_default_port_is_used_when_nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EDUPORTAL_PORT", raising=False)
    port = ports.free_port()
    assert ports.chosen_port("EDUPORTAL_PORT", port) == port
