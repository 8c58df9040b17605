"""Files about persons that a command writes: readable by their owner alone."""

import os
from pathlib import Path
from typing import BinaryIO


def create_privately(path: Path) -> BinaryIO:
    """A new file of mode 0600, opened for writing. Raises FileExistsError where there is one."""
    return open(path, "xb", opener=_for_its_owner)


def _for_its_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
