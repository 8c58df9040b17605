"""Run the benchmarks named, or all of them. `script/bench` brings the servers they need."""

import argparse
import ast
import re
import subprocess
import sys
from pathlib import Path

CLOSING_LINE = re.compile(r"\S+ ratio=[\d.]+ ours=[\d.]+ reference=[\d.]+ unit=\S+")
START = "import importlib, sys; importlib.import_module('benchmarks.' + sys.argv[1]).main()"


def main() -> int:
    """The exit code is 1 when a benchmark fails."""
    known = benchmarks()
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="default: all of them")
    parser.add_argument("--list", action="store_true", help="name them and stop")
    options = parser.parse_args()
    if options.list:
        print(*(f"{name:<20} {summary}" for name, summary in known.items()), sep="\n")
        return 0
    if unknown := sorted(set(options.names) - set(known)):
        parser.error(f"no benchmark is called {', '.join(unknown)}; there are: {', '.join(known)}")
    failed = [name for name in options.names or known if not measure(name)]
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


def measure(name: str) -> bool:
    """Run one benchmark; False when it fails or does not end with its closing line."""
    print(f"  {name}", flush=True)
    last_line = ""
    command = [sys.executable, "-c", START, name]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as run:
        for line in run.stdout or ():
            last_line = line.rstrip()
            print(last_line, flush=True)
    return run.returncode == 0 and bool(CLOSING_LINE.fullmatch(last_line))


if __name__ == "__main__":
    sys.exit(main())
