"""Addresses of the embedded servers that script/run wrote under .local/."""

from collections.abc import Mapping
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent.parent


def missing_settings(environ: Mapping[str, str]) -> dict[str, str]:
    """Settings of this node's file `.local/<node>.env` that the environment does not set.

    Raises ImproperlyConfigured when nothing says where the database is.
    """
    node = environ.get("EDUPORTAL_NODE", "long-an")
    path = Path(environ.get("EDUPORTAL_STATE_DIR", BASE_DIR / ".local")) / f"{node}.env"
    found: dict[str, str] = {}
    if path.exists():
        lines = path.read_text(encoding="utf-8").splitlines()
        found = dict(line.split("=", 1) for line in lines if "=" in line)
    missing = {name: value for name, value in found.items() if name not in environ}
    if "DATABASE_URL" not in environ and "DATABASE_URL" not in missing:
        raise ImproperlyConfigured(
            "No database: start script/run first, or set DATABASE_URL, REDIS_URL and "
            "EDUPORTAL_SECRET_KEY (README, 'Real servers')."
        )
    return missing
