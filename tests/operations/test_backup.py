"""deploy/backup makes, of a real database, what only the holder of the private key can read."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from eduportal import scoping
from script.launcher.postgres import PACKAGES, PROGRAMS
from tests.exchange.levels import seal
from tests.factories import StudentFactory
from tests.owner import address_of, superuser_address
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
PROGRAM = settings.BASE_DIR / "deploy" / "backup.py"
NAME = "Zyxwvut Bí Mật"
COUNTED = (
    "students_student",
    "grades_markrecord",
    "grades_markchange",
    "exchange_package",
    "exchange_line",
    "accounts_user",
)


# As docs/deploy.md makes it; on a server that other tests use as well.
READER = """
do $$ begin
    create role eduportal_backup login bypassrls password 'only-for-backups';
exception when duplicate_object or unique_violation then null; end $$;
grant pg_read_all_data to eduportal_backup;
"""


def libpq(database: str) -> dict[str, str]:
    """The administrator's connection, as libpq's own variables."""
    url = urlsplit(superuser_address())
    return {
        "PGHOST": str(url.hostname),
        "PGPORT": str(url.port),
        "PGUSER": str(url.username),
        "PGPASSWORD": str(url.password),
        "PGDATABASE": database,
        # The programs of the server's own version.
        "PATH": f"{PACKAGES / PROGRAMS}{os.pathsep}{os.environ['PATH']}",
    }


def backup(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, PROGRAM, *arguments], env=environment, capture_output=True, text=True
    )


class Node:
    """What there is to lose, and where it is kept."""

    def __init__(self, folder: Path) -> None:
        self.database = connection.settings_dict["NAME"]
        self.folder = folder / "backups"
        self.key = folder / "backup.key"
        self.state = folder / "state"
        self.state.mkdir()
        (self.state / "long-an.key").write_text("the seal of this node")
        (self.state / "long-an.key").chmod(0o600)
        (self.state / f"{NAME}.xlsx").write_text(NAME)
        made = backup("new-key", self.key)
        assert self.key.stat().st_mode & 0o777 == 0o600
        self.public = made.stdout.strip()

    def make(self, **different: str) -> subprocess.CompletedProcess[str]:
        recipients = {"EDUPORTAL_BACKUP_RECIPIENTS": self.public}
        reader = {"PGUSER": "eduportal_backup", "PGPASSWORD": "only-for-backups"}
        environment = libpq(self.database) | reader | recipients | different
        return backup("make", self.folder, self.state, **environment)

    def file(self, kind: str) -> Path:
        [file] = self.folder.glob(f"*.{kind}.age")
        return file

    def restore(self, database: str, key: Path | None = None) -> subprocess.CompletedProcess[str]:
        environment = libpq(database) | {"EDUPORTAL_BACKUP_KEY_FILE": str(key or self.key)}
        return backup("restore", self.file("database"), **environment)


@pytest.fixture
def node(world: World, tmp_path: Path) -> Node:
    with scoping.everywhere("a test adds a student"):
        StudentFactory(school=world.school, full_name=NAME)
    seal(world, 80)
    with closing(psycopg2.connect(superuser_address())) as administrator:
        administrator.autocommit = True
        administrator.cursor().execute(READER)
    return Node(tmp_path)


@pytest.fixture
def empty_database() -> Iterator[str]:
    name = f"{connection.settings_dict['NAME']}_restored"
    with closing(psycopg2.connect(superuser_address())) as administrator:
        administrator.autocommit = True
        cursor = administrator.cursor()
        cursor.execute(f'create database "{name}" owner eduportal_owner template template0')
        yield name
        # As superuser: PostgreSQL's own vacuum may be looking at it.
        cursor.execute(f'drop database "{name}" with (force)')


def counted(database: str) -> list[Any]:
    """Rows of the largest tables, and the ledger's lines in one digest, as the portal's role."""
    with psycopg2.connect(address_of(database)) as session, session.cursor() as cursor:
        cursor.execute("select set_config('eduportal.scope', '*', true)")
        found: list[Any] = []
        for table in COUNTED:
            cursor.execute(
                f"select count(*), md5(string_agg(t::text, '' order by id)) from {table} t"
            )
            found += cursor.fetchall()
    session.close()
    return found


def test_a_backup_brings_every_row_back_and_shows_none(node: Node, empty_database: str) -> None:
    done = node.make()
    assert done.returncode == 0, done.stderr
    written = sorted(path.name for path in node.folder.iterdir())
    assert [name.split(".", 1)[1] for name in written] == ["database.age", "files.age"]
    for path in node.folder.iterdir():
        content = path.read_bytes()
        assert content.startswith(b"age-encryption.org/v1")
        # Neither what is stored, nor what every dump and archive would begin with.
        for plain in (b"Zyxwvut", "Bí Mật".encode(), b"PGDMP", b"the seal"):
            assert plain not in content
        # Three bytes, that stand somewhere in many a long cipher by chance.
        assert b"\x1f\x8b\x08" not in content[:500]
        assert path.stat().st_mode & 0o777 == 0o600

    before = counted(node.database)
    restored = node.restore(empty_database)
    assert restored.returncode == 0, restored.stderr
    assert counted(empty_database) == before
    assert all(count for count, _digest in before)


def test_the_signing_key_and_the_uploads_come_back_as_they_were(node: Node, tmp_path: Path) -> None:
    node.make()
    key = {"EDUPORTAL_BACKUP_KEY_FILE": str(node.key)}
    done = backup("unpack", node.file("files"), tmp_path / "again", **key)
    assert done.returncode == 0, done.stderr
    again = tmp_path / "again" / str(node.state).lstrip("/")
    assert (again / "long-an.key").read_text() == "the seal of this node"
    assert (again / "long-an.key").stat().st_mode & 0o777 == 0o600
    assert (again / f"{NAME}.xlsx").read_text() == NAME


def test_another_key_opens_nothing(node: Node, empty_database: str, tmp_path: Path) -> None:
    node.make()
    backup("new-key", tmp_path / "other.key")
    refused = node.restore(empty_database, tmp_path / "other.key")
    assert refused.returncode != 0
    assert "error: " in refused.stderr
    assert tables_of(empty_database) == 0


def test_a_damaged_backup_restores_nothing(node: Node, empty_database: str) -> None:
    node.make()
    file = node.file("database")
    content = bytearray(file.read_bytes())
    content[-20] ^= 1
    file.write_bytes(content)
    assert node.restore(empty_database).returncode != 0
    assert tables_of(empty_database) == 0


@pytest.mark.parametrize("command", [["restore", "x.age"], ["unpack", "x.age", "folder"]])
def test_without_a_private_key_the_missing_variable_is_named(command: list[str]) -> None:
    refused = backup(*command, **libpq("any"))

    assert refused.returncode == 1
    assert refused.stderr == "error: EDUPORTAL_BACKUP_KEY_FILE names no file with a private key.\n"


def tables_of(database: str) -> int:
    with psycopg2.connect(address_of(database)) as session, session.cursor() as cursor:
        cursor.execute("select count(*) from pg_tables where schemaname = 'public'")
        [(count,)] = cursor.fetchall()
    session.close()
    return int(count)


@pytest.mark.parametrize(
    "different",
    [
        {"PGDATABASE": "there_is_no_such_database"},
        # The portal's own role: row-level security would leave every table empty.
        {"PGUSER": "eduportal", "PGPASSWORD": "wrong"},
        {"EDUPORTAL_BACKUP_RECIPIENTS": ""},
        {"EDUPORTAL_BACKUP_RECIPIENTS": "age1nobody"},
    ],
)
def test_what_fails_says_so_and_leaves_no_half_backup(
    node: Node, different: dict[str, str]
) -> None:
    failed = node.make(**different)
    assert failed.returncode != 0
    assert "error: " in failed.stderr
    assert not node.folder.exists() or list(node.folder.iterdir()) == []
