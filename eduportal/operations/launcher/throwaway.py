"""State folders that live as long as one check: servers stopped and files removed at the end."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from eduportal.operations.launcher.interrupts import interrupts
from eduportal.operations.launcher.place import outside_folder
from eduportal.operations.launcher.processes import Supervisor, stop_leftovers
from eduportal.operations.launcher.state import LOCAL, claimed, is_claimed, kept_secrets

# Somebody may be about to claim a folder this young.
YOUNG_SECONDS = 30


@contextmanager
def throwaway(name: str) -> Iterator[tuple[Path, Supervisor]]:
    """A new state folder with its supervisor; several may exist beside each other."""
    LOCAL.mkdir(mode=0o711, exist_ok=True)
    for old in LOCAL.glob(f"{name}-*"):
        if time.time() - old.stat().st_mtime > YOUNG_SECONDS and not is_claimed(old):
            stop_leftovers(old / "processes.json")
            remove(old)
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=LOCAL))
    with claimed(folder) as state:
        supervisor = Supervisor(state / "processes.json")
        try:
            yield state, supervisor
        finally:
            # Silent, because the last line printed belongs to the check.
            interrupts.hold_for_good()
            supervisor.stop_all()
            remove(state)


def remove(state: Path) -> None:
    """Delete a state folder and, where PostgreSQL had to live elsewhere, that place too."""
    outside = outside_folder(kept_secrets(state)["POSTGRES_PASSWORD"])
    if outside.exists():
        shutil.rmtree(outside)
    shutil.rmtree(state)
