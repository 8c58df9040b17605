"""Behind script/bench: run benchmarks/ on servers of their own."""

import argparse
import ast
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from eduportal.operations.launcher.interrupts import interrupts
from eduportal.operations.launcher.processes import foreground
from eduportal.operations.launcher.state import ROOT
from eduportal.operations.launcher.steps import CannotStart, run_main, step
from eduportal.operations.launcher.testing import start_test_servers
from eduportal.operations.launcher.throwaway import throwaway

BENCHMARKS = ROOT / "benchmarks"
CLOSING_LINE = re.compile(r"\S+ ratio=[\d.]+ ours=[\d.]+ reference=[\d.]+ unit=\S+")
START = "import importlib, sys; importlib.import_module('benchmarks.' + sys.argv[1]).main()"


def main(arguments: list[str]) -> int:
    """Run the benchmarks named, or all; the exit code is 1 when one fails."""
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="default: all of them")
    parser.add_argument("--list", action="store_true", help="name them and stop")
    options = parser.parse_args(arguments)
    known = benchmarks()
    if options.list:
        for name, summary in known.items():
            print(f"{name:<20} {summary}")
        return 0
    unknown = [name for name in options.names if name not in known]
    if unknown:
        raise CannotStart(
            f"No benchmark is called {', '.join(unknown)}; there are: {', '.join(known)}."
        )
    interrupts.install()
    with throwaway("bench") as (state, supervisor):
        # Written to disk as in production: a database that forgets is no yardstick.
        environment = start_test_servers(state, supervisor, durable=True)
        environment["DJANGO_SETTINGS_MODULE"] = "eduportal.settings.dev"
        # They seed, empty tables and make their own.
        environment["DATABASE_URL"] = environment["DATABASE_OWNER_URL"]
        with step("Migrate"):
            migrate(environment)
        failed = [name for name in options.names or known if not measure(name, environment)]
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def benchmarks(folder: Path = BENCHMARKS) -> dict[str, str]:
    """Every benchmark's name and the first line of its docstring."""
    found = {}
    for path in sorted(folder.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if any(isinstance(node, ast.FunctionDef) and node.name == "main" for node in tree.body):
            found[path.stem] = (ast.get_docstring(tree) or "").partition("\n")[0]
    return found


def migrate(environment: Mapping[str, str]) -> None:
    """Give the benchmarks an up-to-date, empty database."""
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--noinput"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise CannotStart(f"The database could not be migrated:\n{done.stderr}")


def measure(name: str, environment: Mapping[str, str]) -> bool:
    """Run one benchmark; False when it fails or does not end with its closing line."""
    print(f"  {name}", flush=True)
    last_line = ""
    with foreground([sys.executable, "-c", START, name], environment, subprocess.PIPE) as run:
        assert run.stdout is not None
        for line in run.stdout:
            last_line = line.rstrip()
            print(last_line, flush=True)
    return run.returncode == 0 and bool(CLOSING_LINE.fullmatch(last_line))


if __name__ == "__main__":
    run_main(main)
