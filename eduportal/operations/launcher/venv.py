"""Prepares `.venv` from the pinned requirements and hands over to the Python inside it.

Runs before any package is installed: standard library only, and imported as `launcher.venv`
because importing `eduportal` needs Celery.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from .steps import DISK_FULL, CannotStart, mark_start, run_main, step  # noqa: TID252 - see above

PACKAGES_NEED_MEGABYTES = 700
NO_NETWORK = (
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeoutError",
    "ProxyError",
    "ReadTimeoutError",
    "Connection reset",
)


def enter() -> None:
    """Prepare `.venv`, then become the module named on the command line; never returns."""
    run_main(prepare_and_become)


def prepare_and_become(arguments: list[str]) -> int:
    """Arguments: the clone's folder, the requirements file, the module, its own arguments."""
    root, requirements, module, *rest = arguments
    mark_start()
    os.chdir(root)
    prepare(Path(root), requirements)
    python = Path(root, ".venv", "bin", "python")
    os.execv(python, [str(python), "-m", module, *rest])


def prepare(root: Path, requirements: str) -> None:
    """Create `.venv` and install what the requirements file pins, unless that was done already.

    Raises CannotStart when Python lacks venv, the disk is full or no package can be fetched.
    """
    folder = root / ".venv"
    if not is_usable(folder):
        need_space(root, PACKAGES_NEED_MEGABYTES)
        with step("Create .venv"):
            create(folder)
    for name in included(root, requirements):
        stamp = folder / f".installed-{name}"
        wanted = fingerprint(root, name)
        if not stamp.exists() or stamp.read_text() != wanted:
            need_space(root, PACKAGES_NEED_MEGABYTES)
            with step(f"Install {name}"):
                install(root, name)
            stamp.write_text(wanted)


def included(root: Path, requirements: str) -> list[str]:
    """The requirements file and, before it, the files it includes with `-r`."""
    names: list[str] = []
    for line in (root / requirements).read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            names += included(root, line.removeprefix("-r ").strip())
    return [*names, requirements]


def fingerprint(root: Path, requirements: str) -> str:
    """Changes with the pinned versions."""
    digest = hashlib.sha256()
    for name in [*included(root, requirements), "constraints.txt"]:
        digest.update((root / name).read_bytes())
    return digest.hexdigest()


def is_usable(folder: Path) -> bool:
    """Whether the folder holds a Python 3.11 or newer that still starts, with pip."""
    python = folder / "bin" / "python"
    probe = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([python, "-c", probe], capture_output=True).returncode == 0
    except OSError:
        return False


def create(folder: Path) -> None:
    """A fresh virtual environment; Debian keeps the module it needs in a package of its own."""
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", folder], capture_output=True, text=True
    )
    if made.returncode == 0:
        return
    answer = made.stdout + made.stderr
    if "No space left" in answer:
        raise CannotStart(DISK_FULL)
    if "ensurepip" in answer or "No module named venv" in answer:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise CannotStart(
            f"This Python cannot create virtual environments; install the missing part, for "
            f"example: apt-get install python{version}-venv"
        )
    raise CannotStart(f"Python could not create .venv: {last_line(answer)}")


def install(root: Path, requirements: str) -> None:
    """Let pip install one requirements file; its output goes to `.local/log/pip.log`."""
    log = root / ".local" / "log" / "pip.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    options = ["--disable-pip-version-check", "--no-input", "--progress-bar=off", "--retries=2"]
    python = root / ".venv" / "bin" / "python"
    with log.open("w", encoding="utf-8") as output:
        done = subprocess.run(
            [python, "-m", "pip", "install", *options, "-r", requirements],
            cwd=root,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    if done.returncode != 0:
        raise CannotStart(why_pip_failed(log.read_text(encoding="utf-8", errors="replace")))


def why_pip_failed(output: str) -> str:
    """One sentence from pip's output."""
    if "No space left" in output:
        return DISK_FULL
    if any(word in output for word in NO_NETWORK):
        return (
            "pip cannot reach the package index: check the network or the proxy settings "
            "and start again (details: .local/log/pip.log)."
        )
    errors = [line for line in output.splitlines() if line.startswith("ERROR: ")]
    reason = errors[-1].removeprefix("ERROR: ") if errors else last_line(output)
    return f"pip could not install the packages: {reason} (details: .local/log/pip.log)"


def last_line(output: str) -> str:
    """The last line that says anything."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1] if lines else "it gave no reason"


def need_space(folder: Path, megabytes: int) -> None:
    """Raise CannotStart when the folder's disk has less free space than that."""
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < megabytes:
        raise CannotStart(
            f"The disk is almost full: {megabytes} MB are needed in {folder}, {free} MB are free."
        )
