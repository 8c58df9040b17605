"""Backups of a node in the age format: what is written to disk is encrypted already.

    backup.py new-key FILE                    the private half into FILE, the public half printed
    backup.py make FOLDER [PATH...]           two files in FOLDER: the database, and these paths
    backup.py restore DATABASE.age            into the empty database that PGDATABASE names
    backup.py unpack FILES.age FOLDER         the paths, below FOLDER

`make` encrypts to the public keys of EDUPORTAL_BACKUP_RECIPIENTS (with commas between), so that
this machine cannot read what it has written; `restore` and `unpack` need the private key, as the
file EDUPORTAL_BACKUP_KEY_FILE. The database is the one libpq's own variables name, PGHOST,
PGDATABASE and so on.
"""

import argparse
import os
import subprocess
import sys
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import pyrage

DUMP = ["pg_dump", "--format=custom", "--no-password"]
OF_AGE = (pyrage.DecryptError, pyrage.EncryptError, pyrage.IdentityError, pyrage.RecipientError)
RESTORE = ["pg_restore", "--exit-on-error", "--single-transaction", "--no-password"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("new-key", help="make a key pair, not on the portal's machine")
    command.add_argument("file", type=Path)
    command.set_defaults(run=lambda given: new_key(given.file))
    command = commands.add_parser("make", help="write an encrypted backup")
    command.add_argument("folder", type=Path)
    command.add_argument("paths", type=Path, nargs="*", help="files and folders to keep as well")
    command.set_defaults(run=lambda given: make(given.folder, given.paths))
    command = commands.add_parser("restore", help="fill the empty database PGDATABASE names")
    command.add_argument("file", type=Path)
    command.set_defaults(run=lambda given: restore(given.file))
    command = commands.add_parser("unpack", help="bring the kept files back, below a folder")
    command.add_argument("file", type=Path)
    command.add_argument("folder", type=Path)
    command.set_defaults(run=lambda given: unpack(given.file, given.folder))
    given = parser.parse_args()
    try:
        given.run(given)
    except (OSError, ValueError, *OF_AGE, subprocess.CalledProcessError) as problem:
        sys.exit(f"error: {problem or type(problem).__name__}")


def new_key(file: Path) -> None:
    """Write the private key, which opens every backup made for it, readable by the owner only."""
    identity = pyrage.x25519.Identity.generate()
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(f"{identity}\n")
    print(identity.to_public())


def make(folder: Path, paths: list[Path]) -> None:
    """Write DATE.database.age and, where paths are given, DATE.files.age; both or neither."""
    keys = os.environ.get("EDUPORTAL_BACKUP_RECIPIENTS", "").split(",")
    recipients = [pyrage.x25519.Recipient.from_str(key.strip()) for key in keys if key.strip()]
    if not recipients:
        raise ValueError("EDUPORTAL_BACKUP_RECIPIENTS names no public key.")
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        raise ValueError(f"There is no {', '.join(missing)}.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    start = folder / datetime.now(UTC).strftime("%Y-%m-%dT%H%M%SZ")
    sources: dict[Path, Callable[[IO[bytes]], None]] = {
        start.with_suffix(".database.age"): dump_into
    }
    if paths:
        sources[start.with_suffix(".files.age")] = lambda out: pack_into(paths, out)
    try:
        for file, source in sources.items():
            encrypted(source, recipients, unfinished(file))
    except BaseException:
        for file in sources:
            unfinished(file).unlink(missing_ok=True)
        raise
    for file in sources:
        unfinished(file).rename(file)
        print(file)


def unfinished(file: Path) -> Path:
    return file.with_name(f"{file.name}.part")


def encrypted(
    source: Callable[[IO[bytes]], None], recipients: list[pyrage.x25519.Recipient], file: Path
) -> None:
    """What `source` writes, encrypted into a file of mode 0600, and safely on the disk."""
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        with written_by(source) as plain:
            pyrage.encrypt_io(plain, out, recipients)
        out.flush()
        os.fsync(out.fileno())


@contextmanager
def written_by(source: Callable[[IO[bytes]], None]) -> Iterator[IO[bytes]]:
    """A pipe to read what `source` writes; raises, at its end, what made `source` fail."""
    reading, writing = os.pipe()
    failed: list[BaseException] = []

    def write() -> None:
        try:
            with open(writing, "wb") as out:
                source(out)
        except BaseException as problem:
            failed.append(problem)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        with open(reading, "rb") as plain:
            yield plain
    finally:
        thread.join()
    if failed:
        raise failed[0]


def dump_into(out: IO[bytes]) -> None:
    subprocess.run(DUMP, stdout=out, check=True)


def pack_into(paths: list[Path], out: IO[bytes]) -> None:
    with tarfile.open(fileobj=out, mode="w|gz") as archive:
        for path in paths:
            archive.add(path.absolute())


def restore(file: Path) -> None:
    """Fill the empty database that PGDATABASE names, whole or not at all."""
    database = os.environ.get("PGDATABASE")
    if not database:
        raise ValueError("PGDATABASE names no database.")
    key = private_key()
    command = [*RESTORE, f"--dbname={database}"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin
        try:
            decrypt(file, key, process.stdin)
        except BaseException:
            # Before it takes the end of what could be decrypted for the end of the dump.
            process.kill()
            raise
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, "pg_restore")


def unpack(file: Path, folder: Path) -> None:
    """Bring the kept files back with owners and modes, below a folder that is best empty."""
    key = private_key()
    with written_by(lambda out: decrypt(file, key, out)) as plain:
        with tarfile.open(fileobj=plain, mode="r|gz") as archive:
            # Anyone who has the public key can make such a file: nothing may leave the folder.
            # The Python 3.11.2 of Debian 12 has no filters yet: unpack into an empty folder.
            if hasattr(tarfile, "tar_filter"):
                archive.extraction_filter = tarfile.tar_filter
            archive.extractall(folder)
        # To the last byte: its authentication is what ends the file.
        while plain.read(65536):
            pass


def private_key() -> pyrage.x25519.Identity:
    """The key of EDUPORTAL_BACKUP_KEY_FILE; read before anything is begun."""
    key_file = os.environ.get("EDUPORTAL_BACKUP_KEY_FILE")
    if not key_file:
        raise ValueError("EDUPORTAL_BACKUP_KEY_FILE names no file with a private key.")
    return pyrage.x25519.Identity.from_str(Path(key_file).read_text().strip())


def decrypt(file: Path, key: pyrage.x25519.Identity, out: IO[bytes]) -> None:
    with file.open("rb") as stored:
        pyrage.decrypt_io(stored, out, [key])
    out.close()


if __name__ == "__main__":
    main()
