"""Behind script/outdated: which pinned packages have a newer release, and where each is pinned."""

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

from script.launcher import ROOT
from script.launcher.steps import CannotStart, run_main, say

# Written by a person, with what they bring along: that is only in the files made from them.
CHOSEN = ("requirements.in", "requirements-dev.in")
LOCKED = "requirements-dev.txt"
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check"]


def main(arguments: list[str]) -> int:
    """Print a line for each newer release; exit code 0 also when there are some."""
    parser = argparse.ArgumentParser(prog="script/outdated", description=__doc__)
    parser.parse_args(arguments)
    pinned = pins(ROOT / LOCKED)
    chosen = {name: file for file in CHOSEN for name in pins(ROOT / file)}
    newest = newer_releases()
    found = [name for name in pinned if name in newest]
    # The packages of our own choice first: the others mostly follow them.
    for name in sorted(found, key=lambda name: (name not in chosen, name)):
        where = chosen.get(name, f"brought along, in {LOCKED}")
        say(f"{name:<28} {pinned[name]:<18} {newest[name]:<18} {where}")
    say(f"{len(pinned)} packages are pinned, {len(found)} have a newer release.")
    return 0


def pins(path: Path) -> dict[str, str]:
    """The version each package is pinned to, by its normalised name."""
    return {normalised(name): version for name, version in PIN.findall(path.read_text())}


def newer_releases() -> dict[str, str]:
    """The newest release pip finds for each installed package that is older.

    Raises CannotStart with pip's own last lines when the index cannot be asked.
    """
    # Without an index `pip list --outdated` says that nothing is.
    for question in (["index", "versions", "pip"], ["list", "--outdated", "--format=json"]):
        done = subprocess.run([*PIP, *question], capture_output=True, text=True)
        if done.returncode:
            raise CannotStart("pip cannot ask the package index.", done.stderr.splitlines()[-3:])
    return {normalised(row["name"]): row["latest_version"] for row in json.loads(done.stdout)}


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    run_main(main)
