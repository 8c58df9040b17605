"""Behind script/test: throw-away servers, then every check, or only the tests given."""

import os
import secrets
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from eduportal.operations.launcher.chromium import find_chromium
from eduportal.operations.launcher.interrupts import interrupts
from eduportal.operations.launcher.postgres import OWNER, ROLE, EmbeddedPostgres
from eduportal.operations.launcher.processes import Supervisor, foreground
from eduportal.operations.launcher.state import ROOT, kept_secrets
from eduportal.operations.launcher.steps import run_main, step
from eduportal.operations.launcher.throwaway import throwaway
from eduportal.operations.launcher.translations import compile_catalogues
from eduportal.operations.launcher.valkey import start_valkey

DATABASE = "eduportal"
PRODUCTION = {"DJANGO_SETTINGS_MODULE": "eduportal.settings.prod"}
MANAGE = [sys.executable, "manage.py"]
AS_OWNER = ["sh", "-c", 'DATABASE_URL=$DATABASE_OWNER_URL exec "$@"', "sh"]
BIN = Path(sys.executable).parent
LINES_SHOWN = 80

# Name, command, and the settings that differ from the tests' own.
CHECKS: list[tuple[str, list[str], dict[str, str]]] = [
    ("Formatting", ["ruff", "format", "--check", "."], {}),
    ("Lint", ["ruff", "check", "."], {}),
    ("Import contracts", ["lint-imports", "--no-cache"], {}),
    ("Types", ["mypy"], {}),
    ("Template lint", ["djlint", "--check", "templates"], {}),
    ("Migrations are complete", [*MANAGE, "makemigrations", "--check", "--dry-run"], {}),
    ("Migrations apply", [*AS_OWNER, *MANAGE, "migrate", "--noinput"], {}),
    ("Rights of the runtime role", [*AS_OWNER, *MANAGE, "grant_runtime", ROLE], {}),
    (
        "Production settings",
        [*MANAGE, "check", "--deploy", "--database", "default", "--fail-level", "WARNING"],
        PRODUCTION,
    ),
]


def main(arguments: list[str]) -> int:
    """Every check and every test; with arguments only pytest, with those arguments."""
    interrupts.install()
    with throwaway("test") as (state, supervisor):
        environment = start_test_servers(state, supervisor)
        environment["EDUPORTAL_CHROMIUM"] = find_chromium()
        with step("Compile translations"):
            compile_catalogues(ROOT / "locale")
        failed = [] if arguments else failed_checks(environment)
        print("  Tests", flush=True)
        options = arguments or ["-n", str(min(os.cpu_count() or 1, 4))]
        with foreground([BIN / "pytest", *options], environment) as tests:
            pass
    if failed:
        print(f"failed before the tests: {', '.join(failed)}", flush=True)
        return 1
    return tests.returncode


def start_test_servers(
    state: Path, supervisor: Supervisor, *, durable: bool = False
) -> dict[str, str]:
    """Start PostgreSQL and Valkey; the environment of everything that uses them."""
    kept = kept_secrets(state)
    postgres = EmbeddedPostgres(state, kept["POSTGRES_PASSWORD"], durable)
    with step("Start PostgreSQL"):
        postgres.start(supervisor)
        # The owner creates the databases of the tests; they run as the role of the portal.
        postgres.create_role(OWNER, kept["OWNER_PASSWORD"], may_create_databases=True)
        postgres.create_role(ROLE, kept["ROLE_PASSWORD"])
        postgres.create_database(DATABASE)
    with step("Start Valkey"):
        queue = start_valkey(supervisor, state, kept["VALKEY_PASSWORD"])
    inherited = {name: value for name, value in os.environ.items() if not is_ours(name)}
    return inherited | {
        "DJANGO_SETTINGS_MODULE": "eduportal.settings.test",
        "DATABASE_URL": postgres.address(DATABASE, ROLE, kept["ROLE_PASSWORD"]),
        "DATABASE_OWNER_URL": postgres.address(DATABASE, OWNER, kept["OWNER_PASSWORD"]),
        "REDIS_URL": f"{queue}/0",
        "EDUPORTAL_SECRET_KEY": secrets.token_urlsafe(60),
        "EDUPORTAL_STATE_DIR": str(state),
        "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}",
    }


def is_ours(name: str) -> bool:
    """Whether a variable of the person's own shell would change what is tested."""
    return name.startswith("EDUPORTAL_") or name in {
        "DATABASE_URL",
        "DATABASE_OWNER_URL",
        "REDIS_URL",
    }


def failed_checks(environment: Mapping[str, str]) -> list[str]:
    """Run every check, show the output of those that fail, and name them."""
    failed = []
    for name, command, settings in CHECKS:
        with step(name):
            done = subprocess.run(
                command,
                cwd=ROOT,
                env={**environment, **settings},
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
