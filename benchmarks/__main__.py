"""Behind script/bench: run the benchmarks named, or all of them, on servers of their own."""

import argparse
import ast
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from script.launcher.processes import Program, Supervisor
from script.launcher.state import throwaway
from script.launcher.steps import run_main, say, step
from script.testing import AS_OWNER, start_test_servers

CLOSING_LINE = re.compile(r"\S+ ratio=[\d.]+ ours=[\d.]+ reference=[\d.]+ unit=\S+")
START = "import importlib, sys; importlib.import_module('benchmarks.' + sys.argv[1]).main()"


def main(arguments: list[str]) -> int:
    """The exit code is 1 when a benchmark fails."""
    known = benchmarks()
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="default: all of them")
    parser.add_argument("--list", action="store_true", help="name them and stop")
    options = parser.parse_args(arguments)
    if options.list:
        say("\n".join(f"{name:<20} {summary}" for name, summary in known.items()))
        return 0
    if unknown := sorted(set(options.names) - set(known)):
        parser.error(f"no benchmark is called {', '.join(unknown)}; there are: {', '.join(known)}")
    with throwaway("bench") as supervisor:
        failed = run(supervisor, options.names or list(known))
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def benchmarks() -> dict[str, str]:
    """Every benchmark's name and the first line of its docstring."""
    found = {}
    for path in sorted(Path(__file__).parent.glob("[!_]*.py")):
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        found[path.stem] = (docstring or "").partition("\n")[0]
    return found


def run(supervisor: Supervisor, names: Sequence[str]) -> list[str]:
    """Run benchmarks as the owner of one database; the names of those that fail.

    A benchmark fails as well when it does not end with its closing line.
    """
    # Written to disk as in production: a database that forgets is no yardstick. One of the
    # references is logical replication.
    environment = start_test_servers(supervisor, {"wal_level": "logical"})
    environment |= {"DJANGO_SETTINGS_MODULE": "eduportal.settings.dev"}
    line = ["sh", "-c", f"{AS_OWNER} migrate"]
    with step("Migrate"):
        supervisor.finish([Program("migrate", line, environment, supervisor.log("migrate"))])
    environment |= {
        "DATABASE_URL": environment["DATABASE_OWNER_URL"],
        "DATABASE_RUNTIME_URL": environment["DATABASE_URL"],
    }
    failed = []
    for name in names:
        say(f"  {name}")
        command = [sys.executable, "-c", START, name]
        program = Program(name, command, environment, stdout=subprocess.PIPE)
        last_line = ""
        for line in supervisor.start(program).process.stdout or ():
            last_line = line.rstrip()
            say(last_line)
        supervisor.end(program)
        if program.process.returncode or not CLOSING_LINE.fullmatch(last_line):
            failed.append(name)
    return failed


if __name__ == "__main__":
    run_main(main)
