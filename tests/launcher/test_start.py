"""From the system's Python to .venv, by script/_start in folders that hold nothing else."""

import hashlib
import os
import subprocess
import zipfile
from pathlib import Path

import pytest

from script.launcher import ROOT

pytestmark = pytest.mark.trial("programs")

OLD_PYTHON = '#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2" || exit 1\n'
TOOLS = ("sh", "dirname", "cat", "tail", "cut", "sed", "rm")


def start(clone: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """script/_start with the requirements.txt of a small clone."""
    return subprocess.run(
        ["/bin/sh", clone / "script" / "_start", "requirements.txt", *arguments],
        env={"PATH": os.environ["PATH"]} | settings,
        capture_output=True,
        text=True,
    )


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder that wants one package, `small` 1.0."""
    (tmp_path / "script").mkdir()
    (tmp_path / "script" / "_start").write_bytes((ROOT / "script" / "_start").read_bytes())
    for version in ("1.0", "2.0"):
        make_wheel(tmp_path / "wheels", version)
    pin(tmp_path, "1.0")
    return tmp_path


def pin(clone: Path, version: str) -> Path:
    """Want this version with the digest of its wheel; the wheel."""
    wheel = clone / "wheels" / f"small-{version}-py3-none-any.whl"
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (clone / "requirements.txt").write_text(f"small=={version} --hash=sha256:{digest}\n")
    return wheel


def make_wheel(folder: Path, version: str) -> None:
    """A package with one module, which prints its version."""
    folder.mkdir(exist_ok=True)
    about = f"small-{version}.dist-info"
    with zipfile.ZipFile(folder / f"small-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr("small.py", f"print('small {version} runs')\n")
        wheel.writestr(
            f"{about}/METADATA", f"Metadata-Version: 2.1\nName: small\nVersion: {version}\n"
        )
        wheel.writestr(
            f"{about}/WHEEL",
            "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        wheel.writestr(f"{about}/RECORD", "")


def test_packages_are_installed_once_there_is_a_network_and_again_after_a_changed_pin(
    clone: Path,
) -> None:
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_CONFIG_FILE": os.devnull}
    done = start(clone, "small", **nowhere)
    assert done.returncode == 1
    assert "Create .venv" in done.stdout
    assert "error: pip cannot reach the package index" in done.stderr

    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(clone / "wheels")}
    second = start(clone, "small", **offline)
    assert second.stdout == "  Install requirements.txt\nsmall 1.0 runs\n"

    assert start(clone, "small", **offline).stdout == "small 1.0 runs\n"

    pin(clone, "2.0")
    changed = start(clone, "small", **offline)
    assert changed.stdout == "  Install requirements.txt\nsmall 2.0 runs\n"

    # The package on its way is another one than was pinned.
    wheel = pin(clone, "1.0")
    with zipfile.ZipFile(wheel, "a") as changed_wheel:
        changed_wheel.writestr("more.py", "print('not what was pinned')\n")
    refused = start(clone, "small", **offline)
    assert refused.returncode == 1
    assert "error: A package is not the one that was pinned" in refused.stderr
    assert "runs" not in refused.stdout


def test_what_is_compiled_is_kept_whatever_the_shell_says(clone: Path) -> None:
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(clone / "wheels")}
    start(clone, "small", PYTHONDONTWRITEBYTECODE="1", **offline)
    (clone / "portal.py").write_text("import small\n")
    done = start(clone, "portal", PYTHONDONTWRITEBYTECODE="1", **offline)
    assert done.stdout == "small 1.0 runs\n"
    assert [*(clone / ".venv").glob("lib/*/site-packages/__pycache__/small.*.pyc")]


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A PATH without Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in TOOLS:
        found = next(place for place in ("/bin", "/usr/bin") if Path(place, name).exists())
        (folder / name).symlink_to(Path(found, name))
    return folder


def test_too_old_a_python_is_named_in_one_sentence(clone: Path, bare: Path) -> None:
    (bare / "python3").write_text(OLD_PYTHON)
    (bare / "python3").chmod(0o755)
    done = start(clone, "small", PATH=str(bare))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "needs Python 3.11 or newer; Python 3.9.2 was found" in done.stderr


def test_a_missing_python_is_one_sentence(clone: Path, bare: Path) -> None:
    done = start(clone, "small", PATH=str(bare))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "needs Python 3.11 or newer; none was found" in done.stderr
