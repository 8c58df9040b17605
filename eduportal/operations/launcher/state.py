"""The state folder of one instance (`.local/`): who owns it now, its secrets, its files."""

import fcntl
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from eduportal.operations.launcher.steps import CannotStart

ROOT = Path(__file__).resolve().parents[3]
LOCAL = ROOT / ".local"

SECRET_NAMES = (
    "POSTGRES_PASSWORD",
    "ROLE_PASSWORD",
    "OWNER_PASSWORD",
    "VALKEY_PASSWORD",
    "DEPARTMENT_SECRET_KEY",
    "MINISTRY_SECRET_KEY",
)


@contextmanager
def claimed(folder: Path) -> Iterator[Path]:
    """Create the state folder and keep every other instance out of it until the end.

    Raises CannotStart when an instance is running in it, or when it is another user's.
    """
    if folder.exists() and folder.stat().st_uid != os.geteuid():
        raise CannotStart(
            f"{folder} belongs to the user {folder.owner()}: start as that user, or delete the "
            "folder to start anew."
        )
    # Others may pass through (as root, PostgreSQL runs as another user) but not look around.
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    folder.chmod(0o711)
    private_folder(folder / "log")
    with (folder / "lock").open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise CannotStart(
                f"EduPortal is already running from this folder (process {lock.read().strip()}); "
                "stop it with Ctrl-C in its terminal first."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield folder


def is_claimed(folder: Path) -> bool:
    """Whether an instance is running in the folder now."""
    try:
        with (folder / "lock").open("a+", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def private_folder(folder: Path) -> Path:
    """A folder only its owner may enter."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


def read_settings(path: Path) -> dict[str, str]:
    """The KEY=VALUE lines of a file; nothing when it does not exist."""
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def write_settings(path: Path, settings: Mapping[str, str]) -> None:
    """Write KEY=VALUE lines that only the owner may read, whole or not at all."""
    wrong = [name for name, value in settings.items() if "\n" in value]
    if wrong:
        raise ValueError(f"A line break in {', '.join(wrong)} would break {path.name}")
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    with open(
        os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        file.writelines(f"{name}={value}\n" for name, value in settings.items())
    beside.replace(path)


def kept_secrets(folder: Path) -> dict[str, str]:
    """The instance's passwords and secret keys: made at the first start, kept ever after."""
    path = folder / "secrets.env"
    kept = read_settings(path)
    missing = {name: secrets.token_urlsafe(48) for name in SECRET_NAMES if name not in kept}
    if missing:
        write_settings(path, kept | missing)
    return kept | missing
