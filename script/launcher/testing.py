"""Behind script/test and script/bench: throw-away servers for checks, tests and benchmarks."""

import os
import secrets
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from eduportal.core.translations import compile_catalogues
from script.launcher import ROOT
from script.launcher.chromium import find_chromium
from script.launcher.postgres import EmbeddedPostgres
from script.launcher.processes import Supervisor
from script.launcher.state import throwaway
from script.launcher.steps import CannotStart, run_main, say, step
from script.launcher.valkey import start_valkey

DATABASE = "eduportal"
MANAGE = [sys.executable, "manage.py"]
BIN = Path(sys.executable).parent
LINES_SHOWN = 80

# Name, command, and its settings.
CHECKS = [
    ("Formatting", ["ruff", "format", "--check", "."], "test"),
    ("Lint", ["ruff", "check", "."], "test"),
    ("Import contracts", ["lint-imports", "--no-cache"], "test"),
    ("Types", ["mypy"], "test"),
    ("Template lint", ["djlint", "--check", "templates"], "test"),
    ("Migrations are complete", [*MANAGE, "makemigrations", "--check", "--dry-run"], "test"),
    ("Production settings", [*MANAGE, "check", "--deploy", "--fail-level=WARNING"], "prod"),
]


def main(arguments: list[str]) -> int:
    """Every check and every test; with arguments only pytest, with those arguments.

    `--bench` first: the benchmarks instead, with the other arguments.
    """
    if arguments[:1] == ["--bench"]:
        return bench(arguments[1:])
    with throwaway("test") as supervisor:
        environment = start_test_servers(supervisor)
        environment["EDUPORTAL_CHROMIUM"] = find_chromium()
        with step("Compile translations"):
            compile_catalogues()
        failed = [] if arguments else failed_checks(environment)
        say("  Tests")
        options = arguments or ["-n", str(min(os.cpu_count() or 1, 4))]
        code = supervisor.run([BIN / "pytest", *options], environment)
    if failed:
        say(f"failed before the tests: {', '.join(failed)}")
    return code or len(failed)


def bench(arguments: list[str]) -> int:
    """Run benchmarks/ as the owner of a database that is written to disk as in production."""
    with throwaway("bench") as supervisor:
        environment = start_test_servers(supervisor, durable=True)
        environment["DATABASE_URL"] = environment["DATABASE_OWNER_URL"]
        environment["DJANGO_SETTINGS_MODULE"] = "eduportal.settings.dev"
        if supervisor.run([*MANAGE, "migrate", "--noinput", "--verbosity=0"], environment):
            raise CannotStart("The database could not be migrated.")
        return supervisor.run([sys.executable, "-m", "benchmarks", *arguments], environment)


def start_test_servers(supervisor: Supervisor, *, durable: bool = False) -> dict[str, str]:
    """Start PostgreSQL and Valkey; the environment of everything that uses them."""
    with step("Start PostgreSQL"):
        postgres = EmbeddedPostgres(supervisor, durable=durable)
        # The tests create databases of their own.
        postgres.create([DATABASE], owners_rights="createdb")
    with step("Start Valkey"):
        queue = start_valkey(supervisor)
    own = postgres.addresses(DATABASE) | {
        "DJANGO_SETTINGS_MODULE": "eduportal.settings.test",
        "REDIS_URL": f"{queue}/0",
        "EDUPORTAL_SECRET_KEY": secrets.token_urlsafe(60),
        "EDUPORTAL_STATE_DIR": str(supervisor.folder),
        "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}",
    }
    # What a person has set in this shell must not change what is tested.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EDUPORTAL_")}
    return kept | own


def failed_checks(environment: Mapping[str, str]) -> list[str]:
    """Run every check, show the output of those that fail, and name them."""
    failed = []
    for name, command, settings in CHECKS:
        with step(name):
            done = subprocess.run(
                command,
                cwd=ROOT,
                env={**environment, "DJANGO_SETTINGS_MODULE": f"eduportal.settings.{settings}"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        if done.returncode != 0:
            print(*done.stdout.splitlines()[-LINES_SHOWN:], f"  {name} FAILED", sep="\n")
            failed.append(name)
    return failed


if __name__ == "__main__":
    run_main(main)
