"""The file with this node's signing key."""

import stat
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from eduportal.exchange.keys import create_key

ROUNDS = 200


def created(path: Path) -> bytes:
    """The key one process finds after asking for it."""
    create_key(path)
    return path.read_bytes()


def test_two_processes_at_once_find_the_same_whole_key(tmp_path: Path) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        for number in range(ROUNDS):
            path = tmp_path / str(number) / "node.key"
            first, second = processes.map(created, [path, path])
            assert first == second == path.read_bytes()
            assert first.rstrip().endswith(b"-----END PRIVATE KEY-----")
            assert list(path.parent.iterdir()) == [path]


def test_only_the_owner_reads_the_key(tmp_path: Path) -> None:
    path = tmp_path / "node.key"
    create_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_existing_key_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "node.key"
    create_key(path)
    before = path.read_bytes()
    create_key(path)
    assert path.read_bytes() == before
