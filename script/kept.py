"""A migrated database kept for the next tests: most of a short run would go into migrating.

Kept is a dump beside the state folders, named by a digest of everything that migrating reads. It is
of the owner's database before any right is granted: those are granted anew.
"""

import hashlib
import os
from pathlib import Path

from script.launcher import ROOT, postgres
from script.launcher.state import LOCAL

PROGRAMS = postgres.PACKAGES / postgres.PROGRAMS
MIGRATE = "DATABASE_URL=$DATABASE_OWNER_URL python manage.py migrate --noinput"
# The libraries migrate as well; after migrating, the default regulation sets are entered.
SOURCES = (
    *("*/migrations/*.py", "eduportal/*/migrations/*.py", "requirements.txt"),
    *("grades/rules/**/*.py", "grades/services/default_regulations.py"),
)
DUMP = "--no-owner --no-privileges"


def migrating() -> str:
    """A line of the shell that migrates the owner's database, or fills it with what is kept."""
    kept = LOCAL / f"migrated-{digest()}.sql"
    if kept.exists():
        return filling(kept)
    for old in LOCAL.glob("migrated-*.sql"):
        old.unlink(missing_ok=True)
    unfinished = LOCAL / f"{kept.name}.{os.getpid()}"
    return f'{MIGRATE} && {dumping(unfinished)} && mv "{unfinished}" "{kept}"'


def dumping(to: Path) -> str:
    """By the superuser: row-level security keeps the owner's own rows from him."""
    return f'"{PROGRAMS}/pg_dump" {DUMP} --file="{to}" "$DATABASE_SUPERUSER_URL"'


def filling(kept: Path) -> str:
    """By the owner, to whom all of it belongs then."""
    return f'"{PROGRAMS}/psql" -qX -v ON_ERROR_STOP=1 -f "{kept}" "$DATABASE_OWNER_URL"'


def digest() -> str:
    """What migrating depends on, in few letters."""
    paths = sorted(path for pattern in SOURCES for path in ROOT.glob(pattern))
    content = b"".join(_line(path) for path in paths)
    return hashlib.sha256(content).hexdigest()[:16]


def _line(path: Path) -> bytes:
    own = hashlib.sha256(path.read_bytes()).hexdigest()
    return f"{path.relative_to(ROOT)} {own}\n".encode()
