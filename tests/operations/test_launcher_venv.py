"""From the system's Python to `.venv`: too old a Python, no network, a changed pin."""

import subprocess
from pathlib import Path

import pytest

from eduportal.operations.launcher import venv
from eduportal.operations.launcher.state import ROOT
from eduportal.operations.launcher.steps import DISK_FULL, CannotStart

OLD_PYTHON = '#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2" || exit 1\n'


def start_with_path(path: Path) -> subprocess.CompletedProcess[str]:
    """script/run on a machine whose PATH is that folder."""
    for name in ("sh", "dirname"):
        (path / name).symlink_to(Path("/bin", name) if name == "sh" else Path("/usr/bin", name))
    return subprocess.run(
        ["/bin/sh", ROOT / "script" / "run"],
        env={"PATH": str(path)},
        capture_output=True,
        text=True,
    )


def test_too_old_python_is_named_in_one_sentence(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text(OLD_PYTHON)
    old.chmod(0o755)
    done = start_with_path(tmp_path)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "needs Python 3.11 or newer; python3 here is Python 3.9.2" in done.stderr


def test_missing_python_is_one_sentence(tmp_path: Path) -> None:
    done = start_with_path(tmp_path)
    assert done.returncode == 1
    assert "needs Python 3.11 or newer; none was found" in done.stderr


@pytest.fixture
def pinned(tmp_path: Path) -> Path:
    (tmp_path / "constraints.txt").write_text("b==1\n")
    (tmp_path / "requirements.txt").write_text("a==1\n")
    (tmp_path / "requirements-dev.txt").write_text("-r requirements.txt\nc==1\n")
    return tmp_path


def test_requirements_of_developers_include_those_of_the_portal(pinned: Path) -> None:
    assert venv.included(pinned, "requirements-dev.txt") == [
        "requirements.txt",
        "requirements-dev.txt",
    ]


@pytest.mark.parametrize("changed", ["requirements.txt", "requirements-dev.txt", "constraints.txt"])
def test_changed_pin_changes_the_fingerprint(pinned: Path, changed: str) -> None:
    before = venv.fingerprint(pinned, "requirements-dev.txt")
    (pinned / changed).write_text("a==2\n")
    assert venv.fingerprint(pinned, "requirements-dev.txt") != before


def test_requirements_of_developers_do_not_touch_the_portals_fingerprint(pinned: Path) -> None:
    before = venv.fingerprint(pinned, "requirements.txt")
    (pinned / "requirements-dev.txt").write_text("c==2\n")
    assert venv.fingerprint(pinned, "requirements.txt") == before


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("WARNING: Retrying after NewConnectionError('no route')\nERROR: No matching", "network"),
        ("ERROR: Could not install: [Errno 28] No space left on device", DISK_FULL),
        ("Collecting x\nERROR: x needs a compiler\n", "x needs a compiler"),
        ("", "it gave no reason"),
    ],
)
def test_failure_of_pip_is_one_sentence(output: str, words: str) -> None:
    assert words in venv.why_pip_failed(output)


def test_almost_full_disk_is_noticed_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match=r"disk is almost full: \d+ MB are needed"):
        venv.need_space(tmp_path, 10**12)
