"""State folders (`.local/` and throw-away ones): who owns them now, their secrets, their files."""

import fcntl
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from script.launcher import ROOT
from script.launcher.places import PLACES
from script.launcher.processes import Supervisor, held
from script.launcher.steps import CannotStart, step

LOCAL = Path(os.environ.get("EDUPORTAL_STATE_DIR") or ROOT / ".local").absolute()
LEFTOVERS_END_WITHIN_SECONDS = 40
# Another launcher may be about to claim a folder this young.
YOUNG_SECONDS = 30
SECRETS = ["POSTGRES_PASSWORD", "OWNER_PASSWORD", "RUNTIME_PASSWORD", "VALKEY_PASSWORD"]
SECRETS += [f"{name.upper()}_SECRET_KEY" for name in PLACES]


@contextmanager
def instance(folder: Path) -> Iterator[Supervisor]:
    """Claim a state folder; what is started in it is stopped at the end.

    Raises CannotStart when an instance is running in it.
    """
    # Others may pass through (as root, PostgreSQL runs as another user) but not look around.
    private_folder(folder, 0o711)
    private_folder(folder / "log")
    with (folder / "lock").open("a+", encoding="ascii") as lock:
        claim(lock)
        supervisor = Supervisor(folder, lock.fileno())
        try:
            yield supervisor
        finally:
            with step("Stop everything"):
                supervisor.stop_all()


@contextmanager
def throwaway(name: str) -> Iterator[Supervisor]:
    """An instance in a new folder that is removed at the end; several may run at once."""
    private_folder(LOCAL, 0o711)
    for old in LOCAL.glob(f"{name}-*"):
        if time.time() - old.stat().st_mtime > YOUNG_SECONDS:
            # Another launcher may be removing it as well.
            with suppress(FileNotFoundError), (old / "lock").open("a") as lock:
                if is_locked_by_us(lock):
                    remove(old)
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=LOCAL))
    try:
        with instance(folder) as supervisor:
            yield supervisor
    finally:
        with held():
            remove(folder)


def claim(lock: IO[str]) -> None:
    """Lock the file for this process and the programs it will start."""
    until = time.monotonic() + LEFTOVERS_END_WITHIN_SECONDS
    while not is_locked_by_us(lock):
        lock.seek(0)
        holder = lock.read().strip()
        # The programs of a killed launcher are about to end.
        if Path("/proc", holder or "none").exists() or time.monotonic() > until:
            raise CannotStart(
                f"EduPortal is already running from this folder (process {holder}); "
                "stop it with Ctrl-C in its terminal first."
            )
        time.sleep(0.1)
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()


def is_locked_by_us(lock: IO[str]) -> bool:
    """Try to lock the file; False when another instance has it."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def remove(folder: Path) -> None:
    """Delete a state folder and, where PostgreSQL had to live elsewhere, that place too."""
    for gone in ((folder / "postgres").resolve(), folder):
        if gone.exists():
            shutil.rmtree(gone)


def private_folder(folder: Path, mode: int = 0o700) -> Path:
    """A folder only its owner may enter, or look into."""
    folder.mkdir(mode=mode, parents=True, exist_ok=True)
    folder.chmod(mode)
    return folder


def write_settings(path: Path, settings: Mapping[str, str]) -> None:
    """Write KEY=VALUE lines that only the owner may read, whole or not at all."""
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    beside.touch(mode=0o600)
    lines = (f"{name}={value}\n" for name, value in settings.items())
    beside.write_text("".join(lines), encoding="utf-8")
    beside.replace(path)


def kept_secrets(folder: Path) -> dict[str, str]:
    """The instance's passwords and secret keys: made at the first start, kept ever after."""
    path = folder / "secrets.env"
    if not path.exists():
        write_settings(path, {name: secrets.token_urlsafe(48) for name in SECRETS})
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines)
