"""Behind script/mutants: is every operator of the rules noticed by a test?

cosmic-ray changes one operator or number at a time in a copy of the repository and runs the tests
of that file. A change that no test notices is a survivor: docs/testing.md says which may stay.
"""

import compileall
import json
import os
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue

from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import MutationSpec, WorkerOutcome, WorkResult

from eduportal.core.translations import compile_catalogues
from script.launcher import ROOT
from script.launcher.processes import Program, Supervisor
from script.launcher.state import throwaway
from script.launcher.steps import run_main, say
from script.testing import MIGRATED, failed_checks, start_test_servers

Mutant = tuple[MutationSpec, WorkResult]

LOWEST_SCORE = 85
SECONDS_A_MUTANT = 300
WORKERS = min(os.cpu_count() or 1, 4)
ADDRESSES = ("DATABASE_URL", "DATABASE_OWNER_URL")
PYTEST = ["python", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
PYTEST += ["-p", "_hypothesis_pytestplugin", "--hypothesis-seed=22"]
# Most of a short run would go into loading plugins it has no use for.
NO_PLUGINS = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
# The rules know no framework: their tests start without Django and without a database.
PLAIN = [*PYTEST, "-c", os.devnull, "--rootdir=.", "--noconftest", "-p", "tests.examples"]
DATABASE = [*PYTEST, "-p", "pytest_django.plugin", "-p", "xdist.plugin", "--reuse-db"]
# One wrong operator of each kind says as much as ten; `int | None` is a type, not a calculation.
EXCLUDED = [
    "core/RemoveDecorator",
    "core/ReplaceBinaryOperator_Bit.*",
    "core/ReplaceBinaryOperator_(Add_(?!Sub)|Sub_(?!Add)|Mul_(?!Add)|(Div|FloorDiv|Mod|Pow)_(?!Mul)).*",
    "core/ReplaceComparisonOperator_(Eq_(?!NotEq)|NotEq_(?!Eq)|Is_(?!IsNot)|IsNot_(?!Is$)).*",
    "core/ReplaceComparisonOperator_(Lt_(?!LtE)|LtE_(?!Lt$)|Gt_(?!GtE)|GtE_(?!Gt$)).*",
]


@dataclass(frozen=True)
class Group:
    """Files that are changed, and the tests that must notice."""

    place: str
    pytest: Sequence[str]
    tests: Sequence[str]

    def files(self) -> list[str]:
        path = ROOT / self.place
        found = [path] if path.is_file() else sorted(path.rglob("*.py"))
        wanted = [each for each in found if "migrations" not in each.parts]
        return [each.relative_to(ROOT).as_posix() for each in wanted if each.stat().st_size]

    def command(self, folder: Path, file: str) -> list[str]:
        """Run the tests as they stand in a copy; those named after the file notice most: first."""
        found = [path for test in self.tests for path in sorted(folder.glob(test))]
        names = [path.relative_to(folder).as_posix() for path in found]
        return [*self.pytest, *sorted(names, key=lambda name: Path(file).stem not in name)]


GROUPS = [
    # The vectors first: they notice most, and soon.
    Group(
        "grades/rules",
        PLAIN,
        ["tests/grades/test_rules_vectors.py", "tests/grades/test_rules_*.py"],
    ),
    Group(
        "grades/services/entry.py",
        DATABASE,
        [
            "tests/grades/test_services_save_cells.py",
            "tests/grades/test_views_marksheet.py",
            "tests/grades/test_locks.py",
        ],
    ),
    Group(
        "eduportal/scoping",
        DATABASE,
        [
            "tests/scoping/test_scope*.py",
            "tests/scoping/test_api_scope.py",
            "tests/scoping/test_checks.py",
            "tests/scoping/test_rights.py",
            "tests/scoping/test_grant_runtime.py",
            "tests/api/test_rows.py",
        ],
    ),
]


@dataclass
class Lane:
    """A copy of the repository, with databases of its own, in which one file is changed."""

    folder: Path
    environment: dict[str, str]
    supervisor: Supervisor
    begun: set[str] = field(default_factory=set)

    def run(self, *command: str) -> None:
        """Run a program of .venv to its end; raises CannotStart with its last lines."""
        program = Program(" ".join(command), command, self.environment)
        program.folder, program.log = self.folder, self.folder / "file.log"
        self.supervisor.finish([program])

    def tried(self, file: str, group: Group) -> list[Mutant]:
        """Every change of one file; raises CannotStart when the tests fail without any."""
        settings = configuration(file, group.command(self.folder, file))
        (self.folder / "file.toml").write_text(settings, encoding="utf-8")
        (self.folder / "file.sqlite").unlink(missing_ok=True)
        self.run("cosmic-ray", "init", "file.toml", "file.sqlite")
        self.run("cr-filter-operators", "file.sqlite", "file.toml")
        with use_db(str(self.folder / "file.sqlite"), WorkDB.Mode.open) as session:
            if not session.pending_work_items:
                return []
        if group.place not in self.begun:
            # The first run makes the database: no mutant may.
            self.run("cosmic-ray", "baseline", "file.toml")
            self.begun.add(group.place)
        self.run("cosmic-ray", "exec", "file.toml", "file.sqlite")
        # Rows that a mutant left in the database would fail every test after it.
        self.run("cosmic-ray", "baseline", "file.toml")
        with use_db(str(self.folder / "file.sqlite"), WorkDB.Mode.open) as session:
            tried = [(item.mutations[0], result) for item, result in session.completed_work_items]
        return [each for each in tried if each[1].worker_outcome != WorkerOutcome.SKIPPED]


def main(arguments: list[str]) -> int:
    """Change every file, or those the arguments begin; exit code 1 below the score."""
    chosen = [
        (file, group)
        for group in GROUPS
        for file in group.files()
        if not arguments or file.startswith(tuple(arguments))
    ]
    lanes: SimpleQueue[Lane] = SimpleQueue()

    def one(file: str, group: Group) -> list[Mutant]:
        own = lanes.get()
        try:
            mutants = own.tried(file, group)
        finally:
            lanes.put(own)
        say(f"  {file:<50}{sum(result.is_killed for _spec, result in mutants):5} of {len(mutants)}")
        return mutants

    # In this order: when interrupted, the programs end before the threads that wait for them.
    with ThreadPoolExecutor(WORKERS) as pool, throwaway("mutants") as supervisor:
        environment = start_test_servers(supervisor)
        compile_catalogues()
        if failed_checks(supervisor, environment, {"Migrations": MIGRATED}):
            return 1
        for number in range(WORKERS):
            lanes.put(copied(supervisor, environment, number))
        found = list(pool.map(one, *zip(*chosen, strict=True)))
    return report([mutant for mutants in found for mutant in mutants])


def copied(supervisor: Supervisor, environment: dict[str, str], number: int) -> Lane:
    """A lane with every file git knows or would add, and with the compiled texts."""
    folder = supervisor.folder / f"copy{number}"
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    output = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    names = [*output.rstrip("\0").split("\0"), *map(str, ROOT.glob("locale/**/*.mo"))]
    for source in [ROOT / name for name in names]:
        if source.is_file():
            target = folder / source.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    # cosmic-ray lets no test write bytecode, lest it be a mutant's; this is older than any.
    compileall.compile_dir(folder, quiet=1)
    own = {name: f"{environment[name]}_{number}" for name in ADDRESSES}
    return Lane(folder, environment | NO_PLUGINS | own, supervisor)


def configuration(file: str, command: Sequence[str]) -> str:
    return f"""
[cosmic-ray]
module-path = {json.dumps(file)}
timeout = {SECONDS_A_MUTANT}
excluded-modules = []
test-command = {json.dumps(shlex.join(command))}
[cosmic-ray.distributor]
name = "local"
[cosmic-ray.filters.operators-filter]
exclude-operators = {json.dumps(EXCLUDED)}
"""


def report(mutants: Sequence[Mutant]) -> int:
    """Print each survivor with its change, and last the score."""
    survivors = [(spec, result) for spec, result in mutants if not result.is_killed]
    for spec, result in survivors:
        say(f"\n{spec.module_path}:{spec.start_pos[0]} {spec.definition_name or ''}")
        changed = [line for line in (result.diff or "").splitlines() if line[:1] in "+-"]
        for line in changed:
            if not line.startswith(("---", "+++")):
                say(f"    {line}")
    late = sum(result.output == "timeout" for _spec, result in mutants)
    score = 100 * (len(mutants) - len(survivors)) / max(len(mutants), 1)
    say(f"\nmutants={len(mutants)} survived={len(survivors)} timeout={late} score={score:.1f}%")
    return int(score < LOWEST_SCORE)


if __name__ == "__main__":
    run_main(main)
