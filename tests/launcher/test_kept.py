"""What is kept of a migrated database makes the same one again."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from django.db import connection

from script import kept
from tests import owner


def run(line: str, **addresses: str) -> None:
    subprocess.run(
        ["sh", "-c", line], env=os.environ | addresses, check=True, stdout=subprocess.DEVNULL
    )


# PostgreSQL writes the same comparison with a list of texts in another way once it has read it.
CASTS = re.compile(r"::(?:character varying|text)(?:\[\])?|[()]")


def dump(database: str, to: Path) -> list[str]:
    """The lines of the database's dump, without the word that is another in each."""
    run(kept.dumping(to), DATABASE_SUPERUSER_URL=owner.superuser_address(database))
    lines = to.read_text(encoding="utf-8").splitlines()
    own = [line for line in lines if not line.startswith(("\\restrict", "\\unrestrict"))]
    return [CASTS.sub("", line) for line in own]


@pytest.mark.django_db
def test_a_database_filled_with_what_is_kept_is_dumped_alike(tmp_path: Path) -> None:
    own = connection.settings_dict["NAME"]
    copy = f"{own}_kept"
    first = dump(own, tmp_path / "first.sql")
    with owner.owner_cursor(owner.owner_address_of("postgres")) as cursor:
        cursor.execute(f'create database "{copy}"')
    try:
        address = owner.owner_address_of(copy)
        run(kept.filling(tmp_path / "first.sql"), DATABASE_OWNER_URL=address)
        second = dump(copy, tmp_path / "second.sql")
    finally:
        owner.drop_database(copy)
    assert any(line.startswith("CREATE POLICY") for line in first)
    assert second == first


def test_another_migration_is_not_filled_with_what_was_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "ROOT", tmp_path)
    migration = tmp_path / "grades" / "migrations" / "0001_initial.py"
    migration.parent.mkdir(parents=True)
    migration.write_text("one", encoding="utf-8")
    before = kept.digest()
    migration.write_text("other", encoding="utf-8")
    assert kept.digest() != before
