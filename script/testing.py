"""Behind script/test: throw-away servers, then every check, or only the tests given."""

import os
import secrets
import shutil
import subprocess
import sys
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from pathlib import Path

from eduportal.core.translations import compile_catalogues
from script.kept import MIGRATE, migrating
from script.launcher.postgres import CARELESS, RUNTIME, SUPERUSER, embedded_databases
from script.launcher.processes import Program, Supervisor
from script.launcher.servers import embedded_queue
from script.launcher.state import kept_secrets, throwaway
from script.launcher.steps import CannotStart, explain, run_main, say, step

# The shell, which draws no window around a page, opens one at a seventh of the cost.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
INSTALL = "install -qq -y --no-install-recommends"
APT = ("update -qq", f"{INSTALL} chromium-headless-shell", f"{INSTALL} chromium")
BIN = Path(sys.executable).parent
CORES = os.cpu_count() or 1
AS_OWNER = "DATABASE_URL=$DATABASE_OWNER_URL python manage.py"
PRODUCTION = "DJANGO_SETTINGS_MODULE=eduportal.settings.prod python manage.py check --deploy"
GRANTED = f"{AS_OWNER} grant_runtime {RUNTIME}"
MIGRATED = f"{MIGRATE} && {GRANTED}"
CHECKS = {
    "Formatting": "ruff format --check .",
    "Lint": "ruff check .",
    "Import contracts": "lint-imports --no-cache",
    "Types": "mypy",
    "Template lint": "djlint --check templates",
    # Compiles them once for all workers, which begin at the same time.
    "Collecting the tests": "pytest --collect-only -qq",
    "Migrations, rights of the runtime role, production settings": (
        f"{MIGRATED} && {AS_OWNER} makemigrations --check --dry-run && "
        f"{PRODUCTION} --database=default --fail-level=WARNING"
    ),
}
# What the whole run leaves out, and what either option runs: docs/testing.md.
QUICK = "not long and not trial"
TRIALS = "trial and not long"
LEFT_OUT = "long or trial"
# The floor is in pyproject.toml.
COVERAGE = {
    "domain and platform": "coverage report --omit='script/*'",
    "the launcher": "coverage report --include='script/*' --fail-under=0",
}


def main(arguments: list[str]) -> int:
    """Every check and every quick test; with arguments only pytest, with those arguments.

    `--trials` or `--long` before them stands for tests that are left out otherwise.
    """
    arguments = chosen(arguments)
    with throwaway("test") as supervisor:
        environment = start_test_servers(supervisor)
        environment["EDUPORTAL_CHROMIUM"] = find_chromium()
        with step("Compile translations"):
            compile_catalogues()
        with step("Migrate" if arguments else "Check all but the tests"):
            checks = {"Migrations": f"{migrating()} && {GRANTED}"} if arguments else CHECKS
            failed = failed_checks(supervisor, environment, checks)
        if arguments:
            code = supervisor.run([BIN / "pytest", *arguments], environment)
            return code or len(failed)
        say("  Tests")
        options = ["-m", QUICK, *workers(CORES + 1)]
        environment["COVERAGE_FILE"] = str(supervisor.folder / "coverage")
        code = supervisor.run(["coverage", "run", "-m", "pytest", *options], environment)
        failed += failed_coverage(supervisor, environment)
    if failed:
        say(f"failed beside the tests: {', '.join(failed)}")
    return code or len(failed)


def chosen(arguments: list[str]) -> list[str]:
    """The arguments as pytest knows them."""
    match arguments:
        case ["--trials", *more]:
            # A worker often waits, for a browser or a program that starts.
            return ["-m", TRIALS, *workers(2 * CORES), *more]
        case ["--long", *more]:
            return ["-m", LEFT_OUT, *more]
    return arguments


def workers(number: int) -> list[str]:
    """pytest's options for so many workers; each has its databases, so there are never many."""
    return ["-n", str(min(number, 4)), "--durations=20"]


def start_test_servers(
    supervisor: Supervisor, options: Mapping[str, str] = CARELESS
) -> dict[str, str]:
    """Start PostgreSQL and Valkey; the environment of everything that uses them.

    The superuser's address is for benchmarks and for keeping what was migrated.
    """
    servers = embedded_databases(supervisor, options) | embedded_queue(supervisor)
    password = kept_secrets(supervisor.folder)["POSTGRES_PASSWORD"]
    place = servers["DATABASE_URL"].rpartition("@")[2]
    own = {
        "DATABASE_SUPERUSER_URL": f"postgresql://{SUPERUSER}:{password}@{place}",
        "DJANGO_SETTINGS_MODULE": "eduportal.settings.test",
        "EDUPORTAL_SECRET_KEY": secrets.token_urlsafe(60),
        "EDUPORTAL_FACTOR_KEYS": urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii"),
        "EDUPORTAL_STATE_DIR": str(supervisor.folder),
        "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}",
    }
    # What a person has set in this shell must not change what is tested.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EDUPORTAL_")}
    return kept | servers | own


def failed_coverage(supervisor: Supervisor, environment: dict[str, str]) -> list[str]:
    """Say how much of each part the tests have run; below the floor, which lines they have not."""
    supervisor.run(["coverage", "combine", "--quiet"], environment)
    failed = failed_checks(supervisor, environment, COVERAGE)
    for name in COVERAGE:
        lines = supervisor.log(name).read_text(encoding="utf-8").splitlines()
        total = next((line.split()[-1] for line in lines if line.startswith("TOTAL")), "none")
        say(f"  Lines and branches run in {name}: {total}")
    return [f"coverage of {name}" for name in failed]


def failed_checks(
    supervisor: Supervisor, environment: dict[str, str], checks: Mapping[str, str]
) -> list[str]:
    """Run the checks beside each other, show the last output of those that fail, and name them."""
    started = [
        supervisor.start(Program(name, ["sh", "-c", line], environment, supervisor.log(name)))
        for name, line in checks.items()
    ]
    for check in started:
        check.process.wait()
        supervisor.end(check)
    failed = [check for check in started if check.process.returncode]
    for check in failed:
        explain(check.failure(f"{check.name} failed"))
    return [check.name for check in failed]


def find_chromium() -> str:
    """The browser's path: from EDUPORTAL_CHROMIUM or PATH, else installed now.

    Raises CannotStart when there is none and none can be installed.
    """
    if found := os.environ.get("EDUPORTAL_CHROMIUM") or on_path():
        return found
    with step("Install Chromium"):
        if os.geteuid() == 0 and shutil.which("apt-get"):
            quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
            # Where this fails, Playwright is tried next.
            for arguments in APT:
                if not on_path():
                    subprocess.run(["apt-get", *arguments.split()], env=quiet, capture_output=True)
        return on_path() or downloaded()


def on_path() -> str | None:
    """The first browser on PATH."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def downloaded() -> str:
    """Let Playwright download its own Chromium; its path."""
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise CannotStart(
            "The browser tests need Chromium, and Playwright could not download one: install the "
            "package chromium, or set EDUPORTAL_CHROMIUM to the path of a browser.",
            (done.stdout + done.stderr).splitlines()[-3:],
        )
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path: str = playwright.chromium.executable_path
    return path


if __name__ == "__main__":
    run_main(main)
